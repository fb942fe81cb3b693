import { useMatch, useRouter } from '@tanstack/react-router';

/**
 * Whether the address is another page's already, while this one is still shown. What waits for a pause in typing must not bring
 * anybody back then.
 */
export function useIsLeaving(): () => boolean {
  const { history } = useRouter();
  const pathname = useMatch({ strict: false, select: (match) => match.pathname });
  return () => history.location.pathname !== pathname;
}
