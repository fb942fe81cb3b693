// What can go wrong with a call, as errors that a page can show.
import type { Failure } from '@sutra/contracts/endpoint';
import type { Problem } from '@sutra/contracts/wire';

/** The server refused a call: RFC 9457 problem details, and how long to wait where it said so. */
export class SutraProblem extends Error {
  override readonly name = 'SutraProblem';
  readonly problem: Problem;
  readonly retryAfterSeconds?: number;
  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The server could not be reached, or stopped answering half-way. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';
}

/** The server answered something that its own contract does not allow: most often a page older than the server. */
export class AnswerUnreadable extends Error {
  override readonly name = 'AnswerUnreadable';
}

/** Whether an error is the declared failure. */
export function isFailure(error: unknown, failure: Failure): error is SutraProblem {
  return error instanceof SutraProblem && error.problem.code === failure.code;
}

/** The problem that the server would answer, for what the client knows beforehand. */
export function problemOf(failure: Failure): SutraProblem {
  return new SutraProblem({ type: 'about:blank', title: failure.title, status: failure.status, code: failure.code });
}
