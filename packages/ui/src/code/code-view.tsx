import { Fragment } from 'react';
import styles from './code-view.module.css';
import { useText } from '../language.tsx';
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

const NO_ELEMENTS: readonly CodeElement[] = [];

/** A scanned code taken apart: its characters with separators and the wrong ones marked, then its elements. */
export function CodeView({ raw, elements = NO_ELEMENTS, error }: CodeViewProps) {
  const text = useText();
  return (
    <div className={styles.view}>
      <code className={styles.raw}>
        {splitCode(raw, elements, error).map((part) => (
          <Part key={part.start} part={part} />
        ))}
      </code>
      {error ? (
        <p className={styles.error}>
          {text('ui.code.position', {
            count: Math.max(error.end - error.start, 1),
            from: error.start + 1,
            to: error.end,
          })}
        </p>
      ) : null}
      {elements.length > 0 ? (
        <dl className={styles.elements}>
          {elements.map(({ ai, title, value }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- an identifier may come twice; its place is its identity
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
  const text = useText();
  const className = [styles[part.kind], part.isWrong ? styles.wrong : ''].join(' ').trim();
  const shown = part.kind === 'separator' ? 'GS' : part.text === '' ? '\u00a0' : part.text;
  const title = part.kind === 'separator' ? text('ui.code.separator') : undefined;
  const Tag = part.isWrong ? 'mark' : 'span';
  return (
    <Tag className={className} title={title}>
      {shown}
    </Tag>
  );
}
