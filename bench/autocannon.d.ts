// The part of autocannon 9 that is used here; the package brings no types.
declare module 'autocannon' {
  export interface RawRequest {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
  }
  export interface RequestOptions extends RawRequest {
    setupRequest?(request: RawRequest, context: Record<string, unknown>): RawRequest;
    onResponse?(status: number, body: string, context: Record<string, unknown>): void;
  }
  export interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    /** Seconds. */
    timeout: number;
    sampleInt: number;
    requests: RequestOptions[];
  }
  export interface Result {
    '2xx': number;
    non2xx: number;
    errors: number;
    timeouts: number;
    /** Seconds. */
    duration: number;
    statusCodeStats: Record<string, { count: number }>;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
