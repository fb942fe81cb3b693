// What a module gives to the house, listed by hand in its `module.ts`.
import type { SearchHit, TodayItem } from '@sutra/contracts/workspace';
import type { Actor } from './actor.ts';
import type { EventHandler } from './events.ts';
import type { Route } from './http/route.ts';
import type { Job } from './jobs.ts';

/** Finds records of the module by name, for people who hold one of the permissions. */
export interface SearchProvider {
  permission: string;
  find(actor: Actor, text: string, limit: number): Promise<readonly SearchHit[]>;
}

/** What of the module needs this person now, and what they did last. */
export interface TodayProvider {
  /** Everybody who is signed in, if left out. */
  permission?: string;
  items(actor: Actor): Promise<{ now?: readonly TodayItem[]; recent?: readonly TodayItem[] }>;
}

export interface Module {
  name: string;
  /** Permission → the built-in roles that hold it. Nobody else does. */
  permissions?: Readonly<Record<string, readonly string[]>>;
  /** The kinds of organisation in which these permissions exist; all if not said. */
  organisationKinds?: readonly string[];
  routes?: readonly Route[];
  jobs?: readonly Job[];
  handlers?: readonly EventHandler[];
  search?: readonly SearchProvider[];
  today?: readonly TodayProvider[];
  /** Runs once after migration and before the first request, on every start. */
  start?(): Promise<void>;
  stop?(): Promise<void>;
}
