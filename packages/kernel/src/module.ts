// What a module gives to the house, listed by hand in its `module.ts`.
import type { EventHandler } from './events.ts';
import type { Route } from './http/route.ts';
import type { Job } from './jobs.ts';

export interface Module {
  name: string;
  /** Permission → the built-in roles that hold it. Nobody else does. */
  permissions?: Readonly<Record<string, readonly string[]>>;
  /** The kinds of organisation in which these permissions exist; all if not said. */
  organisationKinds?: readonly string[];
  routes?: readonly Route[];
  jobs?: readonly Job[];
  handlers?: readonly EventHandler[];
  /** Runs once after migration and before the first request, on every start. */
  start?(): Promise<void>;
  stop?(): Promise<void>;
}
