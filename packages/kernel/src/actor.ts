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
  /** How and when a person proved who they are (NIST SP 800-63B); a service account has none. */
  readonly assurance?: Assurance;
  /** RFC 7638 thumbprint of the device key that each call must prove (RFC 9449); without one the token alone is enough. */
  readonly keyThumbprint?: string;
  /** The edition of the membership that gave a person these permissions; a service account has none. */
  readonly membershipVersion?: number;
}

/** `aal2`: with a second factor. */
export interface Assurance {
  readonly acr: 'aal1' | 'aal2';
  readonly provedAtMs: number;
}

/** The machine itself, acting in an organisation for somebody who must not be named there. */
export interface Machine {
  readonly kind: 'system';
  readonly organisationId: string;
}

/** What a call shows of who makes it. */
export interface Presented {
  readonly authorization: string | undefined;
  /** The DPoP header (RFC 9449). */
  readonly proof: string | undefined;
  readonly method: string;
  /** Origin and path as the caller names them, without a query. */
  readonly url: string;
  readonly ip: string;
  /** Puts a header on the answer. */
  answerWith(name: string, value: string): void;
}
