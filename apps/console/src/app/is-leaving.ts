import { useRouter } from '@tanstack/react-router';

/**
 * Whether the address is another page's already, while this one is still shown. What waits for a pause in typing must not bring
 * anybody back then.
 */
export function useIsLeaving(): () => boolean {
  const router = useRouter();
  return () => {
    const { resolvedLocation } = router.state;
    return resolvedLocation !== undefined && resolvedLocation.pathname !== router.latestLocation.pathname;
  };
}
