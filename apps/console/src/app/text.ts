// The console's words, with those of packages/ui.
import {
  type Language,
  loadUiMessages,
  type Messages,
  type UiMessage,
  type TextOf as TextBy,
  useLanguage,
  useText as useTextByKey,
} from '@sutra/ui/language';
import { useEffect } from 'react';
import type en from '../i18n/en.ts';

export type ConsoleMessage = keyof typeof en;
export type MessageId = ConsoleMessage | UiMessage;

export type TextOf = TextBy<MessageId>;

// The hook looks a key up by name; which keys there are is for each application's own types to say.
export const useText = useTextByKey as () => TextOf;

// Before anybody is signed in a few words are enough.
let wantsAll = false;
let renew: () => Promise<void> = () => Promise.resolve();
let show: () => void;
// A page may ask for its words before the first of them is shown.
const isShown = new Promise<void>((resolve) => {
  show = resolve;
});

export async function loadMessages(language: Language): Promise<Messages> {
  const [ui, own] = await Promise.all([loadUiMessages(language), wantsAll ? loadAll(language) : loadFirst(language)]);
  return { ...ui, ...own.default };
}

const loadFirst = (language: Language) =>
  language === 'hi' ? import('../i18n/hi-first.ts') : import('../i18n/en-first.ts');
const loadAll = (language: Language) => (language === 'hi' ? import('../i18n/hi.ts') : import('../i18n/en.ts'));

/** Done when pages may use every word; throws if they cannot be loaded. */
export async function loadAllWords(): Promise<void> {
  wantsAll = true;
  await isShown;
  return renew();
}

/** Where the words are shown, they are renewed. */
export function useWordsRenewed(): void {
  const language = useLanguage();
  useEffect(() => {
    renew = language.renew;
    show();
  }, [language.renew]);
}
