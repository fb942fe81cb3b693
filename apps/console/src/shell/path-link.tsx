import { Anchor, type AnchorProps } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';
import { ownPath } from '../app/search.ts';

type PathLinkProps = AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps | 'href'> & { path: string };

/** A link to an address that the server named. Anything that is not in this console is no link. */
export function PathLink({ path, onClick, children, ...rest }: PathLinkProps) {
  const { history } = useRouter();
  const own = ownPath(path);
  if (own === undefined) return <span className={rest.className}>{children}</span>;
  return (
    <Anchor
      {...rest}
      href={own}
      onClick={(event) => {
        onClick?.(event);
        // The browser's own ways to open it elsewhere stay as they are.
        if (event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        history.push(own);
      }}
    >
      {children}
    </Anchor>
  );
}
