import { Button, Group, Stack, Title } from '@mantine/core';
import { NetworkFailure, SutraProblem } from '@sutra/sdk/problem';
import { CodeView } from '@sutra/ui/code/code-view';
import { Confirm } from '@sutra/ui/confirm';
import { Copyable } from '@sutra/ui/copyable';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { StateBadge } from '@sutra/ui/state-badge';
import { useState } from 'react';
import { useText } from '../../app/text.ts';
import { hostileNames } from './samples.ts';

const TONES = ['good', 'warning', 'danger', 'info', 'neutral'] as const;
const REFUSED = { type: 'about:blank', title: 'refused', requestId: '01J9ZK3V5N8Q' } as const;
const STATION = 'अकोला';

export function Small() {
  const text = useText();
  const [asked, setAsked] = useState<'none' | 'log-out' | 'delete'>('none');
  const [isStillThere, setStillThere] = useState(true);
  return (
    <Stack gap="md">
      <Title order={3}>{text('devUi.small.badges')}</Title>
      <Group gap="xs">
        {TONES.map((tone) => (
          <StateBadge key={tone} tone={tone}>
            {tone}
          </StateBadge>
        ))}
      </Group>
      <Title order={3}>{text('devUi.small.notices')}</Title>
      <Stack gap="xs" maw={760}>
        {TONES.map((tone, place) => (
          <Notice key={tone} tone={tone} title={tone}>
            {hostileNames[place]}
          </Notice>
        ))}
        <Problem error={new NetworkFailure('away')} onRetry={() => undefined} announce={false} />
        <Problem error={new SutraProblem({ ...REFUSED, status: 500, code: 'server.error' })} announce={false} />
        <Problem error={new SutraProblem({ ...REFUSED, status: 403, code: 'access.denied' })} announce={false} />
      </Stack>
      <Title order={3}>{text('devUi.small.ask')}</Title>
      <Group gap="xs">
        <Button variant="default" onClick={() => setAsked('log-out')}>
          {text('devUi.small.ask.one')}
        </Button>
        <Button variant="default" onClick={() => setAsked('delete')} disabled={!isStillThere}>
          {text('devUi.small.ask.typed')}
        </Button>
      </Group>
      <Confirm
        opened={asked === 'log-out'}
        onClose={() => setAsked('none')}
        title={text('devUi.small.confirm')}
        consequence={text('devUi.small.confirm.help')}
        action={text('devUi.small.confirm.action')}
        onConfirm={async () => {
          throw new NetworkFailure('away');
        }}
      />
      <Confirm
        opened={asked === 'delete'}
        onClose={() => setAsked('none')}
        title={text('devUi.small.delete', { name: STATION })}
        consequence={text('devUi.small.delete.help')}
        action={text('devUi.small.delete.action')}
        typeName={STATION}
        onConfirm={async () => setStillThere(false)}
      />
      <Title order={3}>{text('devUi.small.codes')}</Title>
      <Stack gap="xs" align="flex-start">
        <Copyable name={text('devUi.lot')} value="9f2c1e0b7a6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b" short />
        <CodeView
          raw={'010890123456789417281130\u001d10AB12'}
          elements={[
            { ai: '01', value: '08901234567894', title: 'GTIN' },
            { ai: '17', value: '281130', title: 'USE BY' },
            { ai: '10', value: 'AB12', title: 'BATCH' },
          ]}
        />
      </Stack>
    </Stack>
  );
}
