// What has to hold for the words of an application in every language.
import { createIntl } from 'react-intl';

export interface Catalogues {
  /** Key → text, of each language; the first is the one that is written first. */
  languages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Path → text of the sources that use them. */
  sources: Readonly<Record<string, string>>;
  /** Keys that are looked up by a code of the server rather than named in the sources. */
  lookedUp?: (key: string) => boolean;
  /** Keys whose text is the same in every language: abbreviations. */
  same?: readonly string[];
}

/** Everything that is wrong, in words; empty if nothing is. */
export function checkMessages({ languages, sources, lookedUp = () => false, same = [] }: Catalogues): string[] {
  const [[firstName, first], ...others] = Object.entries(languages) as [
    [string, Record<string, string>],
    ...[string, Record<string, string>][],
  ];
  const problems: string[] = [];
  const all = Object.values(sources).join('\n');
  for (const key of Object.keys(first)) {
    if (!all.includes(`'${key}'`) && !lookedUp(key)) problems.push(`${key} is used nowhere`);
  }
  for (const match of all.matchAll(/\btext\(\s*'([^']+)'/g)) {
    const key = match[1]!;
    if (first[key] === undefined && !key.startsWith('ui.')) problems.push(`${key} is used and not in ${firstName}`);
  }
  for (const [name, messages] of others) {
    for (const key of Object.keys(first)) {
      const text = messages[key];
      if (text === undefined) problems.push(`${key} is missing in ${name}`);
      else if (argumentsOf(text) !== argumentsOf(first[key]!)) problems.push(`${key} takes other values in ${name}`);
      else if (text === first[key] && !same.includes(key)) problems.push(`${key} is not translated in ${name}`);
    }
    for (const key of Object.keys(messages)) if (!(key in first)) problems.push(`${key} is in ${name} only`);
  }
  for (const [name, messages] of Object.entries(languages)) problems.push(...syntaxProblems(name, messages));
  return problems;
}

function syntaxProblems(language: string, messages: Readonly<Record<string, string>>): string[] {
  const problems: string[] = [];
  const intl = createIntl({
    locale: language,
    messages,
    onError: (error) => problems.push(`${language}: ${error.message}`),
  });
  for (const [id, text] of Object.entries(messages)) {
    const values = Object.fromEntries(
      argumentsOf(text)
        .split(' ')
        .map((name) => [name, 2]),
    );
    const formatted = intl.formatMessage({ id }, values);
    if (/[{}]/.test(formatted)) problems.push(`${language}: ${id} keeps a brace`);
  }
  return problems;
}

function argumentsOf(text: string): string {
  return [...new Set([...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map((match) => match[1]!))].sort().join(' ');
}
