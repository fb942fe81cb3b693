import { Button, Stack, Text, Textarea } from '@mantine/core';
import { type OperatedOrganisation, resumeOrganisation, suspendOrganisation } from '@sutra/contracts/organisations';
import { Confirm } from '@sutra/ui/confirm';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { useOrganisationsChanged } from './changed.ts';

const MAX_REASON = 500;

/** Suspends with a reason, after the name was typed; or lets work again. */
export function Suspension({ organisation }: { organisation: OperatedOrganisation }) {
  const text = useText();
  const announce = useAnnounce();
  const changed = useOrganisationsChanged();
  // What is asked stays the same while the dialog closes, whatever the organisation has become.
  const [asked, setAsked] = useState<'suspend' | 'resume'>('suspend');
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const { id, name, status } = organisation;
  const ask = () => {
    setAsked(status === 'active' ? 'suspend' : 'resume');
    setReason('');
    setOpen(true);
  };
  const decide = async () => {
    const params = { organisationId: id };
    try {
      if (asked === 'suspend') await session.call(suspendOrganisation, { params, body: { reason: oneLine(reason) } });
      else await session.call(resumeOrganisation, { params });
    } finally {
      await changed();
    }
    announce({
      title: text(asked === 'suspend' ? 'operator.suspended' : 'operator.resumed', { name }),
      message: text(asked === 'suspend' ? 'operator.suspended.help' : 'operator.resumed.help'),
    });
  };
  const close = () => setOpen(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-haspopup="dialog"
        {...(status === 'active' ? { c: 'var(--sutra-danger)' } : {})}
        onClick={ask}
      >
        {text(status === 'active' ? 'operator.suspend' : 'operator.resume')}
      </Button>
      {asked === 'suspend' ? (
        <Confirm
          opened={isOpen}
          onClose={close}
          title={text('operator.suspend.ask', { name })}
          consequence={
            <Stack gap="md">
              <Text size="sm">{text('operator.suspend.consequence')}</Text>
              <Textarea
                label={text('operator.suspend.reason')}
                description={text('operator.suspend.reason.help')}
                inputWrapperOrder={['label', 'input', 'description']}
                required
                autosize
                minRows={2}
                maxLength={MAX_REASON}
                value={reason}
                data-autofocus
                onChange={({ currentTarget }) => setReason(currentTarget.value)}
              />
            </Stack>
          }
          action={text('operator.suspend')}
          typeName={name}
          isReady={oneLine(reason) !== ''}
          onConfirm={decide}
        />
      ) : (
        <Confirm
          opened={isOpen}
          onClose={close}
          title={text('operator.resume.ask', { name })}
          consequence={text('operator.resume.consequence')}
          action={text('operator.resume')}
          isHarmless
          onConfirm={decide}
        />
      )}
    </>
  );
}

/** The reason stands beside others in one line. */
const oneLine = (reason: string) => reason.replaceAll(/\s+/g, ' ').trim();
