import type { Module } from '@sutra/kernel/module';

/** The drug library: no endpoints of its own yet, other modules ask it through `public.ts`. */
export function libraryModule(): Module {
  return { name: 'library' };
}
