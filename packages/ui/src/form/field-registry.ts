// What a form knows of the fields that are on the page.
import type { FormIssue, IssueWords } from './form-issues.rules.ts';

export interface FieldEntry {
  /** Of the element that takes the focus. */
  id: string;
  label: string;
  /** How the field writes a limit of the schema. */
  formatNumber?: (value: number) => string;
}

export interface FieldRegistry {
  /** Gives what takes it away again. */
  register: (path: string, entry: FieldEntry) => () => void;
  /** Text in the field that is no value; null when it is one. */
  setUnreadable: (path: string, words: IssueWords | null) => void;
  forgetUnreadable: () => void;
  unreadable: () => FormIssue[];
  find: (path: string) => FieldEntry | undefined;
  paths: () => Iterable<string>;
}

export function createFieldRegistry(): FieldRegistry {
  const fields = new Map<string, FieldEntry>();
  const unreadable = new Map<string, IssueWords>();
  return {
    register: (path, entry) => {
      fields.set(path, entry);
      return () => {
        if (fields.get(path) === entry) fields.delete(path);
      };
    },
    setUnreadable: (path, words) => {
      if (words === null) unreadable.delete(path);
      else unreadable.set(path, words);
    },
    forgetUnreadable: () => unreadable.clear(),
    unreadable: () => [...unreadable].map(([path, words]) => ({ path, words })),
    find: (path) => fields.get(path),
    paths: () => fields.keys(),
  };
}
