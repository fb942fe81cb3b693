// Calls of the API as queries.
import type { CallInput, Endpoint, HandlerOutput } from '@sutra/contracts/endpoint';
import { SutraProblem } from '@sutra/sdk/problem';
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { session } from './session.ts';

const MAX_RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        networkMode: 'always',
        retry: (count, error) => count < MAX_RETRIES && mayPass(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

// A refusal stays a refusal; a server that restarts or a lost connection may be back in a moment.
function mayPass(error: Error): boolean {
  return error instanceof SutraProblem ? error.problem.status >= 502 : error.name === 'NetworkFailure';
}

type AnyCall = (e: Endpoint, input: unknown) => Promise<unknown>;

/** A read endpoint as a query; its key begins with the endpoint's id. */
export function apiQuery<E extends Endpoint & { readonly method: 'GET' }>(e: E, input?: CallInput<E>) {
  return queryOptions({
    queryKey: [e.id, input ?? {}],
    queryFn: ({ signal }) => (session.callWith({ signal }) as AnyCall)(e, input) as Promise<HandlerOutput<E>>,
  });
}
