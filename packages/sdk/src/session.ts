// One person signed in on this device, working in one organisation in this tab.
//
// The access token lives in memory only, bound to the key of the device. In a browser the refresh token is a cookie that no
// script can read; all tabs share it, so a refresh is done by one tab at a time and its result is told to the tabs of the
// same organisation. A program holds its refresh token itself.
import type { Call, CallInput, Endpoint, HandlerOutput } from '@sutra/contracts/endpoint';
import {
  deviceKeyRequired,
  organisationSuspended,
  stepUpRequired,
  tokenExpired,
  tokenInvalid,
  tokenMissing,
  tokenRevoked,
} from '@sutra/contracts/failures';
import {
  login,
  logout,
  type MfaRequired,
  noMembership,
  refresh,
  requestOtp,
  type SignedIn,
  verifyOtp,
} from '@sutra/contracts/identity';
import { listPinPeople, type PinPerson, signInWithPin } from '@sutra/contracts/pins';
import { signInWithPasskey, stepUp, verifySecondFactor } from '@sutra/contracts/second-factors';
import { type CallOptions, type Input, readAnswer, send, type Sending } from './client.ts';
import { browserDeviceKey } from './device-key.ts';
import { isFailure, problemOf, type SutraProblem } from './problem.ts';
import { Prover } from './proving.ts';
import { RefreshTimer } from './refresh-timer.ts';
import {
  type Held,
  isElsewhere,
  isEndOfSession,
  isSameScope,
  isUnauthorized,
  meaningOf,
  memoryStorage,
  reasonOf,
  type SessionOptions,
  type SessionState,
  type SignedOutReason,
} from './session-state.ts';
import { readBytes } from './stream.ts';
import { joinTabs, News, noTabs, type TabMessage, type Tabs } from './tabs.ts';

type Without<E extends Endpoint> = Omit<CallInput<E>['body' & keyof CallInput<E>], 'tokenDelivery'>;

const ORGANISATION_KEY = 'sutra.organisation';
const SHARED_WITHIN_MS = 1500;

export function createSession(options: SessionOptions): Session {
  return new Session(options);
}

export class Session {
  readonly baseUrl: string;
  readonly #options: SessionOptions;
  readonly #storage: NonNullable<SessionOptions['storage']>;
  readonly #tabs: Tabs;
  readonly #prover: Prover;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { status: 'unknown' };
  #held: Held | null = null;
  #refreshing: Promise<void> | null = null;
  #restoring: Promise<SessionState> | null = null;
  readonly #timer = new RefreshTimer(() => this.refresh());
  #refreshToken: string | undefined;
  #steppingUp: Promise<boolean> | null = null;
  readonly #news = new News();
  /** This session is being ended by its own person: the live connection may hear of it before the call is answered. */
  #isLeaving = false;
  /** A tab of this browser is signing in: the session ends by that, and another one takes its place. */
  #isSwitching = false;
  /** A call was refused because the session was revoked: what it means if the refresh is refused too. */
  #isRevoked = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.baseUrl = options.baseUrl;
    this.#storage = options.storage ?? (globalThis as { sessionStorage?: Storage }).sessionStorage ?? memoryStorage();
    this.#refreshToken = options.refreshToken;
    this.#prover = new Prover(options.deviceKey ?? browserDeviceKey(), this.#storage);
    this.#tabs =
      options.tokenDelivery === 'cookie'
        ? joinTabs(options.name ?? 'sutra.session', (message) => this.#hear(message))
        : noTabs();
  }

