import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { DeleteIcon, DoneIcon, ViewIcon } from '../icons.tsx';
import { useText } from '../language.tsx';
import styles from './query-table.module.css';
import { useViews } from './table-memory.ts';
import { viewSearch, withView } from './table-memory.rules.ts';
import type { SavedViews } from './table-props.ts';

const MAX_NAME_LENGTH = 60;

/** Filters and sort under a name, to come back to. */
export function ViewsMenu({ name, views: { current, onOpen } }: { name: string; views: SavedViews }) {
  const text = useText();
  const [isOpen, menu] = useDisclosure(false);
  const [views, setViews] = useViews(name);
  const [typed, setTyped] = useState('');
  const search = viewSearch(current);
  const active = views.find((view) => view.search === search);
  return (
    <Popover
      opened={isOpen}
      onChange={(next) => (next ? menu.open() : menu.close())}
      position="bottom-end"
      width={280}
      shadow="none"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<ViewIcon size={15} stroke={1.7} aria-hidden />}
          onClick={menu.toggle}
        >
          <span className={styles.viewName}>{active?.name ?? text('ui.table.views')}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text('ui.table.views')}>
        <Stack gap="sm">
          {views.length === 0 ? (
            <Text size="sm" c="dimmed">
              {text('ui.table.views.none')}
            </Text>
          ) : (
            <ul className={styles.views} aria-label={text('ui.table.views')}>
              {views.map((view) => (
                <li key={view.name}>
                  <UnstyledButton
                    className={styles.view}
                    aria-current={view === active ? 'true' : undefined}
                    onClick={() => {
                      menu.close();
                      onOpen(view.search === '' ? '' : `?${view.search}`);
                    }}
                  >
                    <span>{view.name}</span>
                    {view === active ? <DoneIcon size={15} aria-hidden /> : null}
                  </UnstyledButton>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={26}
                    aria-label={text('ui.table.views.delete', { name: view.name })}
                    onClick={() => setViews(views.filter((other) => other !== view))}
                  >
                    <DeleteIcon size={15} stroke={1.7} aria-hidden />
                  </ActionIcon>
                </li>
              ))}
            </ul>
          )}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              const title = typed.trim();
              if (title === '') return;
              setViews(withView(views, { name: title, search }));
              setTyped('');
            }}
          >
            <Group gap={8} align="flex-end" wrap="nowrap">
              <TextInput
                size="xs"
                flex={1}
                label={text('ui.table.views.name')}
                maxLength={MAX_NAME_LENGTH}
                value={typed}
                onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              />
              <Button type="submit" size="xs" variant="default" disabled={typed.trim() === ''}>
                {text('ui.table.views.save')}
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
