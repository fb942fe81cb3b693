// Mantine's links with the router's typed addresses.
import { Anchor, type AnchorProps, NavLink, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type Link<P> = P & Omit<ComponentPropsWithRef<'a'>, keyof P>;

export const TextLink = createLink((props: Link<AnchorProps>) => <Anchor {...props} />);
export const MenuLink = createLink((props: Link<NavLinkProps>) => <NavLink {...props} />);
