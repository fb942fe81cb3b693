// What other modules may use of the workspace: telling a person that something happened.
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Tx } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';

const STORED_AT_ONCE = 1000;

export interface NewNotification {
  userId: string;
  /** The organisation it is about; null if it is about the person. */
  organisationId: string | null;
  kind: string;
  values?: Readonly<Record<string, string | number>>;
  /** Where in the console. */
  path?: string;
}

export class Notifications {
  readonly #ids: Ids;
  readonly #clock: Clock;
  readonly #feed: Feed;
  constructor({ ids, clock, feed }: { ids: Ids; clock: Clock; feed: Feed }) {
    this.#ids = ids;
    this.#clock = clock;
    this.#feed = feed;
  }

  /** Adds to the list of a person, in a transaction of the system gate; their open pages hear of it. */
  async add(tx: Tx, notification: NewNotification): Promise<void> {
    await this.addAll(tx, [notification]);
  }

  async addAll(tx: Tx, notifications: readonly NewNotification[]): Promise<void> {
    const createdAt = new Date(this.#clock.nowMs());
    for (let from = 0; from < notifications.length; from += STORED_AT_ONCE) {
      const rows = notifications.slice(from, from + STORED_AT_ONCE).map((one) => ({
        id: this.#ids.next(),
        user_id: one.userId,
        organisation_id: one.organisationId,
        kind: one.kind,
        values: JSON.stringify(one.values ?? {}),
        path: one.path ?? null,
        created_at: createdAt,
      }));
      await tx.insertInto('workspace.notification').values(rows).execute();
    }
    await Promise.all(
      notifications.map(({ userId }) =>
        this.#feed.publish('live.person', { userId, message: { type: 'notification.created' } }),
      ),
    );
  }
}
