// The quality parameters of a commodity: what grids and varieties are written in.
import type { Decimal } from '@sutra/contracts/wire';
import { useQuery } from '@tanstack/react-query';
import { settingListQuery, type SettingRecord } from './setting-record.ts';

export interface Parameter {
  code: string;
  name: string;
  measure: 'number' | 'choice';
  unit: string | null;
  scale: number;
  from: Decimal | null;
  to: Decimal | null;
  choices: readonly string[];
}

const MOST_PARAMETERS = 200;
const NONE: readonly Parameter[] = [];

/** The active parameters of a commodity, by name; none while they are not known. */
export function useParameters(commodityId: unknown): readonly Parameter[] {
  const isKnown = typeof commodityId === 'string';
  const { data } = useQuery({
    ...settingListQuery('parameters', { limit: MOST_PARAMETERS, ...(isKnown ? { commodityId } : {}) }),
    enabled: isKnown,
    select: ({ items }) => items.map(toParameter),
  });
  return (isKnown ? data : undefined) ?? NONE;
}

const toParameter = (record: SettingRecord) => record as unknown as Parameter;

/** The parameter of a code; one that is not known is told by its code alone. */
export function parameterOf(parameters: readonly Parameter[], code: string): Parameter | undefined {
  return parameters.find((parameter) => parameter.code === code);
}
