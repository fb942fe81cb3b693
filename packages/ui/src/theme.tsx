// The look of console and field app: one accent, neutral greys, colour otherwise only for state.
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/noto-sans-devanagari/wght.css';
import '@fontsource-variable/noto-sans-gujarati/wght.css';
import '@mantine/core/styles.css';
import './global.css';
import {
  createTheme,
  type CSSVariablesResolver,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  MantineProvider,
} from '@mantine/core';
import type { ReactNode } from 'react';

const accent: MantineColorsTuple = [
  '#eef2fd',
  '#dce5fa',
  '#b9caf3',
  '#93adeb',
  '#7593e4',
  '#5b7edb',
  '#3f63c9',
  '#3453ad',
  '#2b458f',
  '#20346d',
];
const gray: MantineColorsTuple = [
  '#f7f7f8',
  '#f0f1f2',
  '#e6e7e9',
  '#d9dbde',
  '#c6c9cd',
  '#a3a7ad',
  '#7b8087',
  '#585d64',
  '#3a3e44',
  '#202327',
];
const dark: MantineColorsTuple = [
  '#dcdee2',
  '#b9bcc2',
  '#9da1a8',
  '#747980',
  '#3d4046',
  '#2c2f34',
  '#232529',
  '#1a1b1e',
  '#131416',
  '#0c0d0e',
];

// Mantine's dialogs head themselves with a <header>, which would be a second banner of the page.
const NO_BANNER = { header: { role: 'presentation' } };

const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  colors: { accent, gray, dark },
  white: '#ffffff',
  black: '#1b1d20',
  fontFamily: "'Inter Variable', 'Noto Sans Devanagari Variable', 'Noto Sans Gujarati Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Plain objects: naming the components themselves would load all of them with the first page.
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 550 } } },
    Drawer: { defaultProps: { attributes: NO_BANNER, shadow: 'none' } },
    Modal: {
      defaultProps: {
        attributes: NO_BANNER,
        centered: true,
        shadow: 'none',
        overlayProps: { backgroundOpacity: 0.4 },
        transitionProps: { duration: 120 },
      },
      styles: { title: { fontWeight: 600, fontSize: '1rem' } },
    },
    Paper: { defaultProps: { withBorder: true, shadow: 'none' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    // The arrow keys of the field move through its list. Tab must not go there: it hides, and the focus with it.
    Select: { defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: -1, role: 'group' } } } },
    Table: { defaultProps: { verticalSpacing: 7, horizontalSpacing: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false } },
  },
});

// Mantine's own greys for secondary text are too light for a contrast of 4.5.
const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': gray[7],
    '--mantine-color-placeholder': '#6e737a',
    '--mantine-color-error': '#b42318',
    '--mantine-color-default-border': gray[3],
    '--sutra-page': gray[0],
    '--sutra-line': gray[2],
    '--sutra-good': '#0f6b3f',
    '--sutra-good-soft': '#e4f4ea',
    '--sutra-warning': '#845100',
    '--sutra-warning-soft': '#fdf1d8',
    '--sutra-danger': '#b42318',
    '--sutra-danger-soft': '#fdeae8',
    '--sutra-info': '#2b458f',
    '--sutra-info-soft': '#eaf0fc',
    '--sutra-neutral': gray[8],
    '--sutra-neutral-soft': gray[1],
    '--sutra-series-1': '#3453ad',
    '--sutra-series-2': '#b4540a',
    '--sutra-series-3': '#0f7a52',
    '--sutra-series-4': '#8e3a9d',
    '--sutra-series-5': '#5d6470',
    '--sutra-series-6': '#a1264f',
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#8a8f97',
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-default-border': dark[4],
    '--sutra-page': dark[8],
    '--sutra-line': dark[5],
    '--sutra-good': '#6fd39b',
    '--sutra-good-soft': '#12301f',
    '--sutra-warning': '#f2bd5c',
    '--sutra-warning-soft': '#382808',
    '--sutra-danger': '#ff9a8f',
    '--sutra-danger-soft': '#38150f',
    '--sutra-info': '#a9bff5',
    '--sutra-info-soft': '#1b2746',
    '--sutra-neutral': dark[1],
    '--sutra-neutral-soft': dark[5],
    '--sutra-series-1': '#8faaf2',
    '--sutra-series-2': '#f0a35c',
    '--sutra-series-3': '#63c79a',
    '--sutra-series-4': '#d39be0',
    '--sutra-series-5': '#b3bac4',
    '--sutra-series-6': '#f28fae',
  },
});

const colorSchemes = localStorageColorSchemeManager({ key: 'sutra.color-scheme' });

/** Theme for everything below it. The nonce comes from the page: the server allows no style without it. */
export function Theme({ children, nonce }: { children: ReactNode; nonce: string }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
      getStyleNonce={() => nonce}
    >
      {children}
    </MantineProvider>
  );
}
