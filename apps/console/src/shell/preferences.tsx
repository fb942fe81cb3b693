import { SegmentedControl, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { AutomaticIcon, DarkIcon, LightIcon } from '@sutra/ui/icons';
import { LANGUAGES, useLanguage } from '@sutra/ui/language';
import { useText } from '../app/text.ts';
import styles from './shell.module.css';

export function LanguageSwitch() {
  const text = useText();
  const { language, choose } = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      aria-label={text('shell.language')}
      classNames={{ label: styles.segment ?? '' }}
      value={language}
      onChange={(value) => void choose(value)}
      data={LANGUAGES.map(({ id, name, short }) => ({
        value: id,
        label: (
          <span title={name} lang={id} className={id === language ? undefined : styles.foreign}>
            <span aria-hidden>{short}</span>
            <VisuallyHidden>{name}</VisuallyHidden>
          </span>
        ),
      }))}
    />
  );
}

const SCHEMES = [
  { value: 'light', label: 'shell.theme.light', icon: LightIcon },
  { value: 'dark', label: 'shell.theme.dark', icon: DarkIcon },
  { value: 'auto', label: 'shell.theme.auto', icon: AutomaticIcon },
] as const;

export function ThemeSwitch() {
  const text = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      aria-label={text('shell.theme')}
      classNames={{ label: styles.segment ?? '' }}
      value={colorScheme}
      onChange={(value) => setColorScheme(value)}
      data={SCHEMES.map(({ value, label, icon: Icon }) => ({
        value,
        label: (
          <span title={text(label)} className={styles.segmentIcon}>
            <Icon size={15} stroke={1.7} aria-hidden />
            <VisuallyHidden>{text(label)}</VisuallyHidden>
          </span>
        ),
      }))}
    />
  );
}
