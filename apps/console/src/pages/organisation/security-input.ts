// What is asked of sign-ins as it stands in the form, and back.
import { SecurityPolicy } from '@sutra/contracts/organisation-security';
import { RiskAction, type RiskLevel } from '@sutra/contracts/identity';
import { useMemo } from 'react';
import { z } from 'zod';
import { useText } from '../../app/text.ts';

export interface TypedSecurity {
  secondFactorRequired: boolean;
  deviceKeyRequired: boolean;
  low: RiskAction | null;
  elevated: RiskAction | null;
  high: RiskAction | null;
}
export const RISK_LEVELS: readonly RiskLevel[] = ['low', 'elevated', 'high'];

export function toTypedSecurity({ secondFactorRequired, deviceKeyRequired, risk }: SecurityPolicy): TypedSecurity {
  return { secondFactorRequired, deviceKeyRequired, ...risk };
}

export function toPolicy({ low, elevated, high, ...same }: z.infer<typeof Typed>): SecurityPolicy {
  return { ...same, risk: { low, elevated, high } };
}

const { secondFactorRequired, deviceKeyRequired } = SecurityPolicy.shape;
const Typed = z.object({
  secondFactorRequired,
  deviceKeyRequired,
  low: RiskAction,
  elevated: RiskAction,
  high: RiskAction,
});
const strength = (action: RiskAction) => RiskAction.options.indexOf(action);

/** The contract's rule that more risk is never met with less, in words of the page beside the field. */
export function useSecuritySchema() {
  const text = useText();
  return useMemo(
    () =>
      Typed.refine(({ low, elevated }) => strength(elevated) >= strength(low), {
        path: ['elevated'],
        error: text('security.risk.order'),
      }).refine(({ elevated, high }) => strength(high) >= strength(elevated), {
        path: ['high'],
        error: text('security.risk.order'),
      }),
    [text],
  );
}
