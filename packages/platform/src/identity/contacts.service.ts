// One's own number and address. Whoever types in the code that was sent there has it from then on.
import {
  type ContactKind,
  contactCodeExpired,
  contactCodeInvalid,
  contactLast,
  contactNotFound,
  contactNotOne,
  contactPasswordMissing,
  contactTaken,
  type requestContactCode,
  type verifyContact,
} from '@sutra/contracts/contacts';
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { noMembership, type OwnPerson } from '@sutra/contracts/identity';
import { type Clock, HOUR_MS, type Ids } from '@sutra/kernel/clock';
import { equalBytes, hmac, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context, Write } from '@sutra/kernel/http/route';
import { type Messaging, Outbox } from '../messaging/public.ts';
import { codeMessages, sealCode } from './code-messages.ts';
import { CODE_LIFE_MS, CODE_RESEND_MS, newCode } from './codes.rules.ts';
import {
  countGuess,
  findUnsentNotices,
  forgetContacts,
  insertChallenge,
  insertNotice,
  isSomebodyElses,
  setContact,
  Taken,
  takeChallenge,
  type TakenNotice,
  takeNotice,
} from './contacts.queries.ts';
import { type ContactChange, NOTICE_LIFE_MS } from './contacts.rules.ts';
import type { Lockout } from './lockout.service.ts';
import { messages } from './messages.ts';
import { findPerson } from './people.queries.ts';
import { lockOwn } from './sessions.queries.ts';
import { requirePerson } from './sessions.service.ts';
import { unsentIn } from './unsent.ts';

export interface ContactsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  messaging: Messaging;
  lockout: Lockout;
  codeKey: SecretKey;
  /** Of codes whose message has not gone out yet. */
  messageKey: SecretKey;
}

