import type { SettingKind } from '@sutra/contracts/settings';
import { type ReactNode, useDeferredValue, useMemo } from 'react';
import { gridOf } from '../grid/grid-form.ts';
import { GridPreview } from '../grid/preview.tsx';
import styles from './form.module.css';
import { type SettingForm, toBody } from './setting-form.ts';

/** The form, and beside a grid what it makes of a sample while it is being written. */
export function FormColumns({ kind, form, children }: { kind: SettingKind; form: SettingForm; children: ReactNode }) {
  const isGrid = kind === 'quality-grids';
  // Typing comes first, the picture of it after.
  const values = useDeferredValue(form.values);
  const grid = useMemo(() => gridOf(toBody(kind, values)), [kind, values]);
  return (
    <div className={styles.columns} data-beside={isGrid || undefined}>
      <div className={styles.card}>{children}</div>
      {isGrid ? (
        <div className={styles.beside}>
          <GridPreview {...grid} />
        </div>
      ) : null}
    </div>
  );
}
