// Which role holds which permission: declared by the modules, fixed at start, deny by default.
import type { Module } from '@sutra/kernel/module';

/** The built-in roles; a permission names those that hold it. `SUPPORT_AGENT` is spelt as contracts with customers spell it. */
const ROLES = new Set([
  // in every organisation
  'owner',
  'manager',
  'staff',
  'auditor',
  'compliance_officer',
  // pharmacy
  'pharmacist',
  // cotton
  'trader',
  'broker',
  'quality_inspector',
  'accountant',
  'logistics',
  // the operator's
  'platform_admin',
  'SUPPORT_AGENT',
  'catalogue_reviewer',
]);

export class Access {
  readonly #holders = new Map<string, { roles: ReadonlySet<string>; kinds: ReadonlySet<string> | null }>();
  readonly #sets = new Map<string, ReadonlySet<string>>();

  declare(modules: readonly Module[]): void {
    for (const module of modules) {
      for (const [permission, roles] of Object.entries(module.permissions ?? {})) {
        const unknown = roles.filter((role) => !ROLES.has(role));
        if (unknown.length > 0) throw new Error(`${permission} names roles that do not exist: ${unknown.join(', ')}`);
        if (this.#holders.has(permission)) throw new Error(`two modules declare the permission ${permission}`);
        this.#holders.set(permission, {
          roles: new Set(roles),
          kinds: module.organisationKinds ? new Set(module.organisationKinds) : null,
        });
      }
    }
  }

  get permissions(): ReadonlySet<string> {
    return new Set(this.#holders.keys());
  }

  /** What roles give in an organisation of a kind; the same set object for the same question. */
  permissionsOf(roles: readonly string[], organisationKind: string): ReadonlySet<string> {
    const key = `${organisationKind} ${roles.join(' ')}`;
    let set = this.#sets.get(key);
    if (!set) {
      set = new Set(
        [...this.#holders]
          .filter(
            ([, holder]) => applies(holder.kinds, organisationKind) && roles.some((role) => holder.roles.has(role)),
          )
          .map(([permission]) => permission),
      );
      if (this.#sets.size > 10_000) this.#sets.clear();
      this.#sets.set(key, set);
    }
    return set;
  }

  /** A key's own list, less what no longer exists or does not apply to the organisation. */
  limitTo(permissions: readonly string[], organisationKind: string): ReadonlySet<string> {
    return new Set(
      permissions.filter(
        (permission) =>
          this.#holders.has(permission) && applies(this.#holders.get(permission)!.kinds, organisationKind),
      ),
    );
  }
}

function applies(kinds: ReadonlySet<string> | null, kind: string): boolean {
  return kinds === null || kinds.has(kind);
}
