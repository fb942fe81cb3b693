// Codes for numbers and addresses, whose they are, and messages to those that were given up.
import type { ContactKind } from '@sutra/contracts/contacts';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { CODE_GUESSES } from './codes.rules.ts';
import type { ContactChange } from './contacts.rules.ts';
import type { Unsent } from './unsent.ts';

/** Whether anybody else has it, verified or not. */
export async function isSomebodyElses(
  gates: Gates,
  kind: ContactKind,
  contact: string,
  userId: string,
): Promise<boolean> {
  const row = await gates
    .system('whose a contact is')
    .selectFrom('identity.person')
    .select('id')
    .where(kind, '=', contact)
    .where('id', '<>', userId)
    .executeTakeFirst();
  return row !== undefined;
}

export interface NewChallenge {
  id: string;
  user_id: string;
  kind: ContactKind;
  contact: string;
  /** Null: no code opens it. */
  code_hash: Buffer | null;
  sealed_code: Buffer;
  created_at: Date;
  expires_at: Date;
}

export async function insertChallenge(gates: Gates, challenge: NewChallenge): Promise<void> {
  await gates.person(challenge.user_id).insertInto('identity.contact_challenge').values(challenge).execute();
}

/** Counts a guess by the one statement that also looks, so that any number of parallel guesses evaluates five. */
export async function countGuess(gates: Gates, userId: string, id: string, now: Date) {
  const row = await gates
    .person(userId)
    .updateTable('identity.contact_challenge')
    .set({ guesses: sql`guesses + 1` })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('guesses', '<', CODE_GUESSES)
    .returning(['kind', 'contact', 'code_hash as codeHash'])
    .executeTakeFirst();
  return row && { ...row, kind: row.kind as ContactKind };
}

/** False if another request used it first. */
export async function takeChallenge(tx: Tx, id: string, now: Date): Promise<boolean> {
  const row = await tx
    .updateTable('identity.contact_challenge')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Throws `Taken` if somebody else was first. */
export async function setContact(
  tx: Tx,
  userId: string,
  kind: ContactKind,
  contact: string | null,
  verifiedAt: Date | null,
): Promise<void> {
  const values =
    kind === 'mobile'
      ? { mobile: contact, mobile_verified_at: verifiedAt }
      : { email: contact, email_verified_at: verifiedAt };
  try {
    await tx.updateTable('identity.person').set(values).where('id', '=', userId).execute();
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) throw new Taken();
    throw error;
  }
}
const UNIQUE_VIOLATION = '23505';
export class Taken extends Error {}

export interface Notice {
  id: string;
  user_id: string;
  kind: ContactKind;
  contact: string;
  change: ContactChange;
  created_at: Date;
}

export async function insertNotice(tx: Tx, notice: Notice): Promise<void> {
  await tx.insertInto('identity.contact_notice').values(notice).execute();
}

export type TakenNotice = Pick<Notice, 'kind' | 'contact' | 'change'>;

/** Takes a message for sending, so that no other instance sends it as well; undefined if there is nothing to send. */
export async function takeNotice(gates: Gates, id: string, { take }: Unsent): Promise<TakenNotice | undefined> {
  const { set, isFree } = take();
  const { rows } = await sql<TakenNotice>`
    update identity.contact_notice i set ${set} where i.id = ${id} and ${isFree} returning i.kind, i.contact, i.change`.execute(
    gates.system('send contact notices'),
  );
  return rows[0];
}

export async function findUnsentNotices(gates: Gates, { take }: Unsent): Promise<string[]> {
  const rows = await gates
    .system('send contact notices')
    .selectFrom('identity.contact_notice as i')
    .select('i.id')
    .where(take().isFree)
    .orderBy('i.id')
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/** Forgets codes that have run out, and messages that were sent or came too late. */
export async function forgetContacts(gates: Gates, codesBefore: Date, noticesBefore: Date): Promise<void> {
  const db = gates.system('forget codes and messages of contacts');
  await db.deleteFrom('identity.contact_challenge').where('expires_at', '<', codesBefore).execute();
  await db
    .deleteFrom('identity.contact_notice')
    .where((eb) => eb.or([eb('sent_at', 'is not', null), eb('created_at', '<', noticesBefore)]))
    .execute();
}
