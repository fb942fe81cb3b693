import { Anchor, Button, Group, Text } from '@mantine/core';
import { getAuditKeys } from '@sutra/contracts/audit';
import { Copyable } from '@sutra/ui/copyable';
import { Notice } from '@sutra/ui/notice';
import { useText } from '../../app/text.ts';
import type { Exported } from './exporting.ts';

const KEYS_FILE = 'audit-keys.json';

/** The file is there: how to verify it where this server has no say. */
export function ExportResult({ exported, onClose }: { exported: Exported; onClose: () => void }) {
  const text = useText();
  const { fileName, entries } = exported;
  return (
    <Notice tone="good" title={text('audit.export.done', { entries, file: fileName })}>
      <Text size="sm">{text('audit.export.verify')}</Text>
      <Group gap="xs" mt={4}>
        <Copyable
          name={text('audit.export.command')}
          value={`npm run audit:verify -- ${fileName} --key ${KEYS_FILE}`}
        />
      </Group>
      <Group gap="lg" mt={6}>
        <Anchor size="sm" href={getAuditKeys.path} download={KEYS_FILE} c="inherit" underline="always">
          {text('audit.export.keys')}
        </Anchor>
        <Text size="xs" style={{ flex: '1 1 16rem' }}>
          {text('audit.export.keys.help')}
        </Text>
        <Button size="compact-xs" variant="default" ml="auto" onClick={onClose}>
          {text('ui.close')}
        </Button>
      </Group>
    </Notice>
  );
}
