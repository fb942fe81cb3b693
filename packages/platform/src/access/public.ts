// Which role holds which permission: declared by the modules, fixed at start, deny by default.
import type { Module } from '@sutra/kernel/module';

/** The built-in roles and the kinds of organisation that know them. `SUPPORT_AGENT` is spelt as contracts with customers spell it. */
const ROLES: Readonly<Record<string, readonly string[] | null>> = {
  owner: null,
  manager: null,
  staff: null,
  auditor: null,
  compliance_officer: null,
  pharmacist: ['pharmacy'],
  trader: ['cotton'],
  broker: ['cotton'],
  quality_inspector: ['cotton'],
  accountant: ['cotton'],
  logistics: ['cotton'],
  platform_admin: ['operator'],
  SUPPORT_AGENT: ['operator'],
  catalogue_reviewer: ['operator'],
};

export class Access {
  readonly #holders = new Map<string, { roles: ReadonlySet<string>; kinds: ReadonlySet<string> | null }>();
  readonly #sets = new Map<string, ReadonlySet<string>>();

  declare(modules: readonly Module[]): void {
    for (const module of modules) {
      for (const [permission, roles] of Object.entries(module.permissions ?? {})) {
        const unknown = roles.filter((role) => !Object.hasOwn(ROLES, role));
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

  /** Whether a built-in role has this name, in whatever case. */
  isRole(name: string): boolean {
    return Object.keys(ROLES).some((role) => role.toLowerCase() === name.toLowerCase());
  }

  /** The roles that an organisation of a kind can give. */
  rolesOf(organisationKind: string): string[] {
    return Object.keys(ROLES).filter((role) => ROLES[role]?.includes(organisationKind) ?? true);
  }

  /**
   * What built-in roles give in an organisation of a kind, and what its own roles add (`own`: their permissions). Without
   * own roles it is the same set object for the same question.
   */
  permissionsOf(roles: readonly string[], organisationKind: string, own: readonly string[] = []): ReadonlySet<string> {
    const builtIn = this.#permissionsOf(
      roles.filter((role) => Object.hasOwn(ROLES, role)),
      organisationKind,
    );
    return own.length === 0 ? builtIn : builtIn.union(this.limitTo(own, organisationKind));
  }

  #permissionsOf(roles: readonly string[], organisationKind: string): ReadonlySet<string> {
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

  /** A list of a key or an own role, less what no longer exists or does not apply to the organisation. */
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
