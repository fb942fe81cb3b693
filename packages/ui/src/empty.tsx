import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { EmptyIcon } from './icons.tsx';

export interface EmptyProps {
  title: ReactNode;
  /** What belongs here and how the first one comes about. */
  children?: ReactNode;
  /** The first step, as a button or link. */
  action?: ReactNode;
  icon?: typeof EmptyIcon;
}

/** Nothing here yet: what this is for, and the first step. */
export function Empty({ title, children, action, icon: Icon = EmptyIcon }: EmptyProps) {
  return (
    <Stack align="center" gap={4} py="xl" px="md" ta="center">
      <Icon size={28} stroke={1.4} aria-hidden color="var(--mantine-color-dimmed)" />
      <Text fw={600} mt={4}>
        {title}
      </Text>
      {children === undefined ? null : (
        <Text size="sm" c="dimmed" maw={440}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
