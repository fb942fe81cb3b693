// The language of the page, and text by key. Each application brings its own messages; those of this package are added.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type IntlShape, IntlProvider, useIntl } from 'react-intl';
import type en from './i18n/en.json';

export type Language = 'en' | 'hi';
export type Messages = Readonly<Record<string, string>>;
export type UiMessage = keyof typeof en;
export type TextValues = Record<string, string | number | Date>;

/** Each in its own words and letters, so that everybody finds theirs. */
export const LANGUAGES: readonly { id: Language; name: string; short: string }[] = [
  { id: 'en', name: 'English', short: 'EN' },
  { id: 'hi', name: 'हिन्दी', short: 'हि' },
];
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-IN', hi: 'hi-IN' };
const STORAGE_KEY = 'sutra.language';

/** The language chosen on this device, else the first that the browser asks for and we have. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(STORAGE_KEY) ?? '', ...navigator.languages];
  for (const tag of wanted) {
    const known = LANGUAGES.find(({ id }) => tag === id || tag.startsWith(`${id}-`));
    if (known) return known.id;
  }
  return 'en';
}

export async function loadUiMessages(language: Language): Promise<Messages> {
  return (language === 'hi' ? await import('./i18n/hi.json') : await import('./i18n/en.json')).default;
}

interface Choice {
  language: Language;
  choose: (language: Language) => Promise<void>;
  /** Loads the words again: an application may have more of them by now. */
  renew: () => Promise<void>;
}
const LanguageContext = createContext<Choice | null>(null);

export interface LanguageRootProps {
  initial: { language: Language; messages: Messages };
  load: (language: Language) => Promise<Messages>;
  children: ReactNode;
}

export function LanguageRoot({ initial, load, children }: LanguageRootProps) {
  const [{ language, messages }, setCurrent] = useState(initial);
  const choose = useCallback(
    async (next: Language) => {
      const loaded = await load(next);
      localStorage.setItem(STORAGE_KEY, next);
      setCurrent({ language: next, messages: loaded });
    },
    [load],
  );
  const renew = useCallback(async () => {
    const loaded = await load(language);
    setCurrent((last) => (last.language === language ? { language, messages: loaded } : last));
  }, [load, language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(() => ({ language, choose, renew }), [language, choose, renew]);
  return (
    <LanguageContext value={choice}>
      <IntlProvider locale={LOCALES[language]} messages={messages} onError={reportTextError}>
        {children}
      </IntlProvider>
    </LanguageContext>
  );
}

export function useLanguage(): Choice {
  const choice = useContext(LanguageContext);
  if (!choice) throw new Error('useLanguage needs a LanguageRoot above it');
  return choice;
}

export type TextOf<Id extends string> = (id: Id, values?: TextValues) => string;

/** Text by key, in the language of the page. An application gives it the type of its own keys and those of this package. */
export function useText(): TextOf<UiMessage> {
  const intl = useIntl();
  return useCallback((id, values) => textOf(intl, id, values), [intl]);
}

/** Text for a code of the server where we have words for it in this language. */
export function useOptionalText(): (id: string) => string | null {
  const intl = useIntl();
  return useCallback((id) => (id in intl.messages ? textOf(intl, id) : null), [intl]);
}

function textOf(intl: IntlShape, id: string, values?: TextValues): string {
  return intl.formatMessage({ id }, values);
}

function reportTextError(error: unknown): void {
  console.error(error);
}
