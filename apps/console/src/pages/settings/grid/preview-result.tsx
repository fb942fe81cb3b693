import type { GridLine, GridPrice } from '@sutra/cotton/settings/grid.rules';
import type { Decimal } from '@sutra/contracts/wire';
import { useFormat } from '@sutra/ui/format';
import { DangerIcon, DownIcon, NeutralIcon, UnknownIcon, UpIcon } from '@sutra/ui/icons';
import { formatDecimal } from '@sutra/ui/form/numbers.rules';
import { useText } from '../../../app/text.ts';
import { type Parameter, parameterOf } from '../parameters.ts';
import { currencySign, formatAmount } from './adjustments.rules.ts';
import styles from './grid.module.css';

export interface PreviewResultProps {
  price: GridPrice;
  /** Null while none is entered: then only the effects of the rules can be told. */
  basePaise: number | null;
  currency: string;
  priceUnit: string;
  parameters: readonly Parameter[];
}

const OUTCOMES = {
  neutral: { icon: NeutralIcon, word: 'settings.outcome.neutral' },
  premium: { icon: UpIcon, word: 'settings.outcome.premium' },
  discount: { icon: DownIcon, word: 'settings.outcome.discount' },
  refused: { icon: DangerIcon, word: 'settings.outcome.refused' },
  'not-measured': { icon: UnknownIcon, word: 'settings.outcome.notMeasured' },
} as const;

export function PreviewResult({ price, basePaise, currency, priceUnit, parameters }: PreviewResultProps) {
  const text = useText();
  const names = (line: GridLine) =>
    line.parameters.map((code) => parameterOf(parameters, code)?.name ?? code).join(' × ');
  const refusing = price.lines.filter(({ outcome }) => outcome === 'refused');
  return (
    <div className={styles.result}>
      <output className={styles.priceBox} data-refused={refusing.length > 0 || undefined}>
        <Price {...{ price, basePaise, currency, priceUnit }} />
        {refusing.length > 0 ? (
          <span className={styles.priceNote}>
            {text('settings.preview.refusedBy', { names: refusing.map(names).join(', ') })}
          </span>
        ) : price.isComplete ? null : (
          <span className={styles.priceNote}>{text('settings.preview.incomplete')}</span>
        )}
      </output>
      <ul className={styles.outcomes} aria-label={text('settings.preview.lines')}>
        {price.lines.map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- rules have no identity but their place
          <li key={index} className={styles.outcome} data-tone={line.outcome}>
            <Outcome line={line} names={names(line)} currency={currency} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Price({ price, basePaise, currency, priceUnit }: Omit<PreviewResultProps, 'parameters'>) {
  const text = useText();
  const format = useFormat();
  if (price.lines.some(({ outcome }) => outcome === 'refused'))
    return (
      <strong className={styles.price}>
        <DangerIcon size={20} stroke={2} aria-hidden /> {text('settings.outcome.refused')}
      </strong>
    );
  if (basePaise === null || price.pricePaise === null)
    return <span className={styles.priceNote}>{text('settings.preview.noBase')}</span>;
  const amount = format.money(price.pricePaise).replace('₹', currencySign(currency));
  return (
    <>
      <strong className={styles.price}>{amount}</strong>
      {priceUnit === '' ? null : <span>{text('settings.preview.perUnit', { unit: priceUnit })}</span>}
      <Difference difference={price.pricePaise - basePaise} currency={currency} />
    </>
  );
}

function Difference({ difference, currency }: { difference: number; currency: string }) {
  const text = useText();
  if (difference === 0) return <span className={styles.priceNote}>{text('settings.preview.asBase')}</span>;
  return (
    <span className={styles.priceNote} data-tone={difference > 0 ? 'premium' : 'discount'}>
      {text('settings.preview.difference', { amount: formatAmount({ paise: difference }, currency) })}
    </span>
  );
}

function Outcome({ line, names, currency }: { line: GridLine; names: string; currency: string }) {
  const text = useText();
  const { icon: Icon, word } = OUTCOMES[line.outcome];
  return (
    <>
      <Icon size={16} stroke={2} aria-hidden className={styles.outcomeIcon} />
      <bdi className={styles.outcomeName}>{names}</bdi>
      <span className={styles.outcomeValue}>{line.values.map(valueText).join(' × ')}</span>
      <span className={styles.outcomeEffect}>
        {line.outcome === 'premium' || line.outcome === 'discount' ? `${effectOf(line, currency)} · ` : null}
        {text(word)}
      </span>
    </>
  );
}

function effectOf({ paise, ppm }: GridLine, currency: string): string {
  return paise === 0 ? formatAmount({ ppm }) : formatAmount({ paise }, currency);
}

function valueText(value: Decimal | string | null): string {
  if (value === null) return '–';
  return typeof value === 'string' ? value : formatDecimal(value);
}
