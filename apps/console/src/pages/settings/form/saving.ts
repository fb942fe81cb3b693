// How a form saves: a repeated attempt is the same attempt, and what somebody else saved meanwhile is not overwritten.
import { recordChanged } from '@sutra/contracts/failures';
import type { SettingKind } from '@sutra/contracts/settings';
import { isFailure } from '@sutra/sdk/problem';
import { isSame } from '@sutra/ui/change/merge.rules';
import { useRef, useState } from 'react';
import { useText } from '../../../app/text.ts';
import {
  bodyOf,
  changeSetting,
  createSetting,
  readSetting,
  type SettingBody,
  type SettingRecord,
} from '../setting-record.ts';
import { inWords } from './setting-schema.ts';

/** Creates under one key for one body: an answer that was lost does not make a second record. */
export function useCreate(kind: SettingKind): (body: SettingBody) => Promise<SettingRecord> {
  const text = useText();
  const attempt = useRef<{ key: string; body: SettingBody } | null>(null);
  return async (body) => {
    if (attempt.current === null || !isSame(attempt.current.body, body))
      attempt.current = { key: crypto.randomUUID(), body };
    try {
      return await createSetting(kind, body, attempt.current.key);
    } catch (error) {
      throw inWords(error, text);
    }
  };
}

export interface Conflict {
  base: SettingBody;
  mine: SettingBody;
  /** The record as somebody else left it. */
  theirs: SettingRecord;
}

/** Changes a record; when somebody else was first, `conflict` says what both want. */
export function useChange(kind: SettingKind, base: SettingRecord) {
  const text = useText();
  const [conflict, setConflict] = useState<Conflict | null>(null);

  const change = async (from: SettingRecord, body: SettingBody, wanted: SettingBody): Promise<SettingRecord> => {
    try {
      return await changeSetting(kind, from, body);
    } catch (error) {
      const theirs = isFailure(error, recordChanged) ? readSetting(kind, error.problem.current) : null;
      if (theirs === null) throw inWords(error, text);
      // Our own earlier attempt, whose answer was lost.
      if (isSame(bodyOf(kind, theirs), body)) return theirs;
      setConflict({ base: wanted, mine: body, theirs });
      throw error;
    }
  };
  return {
    conflict,
    dismiss: () => setConflict(null),
    save: (body: SettingBody) => change(base, body, bodyOf(kind, base)),
    /** Saves what was decided; if somebody was first again, the question is asked anew. */
    saveMerged: async (merged: SettingBody) => {
      const { theirs } = conflict!;
      const saved = await change(theirs, merged, bodyOf(kind, theirs));
      setConflict(null);
      return saved;
    },
  };
}
