// A child process: the load generator, so that it shares no event loop with what it loads.
import autocannon, { type RequestOptions } from 'autocannon';
import type { Requests, Round } from './bench.ts';
import { benchNamed } from './benches.ts';
import { answerCalls } from './processes.ts';

interface LoadOptions {
  bench: string;
  side: 'ours' | 'baseline';
  origin: string;
  handover: unknown;
  durationMs: number;
}

answerCalls({
  round: load,
  close: () => {},
});

async function load({ bench: name, side, origin, handover, durationMs }: LoadOptions): Promise<Round> {
  const bench = await benchNamed(name);
  const requests = bench[side]!.requests!(handover as never);
  const result = await autocannon({
    url: origin,
    connections: bench.connections,
    duration: durationMs / 1000,
    timeout: 20,
    sampleInt: 50,
    requests: [requestOptions(requests)],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(
      `${name}, ${side}: refused requests ${JSON.stringify(result.statusCodeStats)}, ${result.errors} errors`,
    );
  return { operations: result['2xx'], seconds: result.duration };
}

function requestOptions(requests: Requests): RequestOptions {
  const { path, method = 'GET', headers = {}, body, next, nextHeaders, answered } = requests;
  return {
    path,
    method,
    headers,
    ...(body !== undefined && { body }),
    ...(next && {
      setupRequest: (request, context) => {
        context['sent'] = next();
        return { ...request, body: context['sent'] as string };
      },
    }),
    ...(nextHeaders && { setupRequest: (request) => ({ ...request, headers: nextHeaders() }) }),
    ...(answered && { onResponse: (_status, answer, context) => answered(context['sent'] as string, answer) }),
  };
}
