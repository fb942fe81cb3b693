import { Button, NativeSelect } from '@mantine/core';
import { type Invitation, InvitationState, listInvitations, withdrawInvitation } from '@sutra/contracts/people';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { ConfirmAbout } from '@sutra/ui/confirm';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import { InvitationIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { StateBadge, type Tone } from '@sutra/ui/state-badge';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import styles from './people.module.css';
import { roleNames } from './words.ts';

const PAGE_SIZE = 50;
const STATES = {
  pending: { tone: 'info', word: 'people.invitation.pending' },
  accepted: { tone: 'good', word: 'people.invitation.accepted' },
  declined: { tone: 'neutral', word: 'people.invitation.declined' },
  withdrawn: { tone: 'neutral', word: 'people.invitation.withdrawn' },
  expired: { tone: 'warning', word: 'people.invitation.expired' },
} as const satisfies Record<InvitationState, { tone: Tone; word: string }>;

export function Invitations() {
  const text = useText();
  const format = useFormat();
  const { state, cursor } = useSearch({ from: '/signed-in/people' });
  const navigate = useNavigate({ from: '/people' });
  const [asked, setAsked] = useState<Invitation | null>(null);
  const wanted = InvitationState.safeParse(state).data;
  const query = useQuery({
    ...apiQuery(listInvitations, {
      query: { limit: PAGE_SIZE, ...present({ cursor }), ...(wanted && { state: wanted }) },
    }),
    placeholderData: keepPreviousData,
  });
  const columns = useMemo<Column<Invitation>[]>(
    () => [
      {
        id: 'name',
        header: text('people.name'),
        card: 'title',
        width: 180,
        cell: ({ name }) => <bdi className={styles.name}>{name}</bdi>,
      },
      { id: 'mobile', header: text('people.mobile'), cell: ({ mobile }) => formatMobile(mobile) },
      {
        id: 'roles',
        header: text('people.roles'),
        wraps: true,
        cell: ({ roles, ownRoles }) => roleNames(text, roles, ownRoles),
      },
      { id: 'by', header: text('people.invitation.by'), cell: ({ invitedBy }) => invitedBy && <bdi>{invitedBy}</bdi> },
      {
        id: 'sent',
        header: text('people.invitation.sent'),
        cell: ({ sentAt, state: now }) =>
          sentAt === null ? (
            now === 'pending' && <StateBadge tone="warning">{text('people.invitation.unsent')}</StateBadge>
          ) : (
            <RelativeTime value={sentAt} />
          ),
      },
      {
        id: 'until',
        header: text('people.invitation.until'),
        cell: ({ expiresAt }) => <span title={format.exact(expiresAt)}>{format.date(expiresAt)}</span>,
      },
      {
        id: 'access',
        header: text('people.until'),
        cell: ({ accessEndsAt }) =>
          accessEndsAt && <span title={format.exact(accessEndsAt)}>{format.date(accessEndsAt)}</span>,
      },
      {
        id: 'state',
        header: text('people.status'),
        card: 'corner',
        cell: ({ state: now }) => <StateBadge tone={STATES[now].tone}>{text(STATES[now].word)}</StateBadge>,
      },
      {
        id: 'actions',
        header: text('people.invitation.actions'),
        isHeaderHidden: true,
        align: 'right',
        cell: (row) =>
          row.state === 'pending' ? (
            <Button
              size="xs"
              variant="default"
              aria-label={text('people.withdraw.named', { name: row.name })}
              onClick={() => setAsked(row)}
            >
              {text('people.withdraw')}
            </Button>
          ) : null,
      },
    ],
    [text, format],
  );
  return (
    <>
      <QueryTable
        label={text('people.invitations')}
        name="people.invitations"
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        empty={
          <Empty icon={InvitationIcon} title={text('people.invitations.empty')}>
            {text('people.invitations.empty.help')}
          </Empty>
        }
        toolbar={
          <NativeSelect
            size="xs"
            w={200}
            aria-label={text('people.status')}
            value={wanted ?? ''}
            onChange={({ currentTarget: { value } }) =>
              void navigate({ search: { tab: 'invitations', ...present({ state: value === '' ? undefined : value }) } })
            }
            data={[
              { value: '', label: text('people.invitation.all') },
              ...InvitationState.options.map((each) => ({ value: each, label: text(STATES[each].word) })),
            ]}
          />
        }
        paging={{
          cursor,
          onCursor: (next) =>
            void navigate({ search: { tab: 'invitations', ...present({ state: wanted, cursor: next }) } }),
        }}
      />
      <AskWithdraw asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

function AskWithdraw({ asked, onClose }: { asked: Invitation | null; onClose: () => void }) {
  const text = useText();
  const queries = useQueryClient();
  const refetch = () => queries.invalidateQueries({ queryKey: [listInvitations.id] });
  return (
    <ConfirmAbout
      about={asked}
      onClose={onClose}
      words={({ id, name, mobile }) => ({
        title: text('people.withdraw.ask', { name }),
        consequence: text('people.withdraw.consequence', { name, mobile: formatMobile(mobile) }),
        action: text('people.withdraw'),
        onConfirm: async () => {
          // It may have been answered meanwhile: then the list says so.
          try {
            await session.call(withdrawInvitation, { params: { invitationId: id } });
          } finally {
            await refetch();
          }
        },
      })}
    />
  );
}
