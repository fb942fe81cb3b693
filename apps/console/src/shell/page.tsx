import { Group, Stack, Text, Title } from '@mantine/core';
import { Breadcrumbs } from '@sutra/ui/breadcrumbs';
import { Notice } from '@sutra/ui/notice';
import { ForbiddenIcon } from '@sutra/ui/icons';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCan } from '../app/session.ts';
import { useText } from '../app/text.ts';
import { useTitle } from '../app/title.ts';
import { TextLink } from './text-link.tsx';

export interface PageProps {
  title: string;
  intro?: ReactNode;
  /** The pages above this one, the topmost first. */
  trail?: readonly { label: string; to: NonNullable<LinkProps['to']> }[];
  /** The main actions of the page. */
  actions?: ReactNode;
  /** Without it the page says so and shows nothing else. */
  permission?: string;
  children: ReactNode;
}

/** The frame of a page: its name, what it is for, its actions. */
export function Page({ title, intro, trail, actions, permission, children }: PageProps) {
  useTitle(title);
  return (
    <Stack gap="md" maw={1180}>
      {trail === undefined ? null : (
        <Breadcrumbs
          items={[
            ...trail.map(({ label, to }) => ({
              label,
              link: (
                <TextLink to={to} size="sm">
                  {label}
                </TextLink>
              ),
            })),
            { label: title },
          ]}
        />
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} style={{ flex: '1 1 18rem' }}>
          <Title order={1}>{title}</Title>
          {intro === undefined ? null : (
            <Text size="sm" c="dimmed" maw={720}>
              {intro}
            </Text>
          )}
        </Stack>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </Group>
      {permission === undefined ? children : <Permitted permission={permission}>{children}</Permitted>}
    </Stack>
  );
}

function Permitted({ permission, children }: { permission: string; children: ReactNode }) {
  const text = useText();
  if (useCan(permission)) return children;
  return (
    <Notice tone="warning" icon={ForbiddenIcon} title={text('shell.forbidden')}>
      {text('shell.forbidden.help', { permission })}
    </Notice>
  );
}
