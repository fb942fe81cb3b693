import { Tooltip, VisuallyHidden } from '@mantine/core';
import type { Inspection, Segment, SegmentKind } from '@sutra/gs1/inspect';
import { useOptionalText } from '@sutra/ui/language';
import { type MessageId, useText } from '../../app/text.ts';
import { SEPARATOR, toVisible } from './characters.ts';
import styles from './code-inspector.module.css';
import { hueOf, type Hues } from './hues.ts';
import { identifierName } from './words.ts';

export interface DrawnCodeProps {
  code: string;
  inspection: Inspection;
  hues: Hues;
  onOpen: (element: string) => void;
}

interface Piece {
  text: string;
  start: number;
  isWrong: boolean;
}

/** The code, each of its parts with what it is; the wrong characters are marked in place. */
export function DrawnCode({ code, inspection, hues, onOpen }: DrawnCodeProps) {
  const text = useText();
  const { segments, elements, error } = inspection;
  const wrong = error && { start: error.start, end: wholeCharacter(code, error.end) };
  const isMissingAtEnd = wrong !== null && wrong.start >= code.length;
  // The first segment of an element is its AI, or the value of a code without AIs.
  const elementAt = new Map(elements.map(({ start }, index) => [start, String(index)]));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long code scrolls in its place; to be scrolled by keyboard it takes the focus
    <section className={styles.scroll} tabIndex={0} aria-label={text('codeInspector.taken')}>
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari takes a list without its marks for none */}
      <ol className={styles.code} role="list" aria-label={text('codeInspector.segments')} translate="no">
        {segments.map((segment) => (
          <li key={segment.start} data-hue={segment.ai === undefined ? undefined : hueOf(hues, segment.ai)}>
            <Part
              segment={segment}
              pieces={piecesOf(code, segment, wrong)}
              isQuiet={error === null}
              onOpen={() => onOpen(elementAt.get(segment.start) ?? '')}
            />
          </li>
        ))}
        {isMissingAtEnd ? (
          <li>
            <Missing />
          </li>
        ) : null}
      </ol>
    </section>
  );
}

const LABELS: Readonly<Record<Exclude<SegmentKind, 'ai' | 'value'>, MessageId>> = {
  symbology: 'codeInspector.segment.symbology',
  separator: 'ui.code.separator',
  bracket: 'codeInspector.segment.bracket',
  scheme: 'codeInspector.segment.scheme',
  domain: 'codeInspector.segment.domain',
  path: 'codeInspector.segment.path',
  rest: 'codeInspector.segment.rest',
};

interface PartProps {
  segment: Segment;
  pieces: readonly Piece[];
  /** Nothing is wrong: what was not read needs no telling apart. */
  isQuiet: boolean;
  onOpen: () => void;
}

function Part({ segment: { kind, ai = '', title = '' }, pieces, isQuiet, onOpen }: PartProps) {
  const text = useText();
  const optional = useOptionalText();
  const characters = pieces.map((piece) => <Characters key={`${piece.start} ${piece.isWrong}`} piece={piece} />);
  if (kind === 'ai') {
    const everyday = identifierName(ai, optional);
    const name = text('codeInspector.segment.ai', {
      ai,
      title: everyday === null ? title : `${everyday} (${title})`,
    });
    return (
      <Tooltip label={name} events={{ hover: true, focus: true, touch: true }}>
        <button type="button" className={styles.ai} aria-label={name} onClick={onOpen}>
          {characters}
        </button>
      </Tooltip>
    );
  }
  const label = kind === 'value' ? text('codeInspector.segment.value', { ai }) : text(LABELS[kind]);
  return (
    <span className={styles[kind]} data-quiet={isQuiet || undefined}>
      <VisuallyHidden className={styles.label}>{label} </VisuallyHidden>
      {characters}
    </span>
  );
}

function Characters({ piece: { text: characters, isWrong } }: { piece: Piece }) {
  const text = useText();
  const shown = characters === SEPARATOR ? 'GS' : toVisible(characters);
  if (!isWrong) return shown;
  if (characters === '') return <Missing />;
  return (
    <mark className={styles.wrong}>
      <VisuallyHidden className={styles.label}>{text('codeInspector.wrong')} </VisuallyHidden>
      {shown}
    </mark>
  );
}

function Missing() {
  const text = useText();
  return (
    <mark className={styles.wrong}>
      <VisuallyHidden className={styles.label}>{text('codeInspector.missing')}</VisuallyHidden>
      {'\u00a0'}
    </mark>
  );
}

/** The characters of a segment, cut where the wrong ones begin and end; where something is missing a piece is empty. */
function piecesOf(code: string, { start, end }: Segment, wrong: { start: number; end: number } | null): Piece[] {
  const piece = (from: number, to: number, isWrong: boolean): Piece => ({
    text: code.slice(from, to),
    start: from,
    isWrong,
  });
  if (wrong === null) return [piece(start, end, false)];
  const isMissing = wrong.start === wrong.end;
  const isHere = isMissing ? start <= wrong.start && wrong.start < end : wrong.start < end && wrong.end > start;
  if (!isHere) return [piece(start, end, false)];
  const from = Math.max(start, wrong.start);
  const to = Math.min(end, wrong.end);
  const around = [piece(start, from, false), piece(from, to, true), piece(to, end, false)];
  return around.filter(({ text, isWrong }) => text !== '' || isWrong);
}

// A mark never ends within a character of two units.
function wholeCharacter(code: string, end: number): number {
  const isBetween = /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(code.slice(Math.max(end - 1, 0), end + 1));
  return isBetween ? end + 1 : end;
}
