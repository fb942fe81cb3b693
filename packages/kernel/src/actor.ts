// Who acts: a signed-in person on a device, or a service account with a key.

export interface Actor {
  readonly kind: 'person' | 'service';
  /** The user, or the service account. */
  readonly id: string;
  readonly organisationId: string;
  readonly organisationKind: string;
  /** The session of a person, the key of a service account. */
  readonly sessionId: string;
  readonly permissions: ReadonlySet<string>;
  readonly expiresAtMs: number;
  /** The edition of the membership that gave a person these permissions; a service account has none. */
  readonly membershipVersion?: number;
}

/** The machine itself, acting in an organisation for somebody who must not be named there. */
export interface Machine {
  readonly kind: 'system';
  readonly organisationId: string;
}
