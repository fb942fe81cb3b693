// From whatever went wrong to a problem that tells the caller what to do, and nothing of our inside.
import type { Socket } from 'node:net';
import {
  databaseUnavailable,
  internalError,
  requestMalformed,
  requestTimeout,
  requestTooLarge,
  requestUnsupportedMedia,
} from '@sutra/contracts/failures';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, toProblem } from '../errors.ts';
import type { Logger } from '../log.ts';

/** Sent with every answer of the API. */
export const API_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export function sendProblem(log: Logger, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toAppError(error);
  if (known.failure.status >= 500) log.error({ requestId: request.id, err: error }, 'request failed');
  reply.headers(API_HEADERS);
  if (known.headers) reply.headers(known.headers);
  if (known.failure.status === 401 && reply.getHeader('www-authenticate') === undefined)
    reply.header('www-authenticate', 'Bearer');
  return reply
    .code(known.failure.status)
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(known, request.id)));
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError(requestTooLarge);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new AppError(requestUnsupportedMedia);
  if (code !== undefined && isDatabaseOutage(code))
    return new AppError(databaseUnavailable, { headers: { 'retry-after': '2' }, cause: error });
  if (statusCode === 408) return new AppError(requestTimeout);
  if (statusCode === 413 || statusCode === 414) return new AppError(requestTooLarge);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new AppError(requestMalformed);
  if (
    error instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/.test(
      error.message,
    )
  ) {
    return new AppError(databaseUnavailable, { headers: { 'retry-after': '2' }, cause: error });
  }
  return new AppError(internalError, { cause: error });
}

// Connection refused or lost; SQLSTATE classes 08 (connection), 53 (resources), 57P (shutdown), 57014 (time limit).
function isDatabaseOutage(code: string): boolean {
  return /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|08\w{3}|53\w{3}|57P\w{2}|57014|25P03)$/.test(code);
}

// Bytes that are no HTTP never become a request.
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const failure =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? requestTimeout
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? requestTooLarge
        : requestMalformed;
  const body = JSON.stringify(toProblem(new AppError(failure), 'none'));
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${failure.status} Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  socket.destroy(error);
}
