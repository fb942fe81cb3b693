// A server that says where addresses are, as a provider of positions does.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PositionServer {
  url: string;
  /** The addresses that were asked for. */
  asked: string[];
  /** Answers nobody while it is false. */
  isUp: boolean;
  /** How long each answer takes. */
  delayMs: number;
  stop(): Promise<void>;
}

const PLACES = {
  rajkot: { country: 'IN', latitude: 22.3, longitude: 70.8 },
  mumbai: { country: 'IN', latitude: 19.08, longitude: 72.88 },
  london: { country: 'GB', latitude: 51.5, longitude: -0.12 },
} as const;
/** Networks of the documentation (RFC 5737), and what lies beside them. */
const NETWORKS: readonly [prefix: string, place: keyof typeof PLACES][] = [
  ['203.0.113.', 'rajkot'],
  ['203.0.112.', 'rajkot'],
  ['198.51.100.', 'mumbai'],
  ['192.0.2.', 'london'],
];

export async function startPositions(): Promise<PositionServer> {
  const asked: string[] = [];
  const state = { isUp: true, delayMs: 0 };
  const http = createServer((request, response) => {
    const ip = decodeURIComponent(request.url!.slice(1));
    asked.push(ip);
    if (!state.isUp) return void response.writeHead(503).end();
    const place = NETWORKS.find(([prefix]) => ip.startsWith(prefix))?.[1];
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(place === undefined ? { country: null } : PLACES[place]));
    }, state.delayMs);
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    get isUp() {
      return state.isUp;
    },
    set isUp(is: boolean) {
      state.isUp = is;
    },
    get delayMs() {
      return state.delayMs;
    },
    set delayMs(ms: number) {
      state.delayMs = ms;
    },
    stop: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
}
