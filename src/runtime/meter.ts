/** Counters and timings for /metrics. Labels are names of ours, never personal data. */
import { Counter, Histogram, Registry } from 'prom-client';

export interface Meter {
  readonly registry: Registry;
  readonly count: (name: string, labels: Record<string, string>, by?: number) => void;
  readonly observe: (name: string, labels: Record<string, string>, seconds: number) => void;
}

const HELP: Readonly<Record<string, string>> = {
  threadline_deliveries_total: 'Deliveries handled, by where and outcome',
  threadline_turns_apart_total: 'Turns of the engine that failed as a whole and were done in parts',
  threadline_partner_faults_total: 'Answers of partners that stopped work, by connection and fault',
  threadline_partner_seconds: 'Time a partner took to answer, waiting for its budget not included',
  threadline_subscriptions_renewed_total: 'Webhook subscriptions that were missing and were renewed',
  threadline_intake_total: 'Documents that came in, by connection and outcome',
  threadline_intake_seconds: 'Time from a webhook’s arrival to its durable answer',
};

export function meter(): Meter {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  return {
    registry,
    count(name, labels, by = 1) {
      const made = counters.get(name) ??
        new Counter({ name, help: HELP[name] ?? name, labelNames: Object.keys(labels), registers: [registry] });
      counters.set(name, made);
      if (by > 0) made.inc(labels, by);
    },
    observe(name, labels, seconds) {
      const made = histograms.get(name) ?? new Histogram({
        name, help: HELP[name] ?? name, labelNames: Object.keys(labels), registers: [registry],
        buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      });
      histograms.set(name, made);
      made.observe(labels, seconds);
    },
  };
}
