// Prometheus metrics of this process.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export class Metrics {
  readonly registry = new Registry();
  readonly httpDuration = new Histogram({
    name: 'sutra_http_request_duration_seconds',
    help: 'Time from request to answer, by endpoint and status',
    labelNames: ['endpoint', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });
  readonly privilegedGates = new Counter({
    name: 'sutra_privileged_gate_total',
    help: 'Uses of the operator and system gates, by reason',
    labelNames: ['gate', 'reason'],
    registers: [this.registry],
  });
  readonly feedFresh = new Gauge({
    name: 'sutra_feed_fresh',
    help: '1 while no revocation can have been missed',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
