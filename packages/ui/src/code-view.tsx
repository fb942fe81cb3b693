import { Fragment } from 'react';
import styles from './code-view.module.css';
import { useText } from './language.tsx';
import { type CodePart, splitCode } from './code-parts.tsx';

export interface CodeElement {
  ai: string;
  value: string;
  title: string;
}
export interface CodeViewProps {
  raw: string;
  elements?: readonly CodeElement[];
  /** Characters of `raw`, the end exclusive. */
  error?: { start: number; end: number; message: string } | undefined;
}

/** A scanned code taken apart: its characters with separators and the wrong ones marked, then its elements. */
export function CodeView({ raw, elements = [], error }: CodeViewProps) {
  const text = useText();
  return (
    <div className={styles.view}>
      <div className={styles.raw} role="img" aria-label={text('ui.code.raw', { code: raw.replaceAll('\u001d', ` ${text('ui.code.separator')} `) })}>
        {splitCode(raw, elements, error).map((part) => (
          <Part key={part.start} part={part} />
        ))}
      </div>
      {error ? (
        <p className={styles.error}>
          {text('ui.code.position', { count: Math.max(error.end - error.start, 1), from: error.start + 1, to: error.end })}
        </p>
      ) : null}
      {elements.length > 0 ? (
        <dl className={styles.elements}>
          {elements.map(({ ai, title, value }, index) => (
            // An identifier may come twice; its place is its identity.
            // oxlint-disable-next-line react/no-array-index-key
            <Fragment key={`${index} ${ai}`}>
              <dt>
                <span className={styles.ai}>{ai}</span> {title}
              </dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
      ) : null}
    </div>
  );
}

function Part({ part }: { part: CodePart }) {
  const className = [styles[part.kind], part.isWrong ? styles.wrong : ''].join(' ').trim();
  const shown = part.kind === 'separator' ? 'GS' : part.text === '' ? '\u00a0' : part.text;
  return part.isWrong ? <mark className={className}>{shown}</mark> : <span className={className}>{shown}</span>;
}
