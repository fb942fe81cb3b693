// Every page, action and record by name, from the keyboard.
import '@mantine/spotlight/styles.css';
import { Button, Kbd, Loader } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useDelayed } from '@sutra/ui/delayed';
import { SearchIcon } from '@sutra/ui/icons';
import { useDescribeProblem } from '@sutra/ui/problem';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import { type Command, useActionCommands, usePageCommands } from './commands.ts';
import { matches } from './match.ts';
import styles from './palette.module.css';
import { type Records, SHORTEST_QUERY, useRecords } from './records.ts';

const [store, handlers] = createSpotlight();
const LONGEST_QUERY = 100;
const LIST_ID = 'palette-list';

export interface PaletteProps {
  /** Counts up with every wish to open it. */
  opened: number;
  onSignOut: () => void;
}

export function Palette({ opened, onSignOut }: PaletteProps) {
  const text = useText();
  const [query, setQuery] = useState('');
  useEffect(() => {
    if (opened > 0) handlers.open();
  }, [opened]);
  useEffect(() => handlers.close, []);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      size={620}
      centered={false}
      yOffset="10dvh"
      zIndex={400}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      transitionProps={{ duration: 100, transition: 'fade' }}
      attributes={{ content: { 'aria-label': text('palette.label') } }}
      classNames={{ content: styles.content ?? '' }}
    >
      <Contents query={query} onSignOut={onSignOut} />
    </Spotlight.Root>
  );
}

interface Group {
  label: ConsoleMessage;
  commands: readonly Command[];
}

/** Only there while the palette is open: until then nothing is asked. */
function Contents({ query, onSignOut }: { query: string; onSignOut: () => void }) {
  const text = useText();
  const pages = usePageCommands();
  const actions = useActionCommands(onSignOut);
  const records = useRecords(query);
  const named = (commands: readonly Command[]) =>
    commands.filter(({ label, description = '', names = [] }) => matches(query, [label, description, ...names]));
  const groups: Group[] = [
    { label: 'palette.pages' as const, commands: named(pages) },
    { label: 'palette.actions' as const, commands: named(actions) },
    { label: 'palette.records' as const, commands: records.commands },
  ].filter(({ commands }) => commands.length > 0);
  const commands = groups.flatMap((group) => group.commands);
  const { chosen, onKeyDown } = useChoice(commands, query);
  return (
    <>
      <Spotlight.Search
        size="md"
        placeholder={text('palette.placeholder')}
        aria-label={text('palette.placeholder')}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a field with a list that is not the browser's
        role="combobox"
        aria-expanded={commands.length > 0}
        aria-controls={commands.length > 0 ? LIST_ID : undefined}
        aria-autocomplete="list"
        aria-activedescendant={chosen === undefined ? undefined : optionId(chosen.id)}
        maxLength={LONGEST_QUERY}
        spellCheck={false}
        autoComplete="off"
        leftSection={<SearchIcon size={17} stroke={1.7} aria-hidden />}
        data-autofocus
        onKeyDown={onKeyDown}
      />
      {commands.length === 0 ? null : (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- its options hold icons and two texts
        <div id={LIST_ID} role="listbox" aria-label={text('palette.found')} className={styles.list} tabIndex={-1}>
          {groups.map(({ label, commands: ofGroup }) => (
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- options in a list box have groups of this kind
            <div key={label} role="group" aria-label={text(label)}>
              <div className={styles.group} aria-hidden>
                {text(label)}
              </div>
              {ofGroup.map((command) => (
                <Option key={command.id} command={command} isChosen={command === chosen} />
              ))}
            </div>
          ))}
        </div>
      )}
      <Said records={records} query={query} hasFound={commands.length > 0} />
    </>
  );
}

function Option({ command, isChosen }: { command: Command; isChosen: boolean }) {
  const { id, label, description, icon: Icon } = command;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the field
    <div
      id={optionId(id)}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it holds an icon and two texts
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      className={styles.option}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => runCommand(command)}
    >
      {Icon === undefined ? null : <Icon size={17} stroke={1.7} aria-hidden className={styles.icon} />}
      <span className={styles.label}>{label}</span>
      {description === undefined ? null : <span className={styles.description}>{description}</span>}
    </div>
  );
}

function runCommand({ run }: Command): void {
  handlers.close();
  run();
}

/**
 * What the keys choose. The library would keep that as an attribute that it moves in the page, which nobody hears who
 * does not see it, and which what arrives later does not have.
 */
function useChoice(commands: readonly Command[], query: string) {
  const [choice, setChoice] = useState<{ id: string; query: string } | null>(null);
  // With other words the best match is the first one again.
  const kept = choice?.query === query ? commands.findIndex(({ id }) => id === choice.id) : -1;
  const at = Math.max(kept, 0);
  const chosen = commands[at];
  useEffect(() => {
    if (chosen !== undefined) document.getElementById(optionId(chosen.id))?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is being composed, the keys are those of the input method.
    if (event.nativeEvent.isComposing || chosen === undefined) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = commands.at((at + step) % commands.length);
    if (step !== 0 && next !== undefined) setChoice({ id: next.id, query });
    if (event.key === 'Enter') runCommand(chosen);
  };
  return { chosen, onKeyDown };
}

/** How the search stands, said aloud; and what the keys do. */
function Said({ records, query, hasFound }: { records: Records; query: string; hasFound: boolean }) {
  const text = useText();
  const describe = useDescribeProblem();
  const isSlow = useDelayed(records.state === 'searching');
  const isSettled = records.state === 'done' || (records.state === 'short' && query.trim() !== '');
  return (
    <div className={styles.foot}>
      <output className={styles.said}>
        {records.state === 'searching' && isSlow ? (
          <>
            <Loader size={14} aria-hidden /> {text('palette.searching')}
          </>
        ) : null}
        {records.state === 'failed' ? describe(records.error).title : null}
        {isSettled && !hasFound
          ? query.trim().length < SHORTEST_QUERY
            ? text('palette.typeMore')
            : text('palette.nothing', { query: query.trim() })
          : null}
      </output>
      {records.state === 'failed' ? (
        <Button size="compact-xs" variant="default" onClick={records.retry}>
          {text('ui.problem.retry')}
        </Button>
      ) : null}
      <span className={styles.keys} aria-hidden>
        <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> {text('palette.keys.choose')} <Kbd size="xs">Enter</Kbd>{' '}
        {text('palette.keys.open')} <Kbd size="xs">Esc</Kbd> {text('palette.keys.close')}
      </span>
    </div>
  );
}

const optionId = (id: string) => `palette-${id.replaceAll(/[^\w-]/g, '-')}`;
