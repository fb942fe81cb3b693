// What a call shows of who makes it, and whether that is enough for what it wants.
import type { StepUp } from '@sutra/contracts/endpoint';
import { personOnly, stepUpRequired } from '@sutra/contracts/failures';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Presented } from '../actor.ts';
import { MINUTE_MS } from '../clock.ts';
import { AppError } from '../errors.ts';

export class PresentedRequest implements Presented {
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #publicUrl: string | null;
  constructor(request: FastifyRequest, reply: FastifyReply, publicUrl: string | null) {
    this.#request = request;
    this.#reply = reply;
    this.#publicUrl = publicUrl;
  }
  get authorization() {
    return this.#request.headers.authorization;
  }
  get proof() {
    return singleHeader(this.#request, 'dpop');
  }
  get method() {
    return this.#request.method;
  }
  get url() {
    const { protocol, host, url } = this.#request;
    return (this.#publicUrl ?? `${protocol}://${host}`) + url.split('?', 1)[0]!;
  }
  get ip() {
    return this.#request.ip;
  }
  answerWith(name: string, value: string) {
    void this.#reply.header(name, value);
  }
}

/** Throws `auth.step_up_required` if the caller has not proved who they are surely or lately enough. */
export function requireStepUp({ acr, withinMinutes }: StepUp, { assurance }: Actor, nowMs: number): void {
  if (assurance === undefined) throw new AppError(personOnly);
  const isLate = nowMs - assurance.provedAtMs > withinMinutes * MINUTE_MS;
  if (!isLate && (acr === 'aal1' || assurance.acr === 'aal2')) return;
  throw new AppError(stepUpRequired, {
    about: [{ what: `assurance.${acr}` }],
    // RFC 9470 section 3
    headers: {
      'www-authenticate': `DPoP error="insufficient_user_authentication", acr_values="${acr}", max_age="${withinMinutes * 60}"`,
    },
  });
}

export function singleHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
