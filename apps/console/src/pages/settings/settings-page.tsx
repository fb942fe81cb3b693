import { Stack } from '@mantine/core';
import type { SettingKind } from '@sutra/contracts/settings';
import { Page, type PageProps } from '../../shell/page.tsx';
import { SettingBreadcrumbs } from './breadcrumbs.tsx';

export interface SettingsPageProps extends PageProps {
  kind: SettingKind;
  /** Where one is below the list of the kind; nothing on the list itself. */
  label?: string;
}

/** A page of one kind of record, below its breadcrumbs. */
export function SettingsPage({ kind, label, ...page }: SettingsPageProps) {
  return (
    <Stack gap="md">
      <SettingBreadcrumbs kind={kind} {...(label === undefined ? {} : { label })} />
      <Page {...page} />
    </Stack>
  );
}
