// What the GS1 benches read: packs as they come from Indian lines, thousands of different ones so that nothing is cached.
import { checkDigit } from '@sutra/gs1/check-digit';

const COUNT = 4096;

interface Pack {
  gtin: string;
  expiry: string;
  batch: string;
  serial: string;
}

export const elementStrings = (): readonly string[] => flat(packs().map(elementString));

export const bracketedTexts = (): readonly string[] =>
  flat(packs().map(({ gtin, expiry, batch, serial }) => `(01)${gtin}(17)${expiry}(10)${batch}(21)${serial}`));

export const digitalLinks = (): readonly string[] =>
  flat(
    packs().map(
      ({ gtin, expiry, batch, serial }) => `https://id.gs1.org/01/${gtin}/10/${batch}/21/${serial}?17=${expiry}`,
    ),
  );

/** One mixed scan and whether it is right. */
export interface MixedScan {
  data: string;
  isGood: boolean;
}

/** Of 20: 8 DataMatrix, 3 of them without identifier; 3 EAN-13; 4 cartons (GS1-128 with SSCC); 1 price; 4 that are wrong. */
export function mixedScans(): readonly MixedScan[] {
  return packs().map((pack, index) => {
    const { gtin, expiry, batch } = pack;
    const good = (data: string): MixedScan => ({ data, isGood: true });
    const bad = (data: string): MixedScan => ({ data, isGood: false });
    switch (index % 20) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return good(`]d2${elementString(pack)}`);
      case 5:
      case 6:
      case 7:
        return good(elementString(pack));
      case 8:
        return good(`]E0${gtin.slice(1)}`);
      case 9:
      case 10:
        return good(gtin.slice(1));
      case 11:
      case 12:
        return good(`]C100${sscc(index)}`);
      case 13:
      case 14:
        return good(`]C100${sscc(index)}02${gtin}17${expiry}10${batch}\u001d37${1 + (index % 48)}`);
      case 15:
        return good(`]d201${gtin}30${1 + (index % 12)}\u001d3922${index}\u001d10${batch}`);
      case 16:
        return bad(`]d2${elementString({ ...pack, gtin: withWrongCheckDigit(gtin) })}`);
      case 17:
        return bad(`]d2${elementString({ ...pack, expiry: `27${13 + (index % 80)}01` })}`);
      case 18:
        return bad(`]d201${gtin}17${expiry}10${batch}21${'S'.repeat(21)}`);
      default:
        return bad(`]C100${sscc(index).slice(0, 12)}`);
    }
  });
}

export const mixedData = (): readonly string[] => flat(mixedScans().map(({ data }) => data));

function packs(): readonly Pack[] {
  return Array.from({ length: COUNT }, (_, index) => {
    // Multiples of a number that is prime to the modulus: spread, and all different.
    const body = `0890${String((index * 104_729_003) % 1_000_000_007).padStart(9, '0')}`.slice(0, 13);
    const month = String(1 + (index % 12)).padStart(2, '0');
    return {
      gtin: body + String(checkDigit(body, 0, 13)),
      expiry: `2${7 + (index % 3)}${month}${index % 7 === 0 ? '00' : String(1 + (index % 28)).padStart(2, '0')}`,
      batch: `B${String((index * 7919) % 1_000_003).padStart(6, '0')}`,
      serial: `SN${String((index * 1_299_709) % 100_000_007).padStart(8, '0')}`,
    };
  });
}

function elementString({ gtin, expiry, batch, serial }: Pack): string {
  return `01${gtin}17${expiry}10${batch}\u001d21${serial}`;
}

function sscc(index: number): string {
  const body = `1890${String(index * 7_368_787).padStart(13, '0')}`;
  return body + String(checkDigit(body, 0, 17));
}

function withWrongCheckDigit(gtin: string): string {
  return gtin.slice(0, 13) + String((Number(gtin[13]) + 1) % 10);
}

// A template leaves a rope, which the first reader would have to flatten; a scanner gives a flat string.
function flat(texts: readonly string[]): readonly string[] {
  return JSON.parse(JSON.stringify(texts)) as string[];
}
