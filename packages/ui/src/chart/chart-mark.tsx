// How one series differs from the next without colour: dash and marker of a line, hatching of a bar.
import { useId } from 'react';

export type ChartKind = 'line' | 'bar' | 'area';

/** What is drawn: one value for each series, by its place. */
export interface ChartRow {
  x: string;
  [series: `s${number}`]: number | null;
}

export const SERIES_COLOURS = [1, 2, 3, 4, 5, 6].map((place) => `var(--sutra-series-${place})`);
const DASHES = ['', '6 4', '2 3', '10 3 2 3', '12 4', '4 2'];
const HATCHINGS = [null, 45, -45, 0, 90, 22] as const;
const SHAPES = [circle, square, triangle, diamond, cross, ring];

export const colourOf = (place: number) => SERIES_COLOURS[place % SERIES_COLOURS.length]!;
export const dashOf = (place: number) => DASHES[place % DASHES.length]!;

/** The marker of a series at a place of the drawing. */
export function Marker({ place, x, y }: { place: number; x: number; y: number }) {
  const colour = colourOf(place);
  return (
    <path
      d={SHAPES[place % SHAPES.length]!(x, y)}
      fill={place % SHAPES.length === 5 ? 'var(--mantine-color-body)' : colour}
      stroke={colour}
      strokeWidth={place % SHAPES.length === 4 ? 2 : 1.4}
    />
  );
}

/** The filling of the bars of a series, referred to by its id. */
export function Hatching({ id, place }: { id: string; place: number }) {
  const colour = colourOf(place);
  const angle = HATCHINGS[place % HATCHINGS.length];
  return (
    <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform={`rotate(${angle ?? 0})`}>
      <rect width={6} height={6} fill={colour} fillOpacity={angle === null ? 1 : 0.3} />
      {angle === null ? null : <rect width={2.5} height={6} fill={colour} />}
    </pattern>
  );
}

/** How a series looks, beside its name. */
export function ChartMark({ kind, place }: { kind: ChartKind; place: number }) {
  const id = useId();
  return (
    <svg width={28} height={12} aria-hidden focusable="false">
      {kind === 'bar' ? (
        <>
          <defs>
            <Hatching id={id} place={place} />
          </defs>
          <rect x={8} width={12} height={12} rx={2} fill={`url(#${id})`} />
        </>
      ) : (
        <>
          <path d="M1 6H27" stroke={colourOf(place)} strokeWidth={2} strokeDasharray={dashOf(place)} />
          <Marker place={place} x={14} y={6} />
        </>
      )}
    </svg>
  );
}

function circle(x: number, y: number): string {
  return `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`;
}
function square(x: number, y: number): string {
  return `M${x - 3} ${y - 3}h6v6h-6z`;
}
function triangle(x: number, y: number): string {
  return `M${x} ${y - 3.6}l3.6 6.4h-7.2z`;
}
function diamond(x: number, y: number): string {
  return `M${x} ${y - 4}l4 4l-4 4l-4 -4z`;
}
function cross(x: number, y: number): string {
  return `M${x - 3} ${y - 3}l6 6M${x - 3} ${y + 3}l6 -6`;
}
function ring(x: number, y: number): string {
  return circle(x, y);
}
