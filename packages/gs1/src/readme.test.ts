// Every example of the README runs: in `js` blocks a line `expression; // => value`, in `console` blocks a command after `$`.
import { readFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { runCommand } from './command/command.ts';
import * as gs1 from './index.ts';

const functions: Readonly<Record<string, unknown>> = { ...gs1 };

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, text = '']) => text);

test.each(blocks('js'))('example %#', (block) => {
  const names = [...block.matchAll(/^import \{ (.+) \} from '@sutra\/gs1';$/gm)].flatMap(([, list = '']) =>
    list.split(', '),
  );
  const imported = Object.fromEntries(names.map((name) => [name, functions[name]]));
  const wanted = block.match(/ \/\/ => /g)!.length;
  let checked = 0;
  const check = (actual: unknown, expected: unknown) => {
    checked++;
    expect(structuredClone(actual)).toEqual(structuredClone(expected));
  };
  const script = block.replaceAll(/^import .*$/gm, '').replaceAll(/^(.+); \/\/ => (.+)$/gm, 'check($1, $2);');
  runInNewContext(script, { ...imported, check, Date });
  expect(checked).toBe(wanted);
});

test('every function of the package has an example', () => {
  const code = blocks('js').join('');
  const missing = Object.keys(functions).filter((name) => !code.includes(`${name}(`));
  expect(missing).toEqual(['isLinterName']);
});

test.each(blocks('console').flatMap((block) => block.split(/^(?=\$ )/m)))('%s', async (example) => {
  const [line = '', ...output] = example.split('\n');
  const [, program, ...words] = line.match(/'[^']*'|\S+/g) ?? [];
  expect(program).toBe('gs1');
  let text = '';
  const stdout = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const args = words.map((word) => word.replaceAll("'", ''));
  await runCommand(args, { stdin: Readable.from([]), stdout, stderr: stdout });
  expect(text.trimEnd()).toBe(output.join('\n').trimEnd());
});
