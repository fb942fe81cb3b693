// The code on the page, which is also the code in its address: there a little later, so that typing stays quick.
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useIsLeaving } from '../../app/is-leaving.ts';
import { present } from '../../app/search.ts';
import type { SeparatorStyle } from './characters.ts';
import { fitsAddress } from './search.ts';

const PAUSE_MS = 250;

export interface CodeState {
  code: string;
  style: SeparatorStyle;
  /** The row that is open, by its place. */
  open: string | undefined;
  /** False for a code that is too long for the address. */
  isInAddress: boolean;
  type: (code: string) => void;
  /** Another code altogether: the browser's Back leads to the one before. */
  show: (code: string) => void;
  chooseStyle: (style: SeparatorStyle) => void;
  onOpen: (open: string | undefined) => void;
}

export function useCodeState(): CodeState {
  const { code: kept = '', separator, open } = useSearch({ from: '/signed-in/tools/code-inspector' });
  const navigate = useNavigate({ from: '/tools/code-inspector' });
  const style: SeparatorStyle = separator === 'caret' || separator === 'words' ? separator : 'gs';
  const [typed, setTyped] = useState({ seen: kept, written: kept, now: kept });
  if (typed.seen !== kept) {
    // What this page wrote is there already, and maybe more by now; anything else is Back, or a link.
    const now = kept === typed.written ? typed.now : kept;
    setTyped({ seen: kept, written: kept, now });
  }
  const keep = (code: string, replace: boolean) => {
    const fitting = fitsAddress(code) ? code : '';
    setTyped((last) => ({ ...last, written: fitting }));
    void navigate({
      search: (last) => present({ code: fitting === '' ? undefined : fitting, separator: last.separator }),
      replace,
      resetScroll: false,
    });
  };
  const isLeaving = useIsLeaving();
  const keepSoon = useDebouncedCallback((code: string) => {
    if (!isLeaving()) keep(code, true);
  }, PAUSE_MS);
  const stay = { replace: true, resetScroll: false } as const;
  return {
    code: typed.now,
    style,
    open,
    isInAddress: fitsAddress(typed.now),
    type: (code) => {
      setTyped((last) => ({ ...last, now: code }));
      keepSoon(code);
    },
    show: (code) => {
      keepSoon.cancel();
      setTyped((last) => ({ ...last, now: code }));
      keep(code, false);
    },
    chooseStyle: (next) => {
      const chosen = next === 'gs' ? undefined : next;
      void navigate({ search: (last) => present({ code: last.code, separator: chosen }), ...stay });
    },
    onOpen: (id) => void navigate({ search: (last) => present({ ...last, open: id }), ...stay }),
  };
}
