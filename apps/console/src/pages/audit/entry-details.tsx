import { Stack, Table, Text } from '@mantine/core';
import type { AuditEntry } from '@sutra/contracts/audit';
import { Copyable } from '@sutra/ui/copyable';
import { useFormat } from '@sutra/ui/format';
import { useText } from '../../app/text.ts';
import styles from './audit.module.css';

/** What one entry changed, where it came from, and its place in the chain. */
export function EntryDetails({ entry }: { entry: AuditEntry }) {
  const text = useText();
  const format = useFormat();
  const { request, seal } = entry;
  return (
    <Stack gap="md">
      <Changes changes={entry.changes} />
      <dl className={styles.facts}>
        <dt>{text('audit.time')}</dt>
        <dd>{format.exact(entry.recordedAt)}</dd>
        {entry.object === null ? null : (
          <>
            <dt>{text('audit.object')}</dt>
            <dd>
              {entry.object.type} <Copyable name={text('audit.object')} value={entry.object.id} />
            </dd>
          </>
        )}
        {request.ip === null ? null : (
          <>
            <dt>{text('audit.ip')}</dt>
            <dd className={styles.mono}>{request.ip}</dd>
          </>
        )}
        {request.device === null ? null : (
          <>
            <dt>{text('audit.device')}</dt>
            <dd>{request.device}</dd>
          </>
        )}
        {request.id === null ? null : (
          <>
            <dt>{text('ui.problem.requestId')}</dt>
            <dd>
              <Copyable name={text('ui.problem.requestId')} value={request.id} />
            </dd>
          </>
        )}
        <dt>{text('audit.seal')}</dt>
        <dd>
          {seal === null ? (
            text('audit.seal.waiting')
          ) : (
            <Stack gap={2}>
              <span>{text('audit.seal.sequence', { sequence: seal.sequence })}</span>
              <span>
                {text('audit.seal.hash')} <Copyable name={text('audit.seal.hash')} value={seal.hash} />
              </span>
              <span>
                {text('audit.seal.previous')} <Copyable name={text('audit.seal.previous')} value={seal.previousHash} />
              </span>
            </Stack>
          )}
        </dd>
      </dl>
    </Stack>
  );
}

function Changes({ changes }: { changes: AuditEntry['changes'] }) {
  const text = useText();
  const fields = Object.entries(changes).map(([name, change]) => ({ name, ...sidesOf(change) }));
  if (fields.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text('audit.changes.none')}
      </Text>
    );
  }
  // Something created has nothing before, something removed nothing after: a column of blanks says nothing.
  const hasBefore = fields.some(({ before }) => before !== null);
  const hasAfter = fields.some(({ after }) => after !== null) || !hasBefore;
  const empty = <span className={styles.empty}>{text('audit.changes.empty')}</span>;
  return (
    <Table className={styles.changes} aria-label={text('audit.changes')} verticalSpacing={5}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text('audit.changes.field')}</Table.Th>
          {hasBefore ? <Table.Th>{text('audit.changes.before')}</Table.Th> : null}
          {hasAfter ? <Table.Th>{text('audit.changes.after')}</Table.Th> : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fields.map(({ name, before, after }) => (
          <Table.Tr key={name}>
            <Table.Td>{name}</Table.Td>
            {hasBefore ? <Table.Td className={styles.before}>{before ?? empty}</Table.Td> : null}
            {hasAfter ? <Table.Td className={styles.after}>{after ?? empty}</Table.Td> : null}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

// A side is null where something was created or removed, and where the values of a person were erased.
function sidesOf(change: unknown): { before: string | null; after: string | null } {
  if (typeof change !== 'object' || change === null || !('before' in change || 'after' in change))
    return { before: null, after: show(change) };
  const { before, after } = change as { before?: unknown; after?: unknown };
  return { before: show(before), after: show(after) };
}

function show(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
