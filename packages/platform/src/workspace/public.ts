// What other modules may use of the workspace: telling a person that something happened.
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Tx } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';

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
  async add(tx: Tx, { userId, organisationId, kind, values = {}, path }: NewNotification): Promise<void> {
    await tx
      .insertInto('workspace.notification')
      .values({
        id: this.#ids.next(),
        user_id: userId,
        organisation_id: organisationId,
        kind,
        values: JSON.stringify(values),
        path: path ?? null,
        created_at: new Date(this.#clock.nowMs()),
      })
      .execute();
    await this.#feed.publish('live.person', { userId, message: { type: 'notification.created' } });
  }
}
