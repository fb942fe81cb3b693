import { Stack, Text, Title } from '@mantine/core';
import { formatBracketed } from '@sutra/gs1/bracketed';
import { formatDigitalLink } from '@sutra/gs1/digital-link';
import { formatElementString } from '@sutra/gs1/element-string';
import type { Element } from '@sutra/gs1/types';
import { Copyable } from '@sutra/ui/copyable';
import { useText } from '../../app/text.ts';
import { toVisible } from './characters.ts';
import styles from './code-inspector.module.css';

/** The same elements in each way that GS1 data is written; a press copies one. */
export function Forms({ elements }: { elements: readonly Element[] }) {
  const text = useText();
  const link = formatDigitalLink(elements);
  const forms = [
    { label: text('codeInspector.form.element-string'), value: formatElementString(elements) },
    { label: text('codeInspector.form.bracketed'), value: formatBracketed(elements) },
    { label: text('codeInspector.form.digital-link'), value: link.ok ? link.value : null },
  ];
  return (
    <Stack gap="xs">
      <Title order={2}>{text('codeInspector.forms')}</Title>
      <dl className={styles.forms}>
        {forms.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {value === null ? (
                <Text size="sm" c="dimmed">
                  {text('codeInspector.form.noLink')}
                </Text>
              ) : (
                <Copyable name={label} value={value} visible={toVisible(value)} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Stack>
  );
}
