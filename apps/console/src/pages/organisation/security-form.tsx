import { Text, Title } from '@mantine/core';
import { recordChanged } from '@sutra/contracts/failures';
import type { RiskLevel } from '@sutra/contracts/identity';
import {
  getOrganisationSecurity,
  OrganisationSecurity,
  type SecurityPolicy,
  updateOrganisationSecurity,
} from '@sutra/contracts/organisation-security';
import { isFailure } from '@sutra/sdk/problem';
import { MergeDialog } from '@sutra/ui/change/merge-dialog';
import { Confirm } from '@sutra/ui/confirm';
import { RelativeTime } from '@sutra/ui/format';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { SelectField, SwitchField } from '@sutra/ui/form/form-fields';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { ACTION_WORDS } from '../../app/risk-words.ts';
import { session } from '../../app/session.ts';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import styles from './organisation.module.css';
import { RISK_LEVELS, toPolicy, toTypedSecurity, type TypedSecurity, useSecuritySchema } from './security-input.ts';

const LABELS: Readonly<Record<keyof TypedSecurity, ConsoleMessage>> = {
  secondFactorRequired: 'security.secondFactor',
  deviceKeyRequired: 'security.deviceKey',
  low: 'security.risk.low',
  elevated: 'security.risk.elevated',
  high: 'security.risk.high',
};
const HELP: Readonly<Record<RiskLevel, ConsoleMessage>> = {
  low: 'security.risk.low.help',
  elevated: 'security.risk.elevated.help',
  high: 'security.risk.high.help',
};
const ACTIONS = Object.keys(ACTION_WORDS) as (keyof typeof ACTION_WORDS)[];

interface Conflict {
  base: OrganisationSecurity;
  mine: SecurityPolicy;
  theirs: OrganisationSecurity;
  seenAt: Date;
}

export function SecurityForm({ security }: { security: OrganisationSecurity }) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  // What the form was filled with; it changes with a save, or while nothing was changed.
  const base = useRef(security);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [asked, setAsked] = useState<SecurityPolicy | null>(null);
  const store = async (policy: SecurityPolicy, version: number) => {
    const saved = await session.call(updateOrganisationSecurity, { body: policy, version });
    queries.setQueryData(apiQuery(getOrganisationSecurity).queryKey, saved);
    base.current = saved;
    announce({ title: text('security.saved'), message: text('security.saved.help') });
    return saved;
  };
  const save = async (mine: SecurityPolicy) => {
    try {
      return await store(mine, base.current.version);
    } catch (error) {
      if (!isFailure(error, recordChanged)) throw error;
      const theirs = OrganisationSecurity.parse(error.problem.current);
      setConflict({ base: base.current, mine, theirs, seenAt: new Date() });
      throw error;
    }
  };
  const form = useRecordForm({
    schema: useSecuritySchema(),
    initialValues: toTypedSecurity(security),
    toField: (path) => path.replace(/^body\.(?:risk\.)?/, ''),
    onSubmit: async (typed) => {
      const mine = toPolicy(typed);
      if (!asksMore(mine, base.current)) return save(mine);
      setAsked(mine);
      return false;
    },
  });
  const { isDirty, isPending, reset } = form;
  useEffect(() => {
    if (security.version <= base.current.version || isDirty || isPending) return;
    base.current = security;
    reset(toTypedSecurity(security));
  }, [security, isDirty, isPending, reset]);
  const options = ACTIONS.map((action) => ({ value: action, label: text(ACTION_WORDS[action]) }));
  return (
    <div className={styles.card}>
      <RecordForm form={form} label={text('organisation.security')} submit={text('security.save')}>
        <fieldset className={styles.section}>
          <Title order={2} component="legend">
            {text('security.everybody')}
          </Title>
          <div className={styles.switches}>
            <SwitchField
              field={form.field('secondFactorRequired')}
              label={text('security.secondFactor')}
              description={text(
                security.isSecondFactorFixed ? 'security.secondFactor.fixed' : 'security.secondFactor.help',
              )}
              disabled={security.isSecondFactorFixed}
            />
            <SwitchField
              field={form.field('deviceKeyRequired')}
              label={text('security.deviceKey')}
              description={text('security.deviceKey.help')}
            />
          </div>
        </fieldset>
        <fieldset className={styles.section}>
          <Title order={2} component="legend">
            {text('security.risk')}
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {text('security.risk.help')}
          </Text>
          <div className={styles.levels}>
            {RISK_LEVELS.map((level) => (
              <SelectField
                key={level}
                field={form.field(level)}
                label={text(LABELS[level])}
                description={text(HELP[level])}
                required
                options={options}
              />
            ))}
          </div>
          <Text size="sm" c="dimmed" mt="sm">
            {text('security.risk.note')}
          </Text>
        </fieldset>
      </RecordForm>
      {security.updatedAt === null ? null : (
        <Text size="xs" c="dimmed">
          {text('organisation.changed', { name: security.updatedBy ?? text('organisation.somebody') })} ·{' '}
          <RelativeTime value={security.updatedAt} />
        </Text>
      )}
      <Confirm
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={text('security.ask')}
        consequence={text('security.ask.consequence')}
        action={text('security.ask.action')}
        onConfirm={async () => {
          if (asked === null) return;
          const saved = toTypedSecurity(await save(asked));
          form.rebase(saved, saved);
        }}
      />
      {conflict === null ? null : (
        <MergeDialog
          opened
          onClose={() => setConflict(null)}
          base={toTypedSecurity(conflict.base)}
          mine={toTypedSecurity(conflict.mine)}
          theirs={toTypedSecurity(conflict.theirs)}
          changedBy={conflict.theirs.updatedBy ?? text('organisation.somebody')}
          changedAt={conflict.theirs.updatedAt ?? conflict.seenAt}
          labelOf={(field) => text(LABELS[field as keyof TypedSecurity])}
          formatValue={(value) =>
            typeof value === 'boolean'
              ? text(value ? 'security.on' : 'security.off')
              : text(ACTION_WORDS[value as keyof typeof ACTION_WORDS])
          }
          onSave={async ({ low, elevated, high, ...same }) => {
            const policy = { ...same, low: low!, elevated: elevated!, high: high! };
            const saved = toTypedSecurity(await store(toPolicy(policy), conflict.theirs.version));
            form.rebase(saved, saved);
          }}
        />
      )}
    </div>
  );
}

/** Whether people who are at work would have to stop and do something first. */
function asksMore(mine: SecurityPolicy, before: SecurityPolicy): boolean {
  return (
    (mine.secondFactorRequired && !before.secondFactorRequired) || (mine.deviceKeyRequired && !before.deviceKeyRequired)
  );
}
