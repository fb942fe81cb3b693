import { Stack, Text } from '@mantine/core';
import type { AuditEntry } from '@sutra/contracts/audit';
import { Copyable } from '@sutra/ui/copyable';
import { Diff } from '@sutra/ui/change/diff';
import { useFormat } from '@sutra/ui/format';
import { useText } from '../../app/text.ts';
import { TextLink } from '../../shell/text-link.tsx';
import styles from './audit.module.css';
import { readChanges } from './changes.ts';
import { useActorName } from './follow.tsx';
import { valueInWords } from './values.ts';
import { useWords } from './words.ts';

/** What one entry changed, who did it and from where, and its place in the chain. */
export function EntryDetails({ entry }: { entry: AuditEntry }) {
  const text = useText();
  const format = useFormat();
  const words = useWords();
  const nameOf = useActorName();
  const { actor, object, request, seal } = entry;
  return (
    <Stack gap="md">
      <Changes changes={entry.changes} />
      <dl className={styles.facts}>
        <dt>{text('audit.time')}</dt>
        <dd>{format.exact(entry.recordedAt)}</dd>
        <dt>{text('audit.actor')}</dt>
        <dd>
          {nameOf(actor)}
          {actor.id === null ? null : (
            <TextLink to="/audit" search={{ actor: actor.id }} size="sm" className={styles.follow ?? ''}>
              {text('audit.follow.actor')}
            </TextLink>
          )}
        </dd>
        {object === null ? null : (
          <>
            <dt>{text('audit.object')}</dt>
            <dd>
              {words.type(object.type)} <Copyable name={text('audit.object')} value={object.id} />
              <TextLink
                to="/audit"
                search={{ objectType: object.type, objectId: object.id }}
                size="sm"
                className={styles.follow ?? ''}
              >
                {text('audit.follow.object')}
              </TextLink>
            </dd>
          </>
        )}
        <dt>{text('audit.code')}</dt>
        <dd className={styles.mono}>{entry.action}</dd>
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
                {text('audit.seal.hash')} <Copyable name={text('audit.seal.hash')} value={seal.hash} short />
              </span>
              <span>
                {text('audit.seal.previous')}{' '}
                <Copyable name={text('audit.seal.previous')} value={seal.previousHash} short />
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
  const words = useWords();
  const { readable, erased } = readChanges(changes);
  const hasReadable = Object.keys(readable).length > 0;
  return (
    <>
      {hasReadable ? (
        <Diff
          label={text('audit.changes')}
          changes={readable}
          labelOf={words.field}
          formatValue={(value, field) => valueInWords(text, value, field)}
        />
      ) : null}
      {erased.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          {text('audit.changes.erased', { fields: erased.map(words.field).join(', ') })}
        </Text>
      )}
      {hasReadable || erased.length > 0 ? null : (
        <Text size="sm" c="dimmed">
          {text('audit.changes.none')}
        </Text>
      )}
    </>
  );
}
