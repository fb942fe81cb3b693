// What is old after a record of a kind was changed. Known by name alone: the frame of every page reads this, and the contract
// of the settings is larger than it needs.

/** The ids of the endpoints whose answers have to be fetched again. */
export function staleSettings(kind: string): readonly string[] {
  const Kind = kind.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [
    `listSettings${Kind}`,
    `getSettings${Kind}`,
    'listSettingChoices',
    'getSettingsOverview',
    'getSettingHistory',
    'getNextNumber',
  ];
}
