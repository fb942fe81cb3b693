// How long a request may take to arrive. Node has one limit for all of a server; a file over a phone needs longer than a form.
import { requestTimeout } from '@sutra/contracts/failures';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { sendProblem } from './problems.ts';

export const HEADERS_TIMEOUT_MS = 15_000;
export const BODY_TIMEOUT_MS = 15_000;
/** 16 MB at 440 kbit/s. Nothing of a file is read before it is known who sends it, so a stranger cannot use this time. */
export const FILE_TIMEOUT_MS = 300_000;

/** Refuses, and hangs up on, requests whose body is not there in time; those that take a file have the server's own limit. */
export function limitArrival(app: FastifyInstance, log: Logger, bodyTimeoutMs: number): void {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  app.addHook('onRequest', (request, reply, done) => {
    const { headers } = request;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && request.routeOptions.config.takesFile !== true) {
      const refuse = () => {
        reply.header('connection', 'close');
        sendProblem(log, new AppError(requestTimeout), request, reply);
      };
      timers.set(request, setTimeout(refuse, bodyTimeoutMs));
    }
    done();
  });
  const arrived = (request: object) => clearTimeout(timers.get(request));
  app.addHook('preValidation', (request, _reply, done) => {
    arrived(request);
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    arrived(request);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    arrived(request);
    done();
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    takesFile?: boolean;
  }
}
