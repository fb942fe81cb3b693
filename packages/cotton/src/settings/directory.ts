// The active settings of an organisation in memory: what forms offer, what names a record, what a rule is made of.
import type { SettingKind } from '@sutra/contracts/settings';
import type { Actor } from '@sutra/kernel/actor';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import type { Row } from './records.ts';
import { activeRecords } from './settings.queries.ts';

const CHANGED_TOPIC = 'settings.changed';
const MAX_LISTS = 500;

/**
 * Lists are loaded when first asked for and forgotten on every instance when something of their organisation changes; a list
 * whose loading began before a change is not kept.
 */
export class Directory {
  readonly #gates: Gates;
  readonly #lists = new Map<string, Promise<readonly Row[]>>();
  readonly #feed: Feed;

  constructor(gates: Gates, feed: Feed) {
    this.#gates = gates;
    this.#feed = feed;
    feed.subscribe(CHANGED_TOPIC, (data) => this.#forget((data as { organisationId: string }).organisationId));
    feed.onCatchUp(async () => this.#lists.clear());
  }

  /** The active records of a kind, by name. */
  active({ organisationId }: Pick<Actor, 'organisationId'>, kind: SettingKind): Promise<readonly Row[]> {
    const key = `${organisationId} ${kind}`;
    // While the feed may miss a change, nothing that is kept can be trusted.
    const kept = this.#feed.fresh ? this.#lists.get(key) : undefined;
    if (kept) return kept;
    const list = activeRecords(this.#gates.tenant({ organisationId }), kind);
    if (this.#lists.size >= MAX_LISTS) this.#lists.delete(this.#lists.keys().next().value!);
    this.#lists.set(key, list);
    list.catch(() => this.#lists.get(key) === list && this.#lists.delete(key));
    return list;
  }

  /** To be called after a commit: every instance forgets what it kept of the organisation. */
  async changed(organisationId: string): Promise<void> {
    this.#forget(organisationId);
    await this.#feed.publish(CHANGED_TOPIC, { organisationId });
  }

  #forget(organisationId: string): void {
    for (const key of this.#lists.keys()) if (key.startsWith(`${organisationId} `)) this.#lists.delete(key);
  }
}
