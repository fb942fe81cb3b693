import { Group, Stack, Text } from '@mantine/core';
import {
  getOperatedOrganisation,
  type OperatedOrganisation,
  type OperatedOrganisationDetails,
  ORGANISATIONS_EXPORT,
  ORGANISATIONS_MANAGE,
} from '@sutra/contracts/organisations';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { useFormat } from '@sutra/ui/format';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { Facts } from '@sutra/ui/record-page';
import { useQuery } from '@tanstack/react-query';
import { apiQuery } from '../../app/api.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Exports } from './exports.tsx';
import styles from './operator.module.css';
import { InviteOwner } from './invite-owner.tsx';
import { KIND_WORDS } from './search.ts';
import { Standing } from './standing.tsx';
import { Suspension } from './suspension.tsx';

/** One organisation: how it stands, who owns it, and what an operator can do. */
export function OrganisationDetails({ organisation }: { organisation: OperatedOrganisation }) {
  const text = useText();
  const mayManage = useCan(ORGANISATIONS_MANAGE);
  const mayExport = useCan(ORGANISATIONS_EXPORT);
  const query = useQuery(apiQuery(getOperatedOrganisation, { params: { organisationId: organisation.id } }));
  const now = query.data ?? organisation;
  return (
    <Stack gap="lg">
      {query.error === null ? null : <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {now.status === 'suspended' ? (
        <Notice tone="warning" title={text('operator.suspended.title')}>
          <span className={styles.reason}>
            <bdi>{now.suspendedBecause}</bdi>
          </span>
        </Notice>
      ) : null}
      <OrganisationFacts organisation={now} details={query.data} />
      {mayManage && now.kind !== 'operator' ? (
        <Group gap="xs">
          {query.data !== undefined && now.owner !== 'joined' && now.status === 'active' ? (
            <InviteOwner organisation={query.data} />
          ) : null}
          <Suspension organisation={now} />
        </Group>
      ) : null}
      {mayExport ? <Exports organisation={now} /> : null}
    </Stack>
  );
}

function OrganisationFacts({
  organisation,
  details,
}: {
  organisation: OperatedOrganisation;
  details: OperatedOrganisationDetails | undefined;
}) {
  const text = useText();
  const format = useFormat();
  const { kind, members, lastActiveOn, createdAt } = organisation;
  return (
    <Facts
      facts={[
        { label: text('operator.kind'), value: text(KIND_WORDS[kind]) },
        { label: text('operator.status'), value: <Standing organisation={organisation} /> },
        {
          label: text('operator.owners'),
          value: details === undefined || details.owners.length === 0 ? null : <Owners owners={details.owners} />,
        },
        ...(details?.invitation
          ? [{ label: text('operator.invitation'), value: <Invitation invitation={details.invitation} /> }]
          : []),
        { label: text('operator.members'), value: format.integer(members) },
        {
          label: text('operator.lastActive'),
          value: lastActiveOn === null ? text('operator.never') : format.day(lastActiveOn),
        },
        { label: text('operator.created'), value: format.date(createdAt) },
      ]}
    />
  );
}

function Owners({ owners }: { owners: OperatedOrganisationDetails['owners'] }) {
  return (
    <ul className={styles.plain}>
      {owners.map(({ id, name }) => (
        <li key={id}>
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}

function Invitation({ invitation }: { invitation: NonNullable<OperatedOrganisationDetails['invitation']> }) {
  const text = useText();
  const format = useFormat();
  const { name, mobile, expiresAt, sentAt } = invitation;
  return (
    <>
      <bdi>{name}</bdi>, {formatMobile(mobile)}
      <Text size="sm" c="dimmed">
        {sentAt === null
          ? text('operator.invitation.unsent')
          : text('operator.invitation.until', { date: format.date(expiresAt) })}
      </Text>
    </>
  );
}
