// What the pages of the settings promise about their words, and about the calls that they make.
import { settingFields } from '@sutra/contracts/setting-fields';
import { SETTINGS } from '@sutra/contracts/settings';
import { describe, expect, it } from 'vitest';
import en from '../../i18n/en/settings.json';
import { RULE_MESSAGES, ruleMessage } from './form/rule-messages.ts';
import { copiedBody, emptyBody, financialYearOf, toBody } from './form/setting-form.ts';
import { fileProblemWords, rejectWords } from './import/file-words.ts';
import { GROUPS } from './kinds.ts';
import { staleSettings } from './stale.ts';
import { STATE_CODES, stateName } from './states.ts';

const text = (id: string, values?: object) => `${id}${values === undefined ? '' : JSON.stringify(values)}`;

describe('the words', () => {
  it('are there for every sentence of the contract', () => {
    const sources = import.meta.glob<string>(
      [
        '../../../../../packages/contracts/src/{settings,quality-grid,india,wire}.ts',
        '../../../../../packages/cotton/src/settings/{table-cells.rules,import.plan,settings.service,references.rules}.ts',
      ],
      { query: '?raw', import: 'default', eager: true },
    );
    const all = Object.values(sources).join('\n');
    expect(Object.keys(sources)).toHaveLength(8);
    const sentences = [
      ...all.matchAll(
        /(?:regex\([^\n]*?, |refine\(\w+, |say\([^,]+, |message: |error: )'((?:is|must|has|cannot|only|contains|does)\b[^']*)'/g,
      ),
    ].map((match) => match[1]!);
    expect(sentences.length).toBeGreaterThan(30);
    // Of people and organisations, which have pages of their own.
    const elsewhere = new Set([
      'is not a PAN: such as AAACN1234F',
      'must be a number with country code, such as +919800000001',
    ]);
    expect(sentences.filter((sentence) => !(sentence in RULE_MESSAGES) && !elsewhere.has(sentence))).toEqual([]);
    for (const key of Object.values(RULE_MESSAGES)) expect(en).toHaveProperty([key]);
  });

  it('take the values out of a sentence', () => {
    expect(ruleMessage(text, 'staple is measured to 1 digits after the point')).toBe(
      'settings.check.tooFine{"parameter":"staple","digits":"1"}',
    );
    expect(ruleMessage(text, '31-9 is no grade of grade')).toBe(
      'settings.check.noGrade{"grade":"31-9","parameter":"grade"}',
    );
    expect(ruleMessage(text, 'something new')).toBeNull();
    expect(ruleMessage(text, 'constructor')).toBeNull();
  });

  it('are there for what is wrong with a file', () => {
    expect(rejectWords(text, 'Invalid option: expected one of "gin"|"mill"')).toBe(
      'settings.check.option{"options":"gin, mill"}',
    );
    expect(rejectWords(text, 'Invalid input: expected string, received undefined')).toBe('settings.check.missing{}');
    expect(rejectWords(text, 'is yes or no')).toBe('settings.check.yesNo');
    const sources = import.meta.glob<string>(
      '../../../../../packages/cotton/src/settings/{table-cells.rules,table-reader,import.service}.ts',
      { query: '?raw', import: 'default', eager: true },
    );
    const problems = [
      ...Object.values(sources)
        .join('\n')
        .matchAll(/'((?:The|These|Something)\b[^'\n]*)'|`((?:The|These)\b[^`]*)`/g),
    ]
      .map(([, quoted, template = '']) => quoted ?? template.replaceAll(/\$\{[^}]*\}/g, '5'))
      .filter((sentence) => sentence.length > 15);
    expect(problems.length).toBeGreaterThan(10);
    expect(problems.filter((problem) => fileProblemWords(text, problem) === null)).toEqual([]);
  });

  it('name every state of a GSTIN', () => {
    for (const code of STATE_CODES) expect(en).toHaveProperty([stateName(code)!]);
    expect(stateName('toString')).toBeUndefined();
  });
});

it('every kind has its place in the overview', () => {
  expect(GROUPS.flatMap(({ kinds }) => kinds).sort()).toEqual(SETTINGS.map(({ kind }) => kind).sort());
});

it('what a change makes old is what the contract calls it', () => {
  for (const { kind, list, get } of SETTINGS)
    expect(staleSettings(kind)).toEqual(expect.arrayContaining([list.id, get.id, 'listSettingChoices']));
});

describe('a form', () => {
  it('begins with what the contract says when nothing is said', () => {
    for (const { kind } of SETTINGS) {
      const values = emptyBody(kind);
      expect(Object.keys(values)).toEqual(settingFields(kind).map(({ name }) => name));
    }
    expect(emptyBody('payment-terms')).toMatchObject({
      code: '',
      instrument: null,
      advancePpm: 0,
      carry: [],
      note: null,
    });
  });

  it.each([
    ['2027-03-31', '2026-27'],
    ['2027-04-01', '2027-28'],
    ['2099-04-01', '2099-00'],
  ])('knows that %s is in %s', (day, year) => {
    expect(financialYearOf(new Date(`${day}T12:00:00`))).toBe(year);
  });

  it('sends nothing of a field that is not asked', () => {
    const typed = { ...emptyBody('parameters'), measure: 'choice', unit: 'mm', scale: 2, choices: ['a'] };
    expect(toBody('parameters', typed)).toMatchObject({ unit: null, scale: 0, choices: ['a'] });
    const rate = { ...emptyBody('commission-structures'), basis: 'per-pack', ratePpm: 5, ratePaise: 100 };
    expect(toBody('commission-structures', rate)).toMatchObject({ ratePpm: null, ratePaise: 100 });
  });

  it('puts bands in order, once each has its beginning', () => {
    const band = (unscaled: number | null) => ({
      from: unscaled === null ? null : { unscaled, scale: 1 },
      adjustment: { paise: 0 },
    });
    const rules = (...bands: object[]) => [{ type: 'bands', parameter: 'staple', bands }];
    const sent = (...bands: object[]) => toBody('quality-grids', { rules: rules(...bands) })['rules'];
    expect(sent(band(null), band(285), band(280))).toEqual(rules(band(null), band(280), band(285)));
    expect(sent(band(null), band(285), band(null))).toEqual(rules(band(null), band(285), band(null)));
  });

  it('copies a record without what has to be its own', () => {
    const grid = { code: 'NCDEX', name: 'A', validFrom: '2008-12-01', rules: [{ type: 'bands' }] };
    expect(copiedBody('quality-grids', grid)).toMatchObject({ code: 'NCDEX', name: 'A', rules: grid.rules });
    expect(copiedBody('quality-grids', grid)['validFrom']).toBeNull();
    expect(copiedBody('bank-accounts', { code: 'A', accountNumber: '123456', isDefault: true })).toMatchObject({
      code: '',
      accountNumber: '',
      isDefault: false,
    });
  });
});
