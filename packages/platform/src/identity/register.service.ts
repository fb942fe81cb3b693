// The register of organisations, kept by operators: each is made with the invitation of its first owner, can be suspended
// and let work again. What happens to an organisation stands in the operators' log and in its own.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { requestInvalid } from '@sutra/contracts/failures';
import {
  type createOrganisation,
  type inviteOrganisationOwner,
  type listOrganisations as listOrganisationsEndpoint,
  type OperatedOrganisationDetails,
  organisationHasOwner,
  organisationIsActive,
  organisationIsOperator,
  organisationIsSuspended,
  organisationNotFound,
} from '@sutra/contracts/organisations';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError, invariant } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { AuditDetails, Context, Write } from '@sutra/kernel/http/route';
import type { Messaging } from '../messaging/public.ts';
import type { NewInvitation } from './invitations.queries.ts';
import { INVITATION_LIFE_MS, OWNER } from './invitations.rules.ts';
import type { Invitations } from './invitations.service.ts';
import { messages } from './messages.ts';
import { inviteOwner } from './owner-invitation.ts';
import {
  findOrganisation,
  listOrganisations,
  lockOrganisation,
  readStanding,
  updateStanding,
} from './register.queries.ts';
import type { Revocations } from './revocations.ts';
import type { Standing } from './standing.ts';

export interface RegisterOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  messaging: Messaging;
  invitations: Invitations;
  revocations: Revocations;
}

export class Register {
  readonly #o: RegisterOptions;
  constructor(options: RegisterOptions) {
    this.#o = options;
  }

