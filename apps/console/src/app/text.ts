// The console's words, with those of packages/ui.
import {
  type Language,
  loadUiMessages,
  type Messages,
  type UiMessage,
  type TextOf as TextBy,
  useText as useTextByKey,
} from '@sutra/ui/language';
import type en from '../i18n/en.ts';

export type ConsoleMessage = keyof typeof en;
export type MessageId = ConsoleMessage | UiMessage;

export type TextOf = TextBy<MessageId>;

// The hook looks a key up by name; which keys there are is for each application's own types to say.
export const useText = useTextByKey as () => TextOf;

export async function loadMessages(language: Language): Promise<Messages> {
  const [ui, own] = await Promise.all([
    loadUiMessages(language),
    language === 'hi' ? import('../i18n/hi.ts') : import('../i18n/en.ts'),
  ]);
  return { ...ui, ...own.default };
}
