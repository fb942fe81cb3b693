/**
 * Why there is no signature: `declined` by the person, or they took too long, or no passkey was there; `known`: this
 * device holds one already; `ended` by the page itself; `failed` for whatever else.
 */
export class PasskeyFailure extends Error {
  override readonly name = 'PasskeyFailure';
  readonly why: 'declined' | 'known' | 'ended' | 'failed';
  constructor(why: PasskeyFailure['why'], options?: ErrorOptions) {
    super(`No passkey: ${why}`, options);
    this.why = why;
  }
}
