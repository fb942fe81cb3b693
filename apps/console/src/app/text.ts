// The console's words, with those of packages/ui.
import { type Language, loadUiMessages, type Messages, type UiMessage, useText as useTextOf } from '@sutra/ui/language';
import type en from '../i18n/en.json';

export type ConsoleMessage = keyof typeof en;
export type MessageId = ConsoleMessage | UiMessage;

export const useText = useTextOf<MessageId>;
export type TextOf = ReturnType<typeof useText>;

export async function loadMessages(language: Language): Promise<Messages> {
  const [ui, own] = await Promise.all([
    loadUiMessages(language),
    language === 'hi' ? import('../i18n/hi.json') : import('../i18n/en.json'),
  ]);
  return { ...ui, ...own.default };
}