  async list({ limit, cursor, ...filter }: HandlerInput<typeof listOrganisationsEndpoint>['query']) {
    const afterId = readCursor(cursor);
    const now = new Date(this.#o.clock.nowMs());
    const rows = await this.#o.gates.withOperator('list organisations', async (tx) => {
      if (afterId !== null && !(await findOrganisation(tx, now, afterId))) return null;
      return listOrganisations(tx, now, filter, { limit, afterId });
    });
    if (rows) return pageOfRows(rows, limit);
    throw new AppError(requestInvalid, {
      fields: [{ path: 'query.cursor', message: 'must be the nextCursor of a page before' }],
    });
  }

  get(id: string): Promise<OperatedOrganisationDetails> {
    return this.#o.gates.withOperator('look at an organisation', (tx) => this.#view(tx, id));
  }

  async create(
    context: Context,
    { name, kind, owner }: HandlerInput<typeof createOrganisation>['body'],
  ): Promise<OperatedOrganisationDetails> {
    await this.#o.messaging.require(owner.mobile, messages.invitation);
    const created_at = context.now();
    const id = this.#o.ids.next();
    const invitation = this.#invitation(id, owner, context.actor, created_at);
    const answer = await context.write('operator', async (write) => {
      const { tx } = write;
      await tx.insertInto('identity.organisation').values({ org_id: id, name, kind, created_at }).execute();
      recordInBoth(write, id, { after: { name, kind, status: 'active' } });
      await inviteOwner(write, invitation, 'owners');
      return {
        id,
        name,
        kind,
        status: 'active' as const,
        suspendedBecause: null,
        createdAt: created_at,
        members: 0,
        lastActiveOn: null,
        owner: 'invited' as const,
        owners: [],
        invitation: { ...owner, expiresAt: invitation.expires_at, sentAt: null },
      };
    });
    await this.#send(invitation.id);
    return answer;
  }

  /** For an invitation that ran out, was declined, or went to a wrong number: whichever waits makes way. */
  async inviteOwner(
    context: Context,
    { params: { organisationId }, body: owner }: HandlerInput<typeof inviteOrganisationOwner>,
  ): Promise<OperatedOrganisationDetails> {
    await this.#o.messaging.require(owner.mobile, messages.invitation);
    const now = context.now();
    const invitation = this.#invitation(organisationId, owner, context.actor, now);
    const answer = await context.write('operator', async (write) => {
      const { tx, record } = write;
      const { status } = await lock(tx, organisationId);
      const before = await this.#view(tx, organisationId);
      if (before.owner === 'joined') throw new AppError(organisationHasOwner);
      if (status !== 'active') throw new AppError(organisationIsSuspended);
      record({ object: objectOf(organisationId) });
      await inviteOwner(write, invitation, 'owners');
      return {
        ...before,
        owner: 'invited' as const,
        invitation: { ...owner, expiresAt: invitation.expires_at, sentAt: null },
      };
    });
    await this.#send(invitation.id);
    return answer;
  }

  /** Its people and keys are refused on every instance once this has answered. */
  suspend(context: Context, id: string, reason: string): Promise<OperatedOrganisationDetails> {
    return this.#decide(context, id, reason);
  }

  resume(context: Context, id: string): Promise<OperatedOrganisationDetails> {
    return this.#decide(context, id, null);
  }

  async #decide(context: Context, id: string, because: string | null): Promise<OperatedOrganisationDetails> {
    const { answer, standing } = await this.#change(context, id, because);
    await this.#o.revocations.publishStanding(standing);
    return answer;
  }

  // The answer of the write is what is kept for a repetition: the standing goes another way.
  async #change(context: Context, id: string, because: string | null) {
    let standing: Standing | undefined;
    const answer = await context.write('operator', async (write) => {
      const { tx, emit } = write;
      const before = await lock(tx, id);
      if (before.kind === 'operator') throw new AppError(organisationIsOperator);
      const isSuspended = because !== null;
      if ((before.status === 'suspended') === isSuspended)
        throw new AppError(isSuspended ? organisationIsSuspended : organisationIsActive);
      standing = { organisationId: id, version: before.standing_version + 1, isSuspended, because };
      await updateStanding(tx, standing, context.now());
      const told = (status: string, reason: string | null) => ({ status, suspended_because: reason });
      recordInBoth(write, id, {
        before: told(before.status, before.suspended_because),
        after: told(isSuspended ? 'suspended' : 'active', because),
      });
      const type = isSuspended ? 'identity.organisation.suspended' : 'identity.organisation.resumed';
      emit({ type, subject: id, organisationId: id, data: { version: standing.version } });
      return this.#view(tx, id);
    });
    invariant(standing, 'a write that answers has changed the standing');
    return { answer, standing };
  }

  /** Tells every instance again how an organisation stands, whatever was told meanwhile. */
  async publishStanding(tx: Tx, id: string): Promise<void> {
    const { name: _, ...standing } = await readStanding(tx, id);
    await this.#o.revocations.publishStanding(standing);
  }

  #invitation(org_id: string, owner: { name: string; mobile: string }, actor: Actor, now: Date): NewInvitation {
    return {
      ...owner,
      id: this.#o.ids.next(),
      org_id,
      roles: [OWNER],
      invited_by: actor.id,
      invited_as: 'operator',
      created_at: now,
      expires_at: new Date(now.getTime() + INVITATION_LIFE_MS),
      access_ends_at: null,
    };
  }

  async #send(invitationId: string): Promise<void> {
    await this.#o.invitations.send(invitationId);
  }

  async #view(tx: Tx, id: string): Promise<OperatedOrganisationDetails> {
    const organisation = await findOrganisation(tx, new Date(this.#o.clock.nowMs()), id);
    if (!organisation) throw new AppError(organisationNotFound);
    return organisation;
  }
}

async function lock(tx: Tx, id: string) {
  const organisation = await lockOrganisation(tx, id);
  if (!organisation) throw new AppError(organisationNotFound);
  return organisation;
}

const objectOf = (id: string) => ({ type: 'identity.organisation', id });

function recordInBoth({ record }: Write, id: string, change: Pick<AuditDetails, 'before' | 'after'>): void {
  record({ object: objectOf(id), ...change });
  record({ object: objectOf(id), ...change, organisationId: id });
}