export class Contacts {
  readonly #o: ContactsOptions;
  readonly #codes: ReturnType<typeof codeMessages>;
  readonly #notices: Outbox<TakenNotice>;
  constructor(options: ContactsOptions) {
    this.#o = options;
    const { gates, clock, messaging, messageKey } = options;
    this.#codes = codeMessages('identity.contact_challenge', { gates, clock, messaging, key: messageKey });
    const unsent = unsentIn('identity.contact_notice', { gates, clock, reason: 'send contact notices' });
    const { giveBack, done } = unsent;
    this.#notices = new Outbox({
      find: () => findUnsentNotices(gates, unsent),
      take: (id) => takeNotice(gates, id, unsent),
      deliver: ({ contact, change }) =>
        messaging.send(contact, change === 'changed' ? messages.contactChanged : messages.contactRemoved, {}),
      giveBack,
      done,
    });
  }

  /**
   * Answers alike whether or not somebody else has it; that person is told, and no code opens anything. Either message goes out
   * after the answer, so that neither its time nor its failure tells which it was.
   */
  async requestCode(context: Context, wanted: HandlerInput<typeof requestContactCode>['body']) {
    const { gates, ids, messaging, lockout, codeKey, messageKey } = this.#o;
    const { actor } = context;
    requirePerson(actor);
    const { kind, contact } = only(wanted);
    await messaging.require(contact, messages.contactCode);
    await lockout.begin(lockout.contactCodes(actor.id, contact, context.ip), '');
    const isTaken = await isSomebodyElses(gates, kind, contact, actor.id);
    const [challengeId, code, now] = [ids.next(), newCode(), context.now()];
    const expiresAt = new Date(now.getTime() + CODE_LIFE_MS);
    const hash = hmac(codeKey, challengeId, code);
    await insertChallenge(gates, {
      id: challengeId,
      user_id: actor.id,
      kind,
      contact,
      code_hash: isTaken ? null : hash,
      sealed_code: sealCode(messageKey, challengeId, code),
      created_at: now,
      expires_at: expiresAt,
    });
    messaging.soon(() => this.#codes.send(challengeId));
    return { challengeId, expiresAt, resendAfter: new Date(now.getTime() + CODE_RESEND_MS) };
  }

  async verify(
    context: Context,
    { challengeId, code }: HandlerInput<typeof verifyContact>['body'],
  ): Promise<OwnPerson> {
    const { gates, lockout, codeKey } = this.#o;
    const { actor } = context;
    requirePerson(actor);
    const challenge = await countGuess(gates, actor.id, challengeId, context.now());
    if (!challenge) throw new AppError(contactCodeExpired);
    const { kind, contact, codeHash } = challenge;
    if (codeHash === null || !equalBytes(codeHash, hmac(codeKey, challengeId, code)))
      throw new AppError(contactCodeInvalid);
    const now = context.now();
    const { person, noticeId } = await this.#write(context, async (write) => {
      const before = await lockOwn(write.tx, actor, now);
      if (!(await takeChallenge(write.tx, challengeId, now))) throw new AppError(contactCodeExpired);
      return this.#change(write, before, kind, contact, now);
    });
    await lockout.succeed(lockout.codes(contact, undefined, context.ip));
    await this.#notices.send(noticeId);
    return person;
  }

  /** What stays must be verified, and must be enough to sign in with. */
  async remove(context: Context, kind: ContactKind): Promise<OwnPerson> {
    const { actor } = context;
    requirePerson(actor);
    const known = await findPerson(this.#o.gates, 'id', actor.id, context.now());
    if (!known) throw new AppError(noMembership);
    const { person, noticeId } = await this.#write(context, async (write) => {
      const before = await lockOwn(write.tx, actor, context.now());
      if (before[kind] === null) throw new AppError(contactNotFound);
      const stays = kind === 'mobile' ? before.emailVerifiedAt : before.mobileVerifiedAt;
      if (stays === null) throw new AppError(contactLast);
      if (kind === 'mobile' && known.passwordHash === null) throw new AppError(contactPasswordMissing);
      return this.#change(write, before, kind, null, context.now());
    });
    await this.#notices.send(noticeId);
    return person;
  }

  async #write<T>(context: Context, change: (write: Write) => Promise<T>): Promise<T> {
    try {
      return await context.write('person', change);
    } catch (error) {
      if (error instanceof Taken) throw new AppError(contactTaken);
      throw error;
    }
  }

  /** Also says it to what was there before, which is known nowhere else from then on. */
  async #change(
    { tx, record, emit }: Write,
    before: OwnPerson,
    kind: ContactKind,
    contact: string | null,
    now: Date,
  ): Promise<{ person: OwnPerson; noticeId: string | null }> {
    const old = before[kind];
    const verifiedAt = contact === null ? null : now;
    await setContact(tx, before.id, kind, contact, verifiedAt);
    record({
      object: { type: 'identity.person', id: before.id },
      before: { [kind]: before[kind], [`${kind}_verified_at`]: before[`${kind}VerifiedAt`] },
      after: { [kind]: contact, [`${kind}_verified_at`]: verifiedAt },
    });
    const person = { ...before, [kind]: contact, [`${kind}VerifiedAt`]: verifiedAt };
    if (old === contact) return { person, noticeId: null }; // verified again, or for the first time
    const change: ContactChange = contact === null ? 'removed' : 'changed';
    emit({ type: 'identity.contact.changed', subject: before.id, data: { kind, change } });
    if (old === null) return { person, noticeId: null };
    const noticeId = this.#o.ids.next();
    await insertNotice(tx, { id: noticeId, user_id: before.id, kind, contact: old, change, created_at: now });
    return { person, noticeId };
  }

  /** Sends codes that could not be sent when they were asked for, as long as they are good. */
  sendCodes(): Promise<void> {
    return this.#codes.sendWaiting();
  }

  /** Sends what could not be sent at the change; throws the last failure, after trying all. */
  sendNotices(): Promise<void> {
    return this.#notices.sendWaiting();
  }

  async tidy(): Promise<void> {
    const nowMs = this.#o.clock.nowMs();
    await forgetContacts(this.#o.gates, new Date(nowMs - HOUR_MS), new Date(nowMs - NOTICE_LIFE_MS));
  }
}

function only({ mobile, email }: HandlerInput<typeof requestContactCode>['body']): {
  kind: ContactKind;
  contact: string;
} {
  if (mobile !== undefined && email !== undefined) throw new AppError(contactNotOne);
  return mobile === undefined ? { kind: 'email', contact: email!.toLowerCase() } : { kind: 'mobile', contact: mobile };
}
