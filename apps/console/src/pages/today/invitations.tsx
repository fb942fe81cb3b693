// Invitations of other organisations that wait for this person's answer.
import { Button, Group } from '@mantine/core';
import { acceptInvitation, declineInvitation, listMyInvitations, type MyInvitation } from '@sutra/contracts/people';
import { Confirm } from '@sutra/ui/confirm';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import { InvitationIcon } from '@sutra/ui/icons';
import { Problem } from '@sutra/ui/problem';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import styles from './today.module.css';

export function useInvitations() {
  return useQuery(apiQuery(listMyInvitations));
}

export function InvitationRow({ invitation }: { invitation: MyInvitation }) {
  const text = useText();
  const format = useFormat();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [isDeclining, setDeclining] = useState(false);
  const { id, organisation, invitedBy, expiresAt, createdAt } = invitation;
  const refetch = () => queries.invalidateQueries({ queryKey: [listMyInvitations.id] });
  const accept = useMutation({
    mutationFn: async () => {
      await session.call(acceptInvitation, { params: { invitationId: id } });
      // The organisations that one may work in come with the sign-in. If this fails they come with the next one.
      await session.refresh().catch(() => undefined);
    },
    onSuccess: () =>
      announce({
        title: text('today.invitation.accepted', { organisation: organisation.name }),
        message: text('today.invitation.accepted.help'),
      }),
    onSettled: refetch,
  });
  return (
    <li className={styles.row}>
      <InvitationIcon size={18} stroke={1.8} aria-hidden className={styles.icon} data-tone="info" />
      <div className={styles.words}>
        <span>
          {invitedBy === null
            ? text('today.invitation', { organisation: organisation.name })
            : text('today.invitation.by', { organisation: organisation.name, name: invitedBy })}
        </span>
        <span className={styles.note}>{text('today.invitation.until', { date: format.date(expiresAt) })}</span>
        {accept.error === null ? null : <Problem error={accept.error} />}
        <Group gap={8} mt={6}>
          <Button
            size="xs"
            loading={accept.isPending}
            aria-label={text('today.invitation.accept.named', { organisation: organisation.name })}
            onClick={() => accept.mutate()}
          >
            {text('today.invitation.accept')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={accept.isPending}
            aria-label={text('today.invitation.decline.named', { organisation: organisation.name })}
            onClick={() => setDeclining(true)}
          >
            {text('today.invitation.decline')}
          </Button>
        </Group>
      </div>
      <span className={styles.time}>
        <RelativeTime value={createdAt} />
      </span>
      <Confirm
        opened={isDeclining}
        onClose={() => setDeclining(false)}
        title={text('today.invitation.decline.ask', { organisation: organisation.name })}
        consequence={text('today.invitation.decline.consequence', { organisation: organisation.name })}
        action={text('today.invitation.decline')}
        onConfirm={async () => {
          await session.call(declineInvitation, { params: { invitationId: id } });
          await refetch();
        }}
      />
    </li>
  );
}
