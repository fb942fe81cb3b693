import type { AccessReport } from '@sutra/contracts/access-review';
import { useFormat } from '@sutra/ui/format';
import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import styles from './access-review.module.css';
import { ORGANISATION_FINDINGS, type ReviewLine, type ReviewLines } from './access-review-lines.ts';
import { reviewColumns, reviewHeaders, type ReviewTableProps } from './access-review-tables.tsx';

export interface PrintedReviewProps {
  report: AccessReport;
  lines: ReviewLines;
}

/** The whole review for paper, in place of the page: it is there only while something is printed. */
export function PrintedReview({ report, lines }: PrintedReviewProps) {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    // What is printed has to stand there before this event is over.
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinting ? createPortal(<Sheet report={report} lines={lines} />, document.body) : null;
}

function Sheet({ report, lines }: PrintedReviewProps) {
  const text = useText();
  const format = useFormat();
  const { organisation } = useSignedIn();
  return (
    <article className={styles.printed}>
      <h1>
        {text('accessReview.title')} · {organisation.name}
      </h1>
      <p>
        {text('accessReview.asOf', { at: format.exact(report.asOf) })} · {text('accessReview.counts', report.counts)}
      </p>
      {report.findings.map((finding) => (
        <p key={finding}>{text(ORGANISATION_FINDINGS[finding])}</p>
      ))}
      <PrintedTable kind="members" title={text('people.members')} lines={lines.members} />
      <PrintedTable kind="invitations" title={text('people.invitations')} lines={lines.invitations} />
      <PrintedTable kind="keys" title={text('accounts.keys')} lines={lines.keys} />
      {report.accountsWithoutKeys.length === 0 ? null : (
        <p>{text('accessReview.withoutKeys', { names: report.accountsWithoutKeys.join(', ') })}</p>
      )}
      <p className={styles.digest}>
        {text('accessReview.digest')}: {report.digest}
      </p>
      <p className={styles.signature}>{text('accessReview.signature')}</p>
    </article>
  );
}

function PrintedTable({ kind, title, lines }: ReviewTableProps) {
  const text = useText();
  const headers: Record<string, string> = reviewHeaders(text, kind);
  const columns = reviewColumns(kind);
  if (lines.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {headers[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              {columns.map((column) => (
                <td key={column}>{cellText(line, column)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** A cell as text; several findings are told apart by a semicolon. */
export function cellText(line: ReviewLine, column: string): string {
  const value = line[column as keyof ReviewLine];
  return Array.isArray(value) ? value.join('; ') : String(value ?? '');
}
