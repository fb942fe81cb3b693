import type { SettingsImport } from '@sutra/contracts/setting-files';
import { StateBadge, type Tone } from '@sutra/ui/state-badge';
import { useText } from '../../../app/text.ts';

export function isRunning({ state }: Pick<SettingsImport, 'state'>): boolean {
  return state === 'checking' || state === 'applying';
}

const STATES = {
  checking: { tone: 'info', word: 'settings.import.checking' },
  ready: { tone: 'info', word: 'settings.import.ready' },
  rejected: { tone: 'warning', word: 'settings.import.rejected' },
  applying: { tone: 'info', word: 'settings.import.applying' },
  applied: { tone: 'good', word: 'settings.import.applied' },
  failed: { tone: 'danger', word: 'settings.import.failed' },
  discarded: { tone: 'neutral', word: 'settings.import.discarded' },
} as const satisfies Record<SettingsImport['state'], { tone: Tone; word: string }>;

export function ImportState({ state }: Pick<SettingsImport, 'state'>) {
  const text = useText();
  const { tone, word } = STATES[state];
  return <StateBadge tone={tone}>{text(word)}</StateBadge>;
}
