// What was unlike before about a sign-in, in words, and what an organisation does about it.
import type { RiskAction, RiskReason } from '@sutra/contracts/identity';
import { useLanguage } from '@sutra/ui/language';
import { useCallback } from 'react';
import type { ConsoleMessage, TextOf } from './text.ts';

const REASONS: Readonly<Record<RiskReason, ConsoleMessage>> = {
  'new-device': 'risk.reason.newDevice',
  'new-network': 'risk.reason.newNetwork',
  'new-country': 'risk.reason.newCountry',
  'impossible-travel': 'risk.reason.impossibleTravel',
  'agent-changed': 'risk.reason.agentChanged',
  'odd-hour': 'risk.reason.oddHour',
  'recent-failures': 'risk.reason.recentFailures',
  'refresh-reused': 'risk.reason.refreshReused',
};

export const ACTION_WORDS: Readonly<Record<RiskAction, ConsoleMessage>> = {
  nothing: 'risk.action.nothing',
  alert: 'risk.action.alert',
  'step-up': 'risk.action.stepUp',
  revoke: 'risk.action.revoke',
};

/** Those that this page knows: a server of tomorrow may have others. */
export function reasonWords(text: TextOf, reasons: readonly string[]): string {
  return reasons
    .filter((reason) => Object.hasOwn(REASONS, reason))
    .map((reason) => text(REASONS[reason as RiskReason]))
    .join(', ');
}

/** The name of a country by its ISO 3166-1 code. */
export function useCountryName(): (code: string) => string {
  const { language } = useLanguage();
  return useCallback(
    (code) => new Intl.DisplayNames(`${language}-IN`, { type: 'region' }).of(code) ?? code,
    [language],
  );
}
