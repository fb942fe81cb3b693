// Exact decimals compared and put at another scale.
import type { Decimal } from '@sutra/contracts/wire';

export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = atScale(a, scale) - atScale(b, scale);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

/** The integer that stands for the value with so many decimals; finer ones are cut off downwards. */
export function atScale({ unscaled, scale }: Decimal, wanted: number): bigint {
  if (wanted >= scale) return BigInt(unscaled) * 10n ** BigInt(wanted - scale);
  const [value, factor] = [BigInt(unscaled), 10n ** BigInt(scale - wanted)];
  const cut = value / factor;
  return value < 0n && cut * factor !== value ? cut - 1n : cut;
}
