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
  deviceMismatch,
  login,
  logout,
  type MfaRequired,
  noMembership,
  refresh,
  refreshExpired,
  refreshInvalid,
  refreshReused,
  requestOtp,
  type SignedIn,
  verifyOtp,
} from '@sutra/contracts/identity';
import { listPinPeople, type PinPerson, signInWithPin } from '@sutra/contracts/pins';
import { signInWithPasskey, stepUp, verifySecondFactor } from '@sutra/contracts/second-factors';
import { type CallOptions, type Input, readAnswer, send, type Sending } from './client.ts';
import { browserDeviceKey, type DeviceKey } from './device-key.ts';
import { isFailure, problemOf, SutraProblem } from './problem.ts';
import { Prover } from './proving.ts';
import { readBytes } from './stream.ts';
import { joinTabs, noTabs, type TabMessage, type Tabs } from './tabs.ts';

/**
 * `absent`: nobody was signed in. `signed-out`: by this browser. `expired`: its time is over, and nobody ended it.
 * `revoked`: from another device or by an administrator. `reused`: ended for safety, because the sign-in was continued
 * elsewhere. `excluded`: the person belongs to no organisation any more. `suspended`: an operator has suspended every
 * organisation of the person; `detail` says why. `keyless`: every organisation of the person takes only devices with a key,
 * and this one has none. `ended`: the server does not go on with it, and
 * does not say why.
 */
export type SignedOutReason =
  | 'absent'
  | 'signed-out'
  | 'expired'
  | 'revoked'
  | 'reused'
  | 'excluded'
  | 'suspended'
  | 'keyless'
  | 'ended';
export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason; readonly detail?: string }
  | { readonly status: 'signed-in'; readonly signedIn: SignedIn };

export interface SessionOptions {
  /** Origin of the server; empty in a page that it serves itself. */
  baseUrl: string;
  /** `cookie` for pages; `body` for programs, which have no cookies. */
  tokenDelivery: 'cookie' | 'body';
  /** With `body`: the refresh token that an earlier run was given last. */
  refreshToken?: string;
  /** With `body`: told of each new refresh token, and with null that there is none any more. */
  onRefreshToken?: (token: string | null) => void;
  /** The key that this device proves; by default the one of this browser. Null for a device without. */
  deviceKey?: Promise<DeviceKey | null>;
  /** Lets the person show once more who they are; true if they did, and the call goes on. */
  onStepUp?: (refusal: SutraProblem) => Promise<boolean>;
  onSignedOut?: (reason: SignedOutReason) => void;
  /** Told of each call whether the server answered. */
  onReached?: (isReached: boolean) => void;
  /** Where this tab keeps its organisation; by default the tab's own storage. */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Tabs of the same name are one browser. */
  name?: string;
}

type Without<E extends Endpoint> = Omit<CallInput<E>['body' & keyof CallInput<E>], 'tokenDelivery'>;

const ENDS = [refreshInvalid, refreshExpired, refreshReused, deviceMismatch, tokenRevoked] as const;
const ORGANISATION_KEY = 'sutra.organisation';
const REFRESH_BEFORE_MS = 60_000;
const SHARED_WITHIN_MS = 40;
const RETRY_MS = { first: 2000, most: 60_000 };

