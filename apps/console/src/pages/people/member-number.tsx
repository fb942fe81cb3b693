import { Button, Group, Text } from '@mantine/core';
import { confirmMobile, listMembers, type Member, reportMobile } from '@sutra/contracts/people';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { Confirm } from '@sutra/ui/confirm';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { session, useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';

const ENDPOINTS = { confirm: confirmMobile, report: reportMobile } as const;
type Word = keyof typeof ENDPOINTS;

/** Whether a mobile number is still this person's: operators give numbers to others after a while. */
export function MemberNumber({ member, mobile }: { member: Member; mobile: string }) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const mayConfirm = useCan('people.confirm-number');
  const [asked, setAsked] = useState<Word | null>(null);
  const [shown, setShown] = useState<Word>('confirm'); // the words stay while the dialog closes
  const ask = (word: Word) => {
    setShown(word);
    setAsked(word);
  };
  const named = { name: member.name, mobile: formatMobile(mobile) };
  return (
    <section aria-label={text('people.number')}>
      <Text size="sm" fw={600}>
        {text('people.number')}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {text('people.number.help')}
      </Text>
      <Group gap="xs">
        {mayConfirm ? (
          <Button size="xs" variant="default" aria-haspopup="dialog" onClick={() => ask('confirm')}>
            {text('people.number.confirm')}
          </Button>
        ) : null}
        <Button size="xs" variant="default" aria-haspopup="dialog" onClick={() => ask('report')}>
          {text('people.number.report')}
        </Button>
      </Group>
      <Confirm
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={text(shown === 'confirm' ? 'people.number.confirm.ask' : 'people.number.report.ask', named)}
        consequence={text(
          shown === 'confirm' ? 'people.number.confirm.consequence' : 'people.number.report.consequence',
          named,
        )}
        action={text(shown === 'confirm' ? 'people.number.confirm' : 'people.number.report')}
        isHarmless={shown === 'confirm'}
        onConfirm={async () => {
          await session.call(ENDPOINTS[shown], { params: { userId: member.id } });
          announce({
            title: text(shown === 'confirm' ? 'people.number.confirm.done' : 'people.number.report.done', named),
            message: text(
              shown === 'confirm' ? 'people.number.confirm.done.help' : 'people.number.report.done.help',
              named,
            ),
          });
          await queries.invalidateQueries({ queryKey: [listMembers.id] });
        }}
      />
    </section>
  );
}
