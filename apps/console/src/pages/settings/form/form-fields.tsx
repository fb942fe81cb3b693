import { Title } from '@mantine/core';
import { settingFields } from '@sutra/contracts/setting-fields';
import type { SettingKind } from '@sutra/contracts/settings';
import { formatNumber, type Series } from '@sutra/cotton/settings/numbering.rules';
import { Fragment } from 'react';
import { useText } from '../../../app/text.ts';
import { sectionBefore } from '../words.ts';
import { SettingField } from './setting-field.tsx';
import { isAsked, type SettingForm } from './setting-form.ts';
import { shownBy, still } from './still.ts';
import styles from './form.module.css';

const WHOLE_WIDTH = new Set(['note', 'source', 'units', 'choices', 'expected', 'carry', 'rules', 'addressLine']);

/** Other fields that a field reads. */
const READS: Readonly<Record<string, readonly string[]>> = {
  expected: ['commodityId'],
  from: ['scale', 'unit'],
  packUnit: ['units'],
  priceUnit: ['units', 'commodityId'],
  rules: ['commodityId', 'currency', 'priceUnit'],
  to: ['scale', 'unit'],
};
const StillField = still(SettingField);

/** The fields of a kind in the order of its schema, under headings where there are many. */
export function SettingFields({ kind, form }: { kind: SettingKind; form: SettingForm }) {
  const text = useText();
  return (
    <div className={styles.fields}>
      {settingFields(kind)
        .filter(({ name }) => isAsked(kind, name, form.values))
        .map((declared) => {
          const section = sectionBefore(kind, declared.name);
          return (
            <Fragment key={declared.name}>
              {section === undefined ? null : (
                <Title order={2} className={styles.section ?? ''}>
                  {text(section)}
                </Title>
              )}
              <div className={styles.field} data-wide={WHOLE_WIDTH.has(declared.name) || undefined}>
                <StillField
                  kind={kind}
                  form={form}
                  declared={declared}
                  shows={[text, ...shownBy(form, declared.name, READS[declared.name])]}
                />
              </div>
            </Fragment>
          );
        })}
      {kind === 'numbering-series' ? <FirstNumber form={form} /> : null}
    </div>
  );
}

/** What the series will write first, while it is being made. */
function FirstNumber({ form: { values } }: { form: SettingForm }) {
  const text = useText();
  const { prefix, suffix, width, start } = values;
  const isWhole = typeof prefix === 'string' && typeof width === 'number' && width > 0 && width <= 16;
  const number =
    isWhole && typeof start === 'number'
      ? formatNumber({ prefix, width, start, suffix: typeof suffix === 'string' ? suffix : '' } satisfies Series, 0)
      : null;
  return (
    <output className={styles.number}>
      {number === null ? null : (
        <>
          {text('settings.firstNumber')} <code>{number}</code>
        </>
      )}
    </output>
  );
}