interface Held {
  readonly signedIn: SignedIn;
  readonly expiresAtMs: number;
  readonly lifeMs: number;
}

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
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #refreshToken: string | undefined;
  #steppingUp: Promise<boolean> | null = null;
  /** This session is being ended by its own person: the live connection may hear of it before the call is answered. */
  #isLeaving = false;
  /** A tab of this browser is signing in as whoever has a PIN here: the session ends by that, and another one takes its place. */
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
    const before = this.#held?.signedIn.sessionId;
    this.#setSwitching(true, before);
    try {
      return await this.#tabs.exclusively(async () => {
        const signedIn = await this.#call(signInWithPin, { body: this.#delivered(body) }, {});
        // Where the person before worked says nothing about whoever goes on.
        this.#accept(signedIn);
        return signedIn;
      });
    } finally {
      this.#setSwitching(false, before);
    }
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

  /** Runs a call that ends this session by the person's own wish, so that the end is not told as somebody else's doing. */
  async leave(run: () => Promise<unknown>): Promise<void> {
    this.#setLeaving(true);
    try {
      await run();
    } catch (error) {
      if (!(error instanceof SutraProblem) || error.problem.status !== 401) {
        this.#setLeaving(false);
        throw error;
      }
    }
    this.end('signed-out');
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
    clearTimeout(this.#timer);
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
    const whose = this.#held?.signedIn.user.id;
    const token = await this.#tokenOf(whose);
    try {
      return await send(e, input, this.#with(token, sending));
    } catch (error) {
      if (isFailure(error, stepUpRequired)) {
        if (!(await this.#stepUp(error))) throw error;
        return send(e, input, this.#with(await this.#tokenOf(whose), sending));
      }
      const isRevoked = isFailure(error, tokenRevoked);
      if (!isRevoked && !isFailure(error, tokenExpired) && !isFailure(error, tokenInvalid)) throw error;
      // Whether the session itself has ended is for the refresh to say: it signs out if so.
      if (this.#held?.signedIn.accessToken === token) await this.#refreshAfter(error, isRevoked);
      return send(e, input, this.#with(await this.#tokenOf(whose), sending));
    }
  }

  /** What one person began is never sent as the next. */
  async #tokenOf(userId: string | undefined): Promise<string> {
    const token = await this.token();
    if (userId !== undefined && this.#held?.signedIn.user.id !== userId) throw problemOf(tokenRevoked);
    return token;
  }

  /** The session ended because somebody switches: who goes on is known as soon as that is done. */
  async #goOnAsWhoever(): Promise<void> {
    this.#isSwitching = false;
    await this.#refreshAfter(problemOf(tokenRevoked), true).catch(() => undefined);
  }

  #with(token: string, sending: Sending): Sending {
    const isBound = this.#held?.signedIn.tokenType === 'DPoP';
    return { ...sending, token, ...(isBound && { proving: this.#prover.for(token) }) };
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
    return this.#tabs.exclusively(async () => {
      const wanted = this.#storage.getItem(ORGANISATION_KEY);
      const answer = await this.#call(e, { body }, {});
      if ('mfaToken' in answer) return answer;
      this.#refreshToken = answer.refreshToken;
      this.#accept((await this.#inOrganisation(wanted, answer)) ?? answer);
      return this.#held!.signedIn;
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
    await this.#tabs.exclusively(async (waited) => {
      // The tab that had the turn shares its result; the message may arrive a moment after the lock.
      if (waited) await new Promise((resolve) => setTimeout(resolve, SHARED_WITHIN_MS));
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
      else if (isEndOfSession(error, organisationId === null || isOwn)) this.end(this.#reasonOf(error));
      throw error;
    }
  }

  /** Why a refresh was refused. `expired` only where the server says so: whoever was logged out may leave nothing to read. */
  #reasonOf(refusal: SutraProblem): SignedOutReason {
    if (isFailure(refusal, refreshReused) || isFailure(refusal, deviceMismatch)) return 'reused';
    if (this.#held === null) return 'absent';
    if (this.#isRevoked || isFailure(refusal, tokenRevoked)) return 'revoked';
    return isFailure(refusal, refreshExpired) ? 'expired' : 'ended';
  }

  #accept(signedIn: SignedIn): void {
    const lifeMs = signedIn.expiresInSeconds * 1000;
    const expiresAtMs = Date.now() + lifeMs;
    this.#storage.setItem(ORGANISATION_KEY, signedIn.organisation.id);
    if (signedIn.refreshToken !== undefined) {
      this.#refreshToken = signedIn.refreshToken;
      this.#options.onRefreshToken?.(signedIn.refreshToken);
    }
    this.#hold({ signedIn, expiresAtMs, lifeMs });
    this.#tabs.tell({ kind: 'signed-in', signedIn, expiresAtMs });
  }

  #hear(message: TabMessage): void {
    const own = this.#held?.signedIn;
    if (message.kind === 'leaving') {
      if (own?.sessionId === message.sessionId) this.#isLeaving = message.isLeaving;
      return;
    }
    if (message.kind === 'switching') {
      if (own?.sessionId === message.sessionId) this.#isSwitching = message.isSwitching;
      return;
    }
    if (message.kind === 'signed-out') {
      if (own?.sessionId === message.sessionId) this.#forget(message.reason as SignedOutReason, message.detail);
      return;
    }
    const { signedIn, expiresAtMs } = message;
    const isSameSession = own?.sessionId === signedIn.sessionId;
    const wanted = this.#storage.getItem(ORGANISATION_KEY);
    if (own === undefined && isElsewhere(wanted, signedIn)) {
      // Signed in again in another tab: this one goes on in its own organisation, without a moment in the other.
      const goOn = async () => this.#accept((await this.#inOrganisation(wanted, signedIn)) ?? signedIn);
      void this.#tabs.exclusively(goOn).catch(() => undefined);
      return;
    }
    if (
      isSameSession
        ? own.organisation.id !== signedIn.organisation.id
        : wanted !== null && wanted !== signedIn.organisation.id && own?.user.id === signedIn.user.id
    ) {
      // This tab stays in its organisation; its session has ended, and the cookie goes on with another one.
      if (!isSameSession && this.#isSwitching) void this.#goOnAsWhoever();
      return;
    }
    if (isSameSession && this.#held!.expiresAtMs >= expiresAtMs) return;
    // The cookie is one for all tabs: after somebody signed in elsewhere in this browser, this tab is theirs too.
    this.#storage.setItem(ORGANISATION_KEY, signedIn.organisation.id);
    this.#hold({ signedIn, expiresAtMs, lifeMs: expiresAtMs - Date.now() });
  }

  #hold(held: Held): void {
    this.#isSwitching = false;
    this.#held = held;
    this.#failures = 0;
    this.#set({ status: 'signed-in', signedIn: held.signedIn });
    // Tabs differ a little, so that mostly one asks and the others hear of it.
    const beforeMs = Math.min(REFRESH_BEFORE_MS, held.lifeMs / 4) * (1 + Math.random() / 2);
    this.#refreshIn(held.expiresAtMs - Date.now() - beforeMs);
  }

  #refreshIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refreshSilently(), Math.max(delayMs, 0));
    (this.#timer as { unref?: () => void }).unref?.();
  }

  async #refreshSilently(): Promise<void> {
    try {
      await this.refresh();
    } catch {
      if (this.#state.status !== 'signed-in') return;
      this.#failures += 1;
      this.#refreshIn(Math.min(RETRY_MS.first * 2 ** this.#failures, RETRY_MS.most) * (0.5 + Math.random()));
    }
  }

  #setLeaving(isLeaving: boolean): void {
    const sessionId = this.#held?.signedIn.sessionId;
    this.#isLeaving = isLeaving;
    if (sessionId !== undefined) this.#tabs.tell({ kind: 'leaving', sessionId, isLeaving });
  }

  #setSwitching(isSwitching: boolean, sessionId: string | undefined): void {
    this.#isSwitching = isSwitching && sessionId !== undefined;
    if (sessionId !== undefined) this.#tabs.tell({ kind: 'switching', sessionId, isSwitching });
  }

  #forget(reasonGiven: SignedOutReason, detail?: string): void {
    const reason = this.#isLeaving ? 'signed-out' : reasonGiven;
    this.#isLeaving = false;
    clearTimeout(this.#timer);
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

/** Whether somebody would rather work in another of their organisations. */
function isElsewhere(wanted: string | null, { organisation, organisations }: SignedIn): wanted is string {
  return wanted !== null && wanted !== organisation.id && organisations.some(({ id }) => id === wanted);
}

/** Whether a refused refresh tells that the session is over; of one that goes on where it was also a missing proof does. */
function isEndOfSession(error: unknown, isGoingOn: boolean): error is SutraProblem {
  if (!(error instanceof SutraProblem) || error.problem.status !== 401) return false;
  return isGoingOn || ENDS.some((failure) => isFailure(error, failure));
}

function memoryStorage(): NonNullable<SessionOptions['storage']> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
