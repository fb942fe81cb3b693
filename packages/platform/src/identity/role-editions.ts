// What editions of own roles grant, in memory: an edition never changes, so nothing here is ever out of date.
import { tokenExpired } from '@sutra/contracts/failures';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { RoleEdition } from './own-roles.rules.ts';

const MAX_KEPT = 10_000;

export class RoleEditions {
  readonly #gates: Gates;
  // A Map keeps the order of insertion: what is used goes to its end, what was not used for longest goes first.
  readonly #kept = new Map<string, readonly string[]>();
  constructor(gates: Gates) {
    this.#gates = gates;
  }

  /** What editions of one organisation grant together; throws `auth.token_expired` where the role is another by now. */
  async permissionsOf(organisationId: string, editions: readonly RoleEdition[]): Promise<string[]> {
    const known = editions.map((edition) => this.#use(nameOf(organisationId, edition)));
    const missing = editions.filter((_, index) => known[index] === undefined);
    if (missing.length === 0) return known.flatMap((permissions) => permissions ?? []);
    const rows = await this.#gates
      .tenant({ organisationId })
      .selectFrom('identity.role')
      .select(['id', 'version', 'permissions'])
      .where(
        'id',
        'in',
        missing.map(({ id }) => id),
      )
      .where('archived_at', 'is', null)
      .execute();
    const found = missing.map((wanted) => {
      const row = rows.find(({ id, version }) => id === wanted.id && version === wanted.version);
      if (!row) throw new AppError(tokenExpired);
      this.#keep(nameOf(organisationId, wanted), row.permissions);
      return row.permissions;
    });
    return [...known.flatMap((permissions) => permissions ?? []), ...found.flat()];
  }

  #use(name: string): readonly string[] | undefined {
    const permissions = this.#kept.get(name);
    if (permissions === undefined) return undefined;
    this.#kept.delete(name);
    this.#kept.set(name, permissions);
    return permissions;
  }

  #keep(name: string, permissions: readonly string[]): void {
    if (this.#kept.size >= MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(name, permissions);
  }
}

const nameOf = (organisationId: string, { id, version }: RoleEdition) => `${organisationId} ${id} ${version}`;