  /** Changes identity only when something changed, so that it serves as a snapshot. */
  get state(): SessionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Continues the sign-in of this browser, if there is one. Throws only if the server cannot be asked. */
  restore(): Promise<SessionState> {
    if (this.#state.status !== 'unknown') return Promise.resolve(this.#state);
    this.#restoring ??= this.refresh()
      .catch((error: unknown) => {
        if (this.#state.status !== 'signed-out') throw error;
      })
      .then(() => this.#state)
      .finally(() => {
        this.#restoring = null;
      });
    return this.#restoring;
  }

  requestOtp(mobile: string): Promise<HandlerOutput<typeof requestOtp>> {
    return this.call(requestOtp, { body: { mobile } });
  }

  verifyOtp(body: Without<typeof verifyOtp>): Promise<SignedIn | MfaRequired> {
    return this.#signIn(verifyOtp, this.#delivered(body));
  }

  login(body: Without<typeof login>): Promise<SignedIn | MfaRequired> {
    return this.#signIn(login, this.#delivered(body));
  }

  verifySecondFactor(body: CallInput<typeof verifySecondFactor>['body']): Promise<SignedIn | MfaRequired> {
    return this.#signIn(verifySecondFactor, body);
  }

  signInWithPasskey(body: Without<typeof signInWithPasskey>): Promise<SignedIn | MfaRequired> {
    return this.#signIn(signInWithPasskey, this.#delivered(body));
  }

  /** Who can sign in with a PIN in this browser. */
  async pinPeople(): Promise<readonly PinPerson[]> {
    return (await this.call(listPinPeople)).people;
  }

  /** Goes on as somebody who has a PIN in this browser, in every tab; the session that it had before ends. */
  async signInWithPin(body: Without<typeof signInWithPin>): Promise<SignedIn> {
    return this.#replacing(async () => {
      const signedIn = await this.#call(signInWithPin, { body: this.#delivered(body) }, {});
      // Where the person before worked says nothing about whoever goes on.
      this.#accept(signedIn);
      return signedIn;
    });
  }

  /** Shows once more who one is, and gets a token that says so. */
  async stepUp(proof: CallInput<typeof stepUp>['body']['proof']): Promise<void> {
    await this.call(stepUp, { body: { proof } });
    // One that is under way may have read the session before.
    await this.#refreshing?.catch(() => undefined);
    await this.#tabs.exclusively(() => this.#exchange(this.#storage.getItem(ORGANISATION_KEY)));
  }

  /** What the live connection shows beside its token, for the nonce that it was greeted with. */
  prove(url: string, token: string, nonce: string): Promise<string | undefined> {
    return this.#held?.signedIn.tokenType === 'DPoP'
      ? this.#prover.prove(url, token, nonce)
      : Promise.resolve(undefined);
  }

  /** Ends this session in every tab. Throws, still signed in, if the server could not be told. */
  logout(): Promise<void> {
    return this.leave(() => this.call(logout));
  }

  /**
   * Runs a call that ends this session by the person's own wish, so that the end is not told as somebody else's doing.
   * Throws if this browser is somebody else's by then: theirs goes on.
   */
  async leave(run: () => Promise<unknown>): Promise<void> {
    const before = this.#held?.signedIn;
    let refusal: unknown;
    this.#setLeaving(true);
    try {
      await run();
    } catch (error) {
      refusal = error;
    }
    const now = this.#held?.signedIn;
    const isReplaced = before !== undefined && now !== undefined && now.sessionId !== before.sessionId;
    if (!isReplaced && (refusal === undefined || isUnauthorized(refusal))) return this.end('signed-out');
    this.#setLeaving(false);
    // Their own newer session is the one to end.
    if (isReplaced && now.user.id === before.user.id) return this.leave(run);
    throw refusal ?? problemOf(tokenRevoked);
  }

  /** Works in another membership in this tab. Throws, still signed in where one was, if that organisation refuses. */
  async switchOrganisation(organisationId: string): Promise<void> {
    await this.#refreshing?.catch(() => undefined);
    await this.#tabs.exclusively(() => this.#exchange(organisationId));
  }

  /** Gets a new access token; concurrent callers, in any tab, share one exchange. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refreshInTurn().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** A token that is good for some seconds yet. Throws `auth.token_missing` when nobody is signed in. */
  async token(): Promise<string> {
    const held = this.#held;
    if (held && held.expiresAtMs - Date.now() > 5000) return held.signedIn.accessToken;
    if (this.#state.status !== 'signed-out') await this.refresh();
    if (!this.#held) throw problemOf(tokenMissing);
    return this.#held.signedIn.accessToken;
  }

  /** Leaves the session as ended, here and in the other tabs that share it. */
  end(reason: SignedOutReason, detail?: string): void {
    if (reason === 'revoked' && this.#isSwitching) return void this.#goOnAsWhoever();
    const sessionId = this.#held?.signedIn.sessionId;
    const why = detail === undefined ? {} : { detail };
    if (sessionId !== undefined) this.#tabs.tell({ kind: 'signed-out', sessionId, reason, ...why });
    this.#forget(reason, detail);
  }

  readonly call: Call = (e, ...args) => this.#call(e, args[0] ?? {}, {});

  /** The same, with a signal that cancels it or the key of an earlier attempt. */
  callWith(options: CallOptions): Call {
    return (e, ...args) => this.#call(e, args[0] ?? {}, options);
  }

  /** The bytes of an NDJSON endpoint exactly as the server wrote them. */
  async bytes(
    e: Endpoint & { readonly produces: 'ndjson' },
    options: CallOptions = {},
  ): Promise<AsyncIterable<Uint8Array<ArrayBuffer>>> {
    return readBytes(await this.#send(e, {}, options));
  }

  close(): void {
    this.#timer.stop();
    this.#listeners.clear();
    this.#tabs.close();
  }

  async #call<E extends Endpoint>(e: E, input: Input, options: CallOptions): Promise<HandlerOutput<E>> {
    return (await readAnswer(e, await this.#send(e, input, options))) as HandlerOutput<E>;
  }

  async #send(e: Endpoint, input: Input, options: CallOptions): Promise<Response> {
    const sending: Sending = { ...options, baseUrl: this.baseUrl, onReached: this.#options.onReached };
    if (e.access === 'public')
      return send(e, input, e.path.startsWith('/api/v1/auth/') ? { ...sending, proving: this.#prover.for() } : sending);
    // One key for all attempts: the first may have been carried out.
    sending.idempotencyKey = options.idempotencyKey ?? crypto.randomUUID();
    const begun = await this.#goingOn(e, this.#held?.signedIn, problemOf(tokenExpired));
    try {
      return await send(e, input, this.#with(begun, sending));
    } catch (error) {
      if (isFailure(error, stepUpRequired)) {
        if (!(await this.#stepUp(error))) throw error;
      } else {
        const isRevoked = isFailure(error, tokenRevoked);
        if (!isRevoked && !isFailure(error, tokenExpired) && !isFailure(error, tokenInvalid)) throw error;
        // Whether the session itself has ended is for the refresh to say: it signs out if so.
        if (this.#held?.signedIn.accessToken === begun.accessToken) await this.#refreshAfter(error, isRevoked);
      }
      return send(e, input, this.#with(await this.#goingOn(e, begun, error), sending));
    }
  }

  /** What one person began in one organisation is never sent as the next, or in another: then it is refused. */
  async #goingOn(e: Endpoint, begun: SignedIn | undefined, refusal: unknown): Promise<SignedIn> {
    await this.token();
    if (this.#held === null) throw problemOf(tokenMissing);
    const { signedIn } = this.#held;
    if (begun !== undefined && !isSameScope(e, begun, signedIn)) throw refusal;
    return signedIn;
  }

  /** The session ended because somebody switches: who goes on is known as soon as that is done. */
  async #goOnAsWhoever(): Promise<void> {
    this.#isSwitching = false;
    await this.#refreshAfter(problemOf(tokenRevoked), true).catch(() => undefined);
  }

  #with({ accessToken: token, tokenType }: SignedIn, sending: Sending): Sending {
    return { ...sending, token, ...(tokenType === 'DPoP' && { proving: this.#prover.for(token) }) };
  }

  /** Calls that are refused at the same moment ask once. */
  #stepUp(refusal: SutraProblem): Promise<boolean> {
    this.#steppingUp ??= (this.#options.onStepUp?.(refusal) ?? Promise.resolve(false)).finally(() => {
      this.#steppingUp = null;
    });
    return this.#steppingUp;
  }

  async #refreshAfter(refusal: unknown, isRevoked: boolean): Promise<void> {
    this.#isRevoked = isRevoked;
    try {
      await this.refresh();
    } catch (error) {
      throw this.#state.status === 'signed-out' ? refusal : error;
    } finally {
      this.#isRevoked = false;
    }
  }

  #delivered<B extends object>(body: B): B & { tokenDelivery: 'cookie' | 'body' } {
    return { ...body, tokenDelivery: this.#options.tokenDelivery };
  }

  async #signIn(
    e: typeof login | typeof verifyOtp | typeof verifySecondFactor | typeof signInWithPasskey,
    body: object,
  ): Promise<SignedIn | MfaRequired> {
    return this.#replacing(async () => {
      const wanted = this.#storage.getItem(ORGANISATION_KEY);
      const answer = await this.#call(e, { body }, {});
      if ('mfaToken' in answer) return answer;
      this.#refreshToken = answer.refreshToken;
      this.#accept((await this.#inOrganisation(wanted, answer)) ?? answer);
      return this.#held!.signedIn;
    });
  }

  /** The server ends the session that this browser had: no tab is to take that for somebody else's doing. */
  #replacing<T>(run: () => Promise<T>): Promise<T> {
    return this.#tabs.exclusively(async () => {
      this.#setSwitching(true);
      try {
        return await run();
      } finally {
        this.#setSwitching(false);
      }
    });
  }

  #refreshBody(organisationId: string | null) {
    return this.#delivered({
      ...(this.#refreshToken !== undefined && { refreshToken: this.#refreshToken }),
      ...(organisationId !== null && { organisationId }),
    });
  }

  /** Whoever signs in again goes on in the organisation of this tab, without a moment in another. */
  async #inOrganisation(wanted: string | null, signedIn: SignedIn): Promise<SignedIn | null> {
    if (!isElsewhere(wanted, signedIn)) return null;
    return this.#call(refresh, { body: this.#refreshBody(wanted) }, {}).catch(() => null);
  }

  async #refreshInTurn(): Promise<void> {
    const before = this.#held;
    const { count } = this.#news;
    await this.#tabs.exclusively(async (waited) => {
      // The tab that had the turn tells how it ended; the message may arrive a moment after the lock.
      if (waited && this.#held === before && this.#news.count === count) await this.#news.within(SHARED_WITHIN_MS);
      if (this.#held && this.#held !== before) return;
      if (this.#state.status === 'signed-out') throw problemOf(tokenMissing);
      await this.#exchange(this.#storage.getItem(ORGANISATION_KEY));
    });
  }

  async #exchange(organisationId: string | null): Promise<void> {
    try {
      this.#accept(await this.#call(refresh, { body: this.#refreshBody(organisationId) }, {}));
    } catch (error) {
      const isShut = isFailure(error, organisationSuspended);
      const isKeyless = isFailure(error, deviceKeyRequired);
      const isOwn = organisationId === this.#storage.getItem(ORGANISATION_KEY);
      if ((isShut || isKeyless || isFailure(error, noMembership)) && organisationId !== null && isOwn) {
        this.#storage.removeItem(ORGANISATION_KEY);
        return this.#exchange(null);
      }
      if (organisationId === null && isShut) this.end('suspended', error.problem.detail);
      else if (organisationId === null && isKeyless) this.end('keyless');
      else if (organisationId === null && isFailure(error, noMembership)) this.end('excluded');
      // Whoever only wanted to work elsewhere stays where they are, unless it is the session itself that is over.
      else if (isEndOfSession(error, organisationId === null || isOwn))
        this.end(reasonOf(error, { wasHeld: this.#held !== null, isRevoked: this.#isRevoked }));
      throw error;
    }
  }

  #accept(signedIn: SignedIn): void {
    const expiresAtMs = Date.now() + signedIn.expiresInSeconds * 1000;
    this.#storage.setItem(ORGANISATION_KEY, signedIn.organisation.id);
    if (signedIn.refreshToken !== undefined) {
      this.#refreshToken = signedIn.refreshToken;
      this.#options.onRefreshToken?.(signedIn.refreshToken);
    }
    this.#hold({ signedIn, expiresAtMs });
    this.#tabs.tell({ kind: 'signed-in', signedIn, expiresAtMs });
  }

  #hear(message: TabMessage): void {
    this.#news.note(message);
    const own = this.#held?.signedIn;
    if (message.kind === 'leaving') {
      if (own?.sessionId === message.sessionId) this.#isLeaving = message.isLeaving;
      return;
    }
    if (message.kind === 'switching') {
      this.#isSwitching = message.isSwitching && own !== undefined;
      return;
    }
    if (message.kind === 'signed-out') {
      if (own?.sessionId === message.sessionId) this.#forget(message.reason as SignedOutReason, message.detail);
      return;
    }
    const { signedIn, expiresAtMs } = message;
    const wanted = this.#storage.getItem(ORGANISATION_KEY);
    const meaning = meaningOf(message, this.#held, wanted);
    if (meaning === 'again') void this.#tabs.exclusively(() => this.#goOnAs(message, wanted)).catch(() => undefined);
    else if (meaning === 'replaced' && this.#isSwitching) void this.#goOnAsWhoever();
    else if (meaning === 'ours') {
      this.#storage.setItem(ORGANISATION_KEY, signedIn.organisation.id);
      this.#hold({ signedIn, expiresAtMs });
    }
  }

  /** Goes on in the organisation of this tab, without a moment in the other. */
  async #goOnAs(told: TabMessage & { kind: 'signed-in' }, wanted: string | null): Promise<void> {
    if (this.#held !== null) return;
    const inOwn = await this.#inOrganisation(wanted, told.signedIn);
    if (inOwn !== null) this.#accept(inOwn);
    // Where that is refused, what was told counts only if nothing was told since: the session may be over.
    else if (this.#held === null && this.#news.latest === told) this.#accept(told.signedIn);
  }

  #hold(held: Held): void {
    this.#isSwitching = false;
    if (this.#held !== null && this.#held.signedIn.sessionId !== held.signedIn.sessionId) this.#isLeaving = false;
    this.#held = held;
    this.#set({ status: 'signed-in', signedIn: held.signedIn });
    this.#timer.start(held.expiresAtMs);
  }

  #setLeaving(isLeaving: boolean): void {
    const sessionId = this.#held?.signedIn.sessionId;
    this.#isLeaving = isLeaving;
    if (sessionId !== undefined) this.#tabs.tell({ kind: 'leaving', sessionId, isLeaving });
  }

  /** The cookie is one for all tabs: whichever session they hold, it is the one that is replaced. */
  #setSwitching(isSwitching: boolean): void {
    const message = { kind: 'switching', isSwitching } as const;
    this.#isSwitching = isSwitching && this.#held !== null;
    this.#news.note(message);
    this.#tabs.tell(message);
  }

  #forget(reasonGiven: SignedOutReason, detail?: string): void {
    const reason = this.#isLeaving ? 'signed-out' : reasonGiven;
    this.#isLeaving = false;
    this.#timer.stop();
    if (reason === 'signed-out') this.#storage.removeItem(ORGANISATION_KEY);
    if (this.#refreshToken !== undefined) this.#options.onRefreshToken?.(null);
    this.#refreshToken = undefined;
    const wasSignedIn = this.#held !== null;
    this.#held = null;
    if (this.#state.status === 'signed-out') return;
    this.#set({ status: 'signed-out', reason, ...(detail === undefined ? {} : { detail }) });
    if (wasSignedIn) this.#options.onSignedOut?.(reason);
  }

  #set(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
