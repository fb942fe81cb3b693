import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { SearchIcon } from '@sutra/ui/icons';
import { useText } from '../../app/text.ts';
import styles from '../shell.module.css';

const IS_MAC = /^(?:Mac|iPhone|iPad)/.test(navigator.platform);

/** Opens the palette; on a wide screen it says with which keys that goes faster. */
export function SearchButton({ onOpen, onNear }: { onOpen: () => void; onNear: () => void }) {
  const text = useText();
  const button = {
    'aria-label': text('palette.label'),
    'aria-keyshortcuts': IS_MAC ? 'Meta+K' : 'Control+K',
    'aria-haspopup': 'dialog' as const,
    onClick: onOpen,
    onPointerEnter: onNear,
    onFocus: onNear,
  };
  return (
    <>
      <UnstyledButton className={styles.search} {...button}>
        <SearchIcon size={15} stroke={1.7} aria-hidden />
        <span className={styles.searchLabel}>{text('palette.search')}</span>
        <Kbd size="xs" aria-hidden>
          {IS_MAC ? '⌘K' : 'Ctrl K'}
        </Kbd>
      </UnstyledButton>
      <ActionIcon className={styles.searchIcon} variant="subtle" color="gray" size={36} {...button}>
        <SearchIcon size={18} stroke={1.7} aria-hidden />
      </ActionIcon>
    </>
  );
}
