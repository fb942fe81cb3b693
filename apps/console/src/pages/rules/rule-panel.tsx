import { Button, Stack, Title } from '@mantine/core';
import type { HandlerOutput } from '@sutra/contracts/endpoint';
import { deleteRuleOverride, getRuleHistory, listRules, type RuleKind } from '@sutra/contracts/reference';
import { Confirm } from '@sutra/ui/confirm';
import { Problem } from '@sutra/ui/problem';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session, useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { ExceptionForm } from './exception-form.tsx';
import { Figures, type RuleFigures, Validity } from './figures.tsx';
import styles from './rules.module.css';
import { KIND_WORDS } from './words.ts';

type Override = HandlerOutput<typeof getRuleHistory>['overrides'][number];

/** All that a rule has said, and the organisation's exceptions from it. */
export function RulePanel({ kind, ruleKey }: { kind: RuleKind; ruleKey: string }) {
  const text = useText();
  const queries = useQueryClient();
  const mayOverride = useCan('reference.override');
  const [isAdding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Override | null>(null);
  const query = useQuery(apiQuery(getRuleHistory, { params: { kind, key: ruleKey } }));
  const refetch = async () => {
    for (const { id } of [listRules, getRuleHistory]) await queries.invalidateQueries({ queryKey: [id] });
  };
  if (query.error !== null) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return null;
  const { items, overrides } = query.data;
  return (
    <Stack gap="lg">
      <section aria-label={text('rules.exceptions')}>
        <Title order={3} mb={8}>
          {text('rules.exceptions')}
        </Title>
        {overrides.length === 0 ? <p className={styles.source}>{text('rules.exceptions.none')}</p> : null}
        <ul className={styles.editions}>
          {overrides.map((one) => (
            <li key={one.id}>
              <Edition from={one.validFrom} to={one.validTo} body={one.body} source={one.reason} />
              {mayOverride ? (
                <Button size="xs" variant="default" mt={8} onClick={() => setAsked(one)}>
                  {text('rules.exception.remove')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
        {mayOverride && !isAdding ? (
          <Button size="xs" variant="default" mt={8} onClick={() => setAdding(true)}>
            {text('rules.exception.add')}
          </Button>
        ) : null}
        {isAdding ? (
          <ExceptionForm
            kind={kind}
            ruleKey={ruleKey}
            body={items[0]!.body}
            onClose={() => setAdding(false)}
            onSaved={() => void refetch()}
          />
        ) : null}
      </section>
      <section aria-label={text('rules.history')}>
        <Title order={3} mb={8}>
          {text('rules.history')}
        </Title>
        <ul className={styles.editions}>
          {items.map((one) => (
            <li key={one.validFrom}>
              <Edition from={one.validFrom} to={one.validTo} body={one.body} source={one.source} />
            </li>
          ))}
        </ul>
      </section>
      <Confirm
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={text('rules.exception.remove.ask', { rule: text(KIND_WORDS[kind]) })}
        consequence={text('rules.exception.remove.consequence')}
        action={text('rules.exception.remove')}
        onConfirm={async () => {
          try {
            if (asked) await session.call(deleteRuleOverride, { params: { overrideId: asked.id } });
          } finally {
            await refetch();
          }
        }}
      />
    </Stack>
  );
}

function Edition({ from, to, body, source }: { from: string; to: string | null; body: RuleFigures; source: string }) {
  return (
    <>
      <div className={styles.name}>
        <Validity from={from} to={to} />
      </div>
      <Figures body={body} />
      <div className={styles.source}>
        <bdi>{source}</bdi>
      </div>
    </>
  );
}
