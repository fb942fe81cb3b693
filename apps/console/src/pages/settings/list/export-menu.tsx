import { Button, Menu } from '@mantine/core';
import { exportSettings } from '@sutra/contracts/setting-files';
import { type SettingKind } from '@sutra/contracts/settings';
import { DownloadIcon, OpenIcon } from '@sutra/ui/icons';
import { useDescribeProblem } from '@sutra/ui/problem';
import { useMutation } from '@tanstack/react-query';
import { saveFile } from '../../../app/save-file.ts';
import { session } from '../../../app/session.ts';
import { useText } from '../../../app/text.ts';
import { useAnnounce } from '../../../shell/announce.ts';

/** All active records of a kind as a file, which can be changed and imported again. */
export function ExportMenu({ kind, label }: { kind: SettingKind; label?: string }) {
  const text = useText();
  const announce = useAnnounce();
  const describe = useDescribeProblem();
  const download = useMutation({
    mutationFn: async (format: 'csv' | 'xlsx') =>
      saveFile(await session.call(exportSettings, { params: { kind }, query: { format } })),
    onError: (error) => {
      const { title, help } = describe(error);
      announce({ title, message: help, isFailure: true });
    },
  });
  return (
    <Menu position="bottom-end" width={220} shadow="none">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<DownloadIcon size={16} stroke={1.8} aria-hidden />}
          rightSection={<OpenIcon size={14} aria-hidden />}
          loading={download.isPending}
        >
          {label ?? text('settings.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => download.mutate('xlsx')}>{text('settings.export.xlsx')}</Menu.Item>
        <Menu.Item onClick={() => download.mutate('csv')}>{text('settings.export.csv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
