/**
 * One token bucket per operation, at the rates the models document (requests a second, burst).
 * `scale` multiplies the rates, for a demonstration day that is shorter than a day.
 */
const RATES = {
  searchOrders: [0.0056, 20],
  getOrder: [0.5, 30],
  confirmShipment: [2, 10],
  getListingsItem: [5, 10],
  patchListingsItem: [5, 5],
  createReport: [0.0167, 15],
  getReports: [0.0222, 10],
  getReport: [2, 15],
  getReportDocument: [0.0167, 15],
  getSubscription: [1, 5],
  createSubscription: [1, 5],
  getSubscriptionById: [1, 5],
  deleteSubscriptionById: [1, 5],
  getDestinations: [1, 5],
  createDestination: [1, 5],
  createFeedDocument: [0.5, 15],
  createFeed: [0.0083, 15],
  getFeed: [2, 15],
  getFeedDocument: [0.0222, 10],
  getDestination: [1, 5],
  deleteDestination: [1, 5],
} as const satisfies Record<string, readonly [rate: number, burst: number]>;

export type Operation = keyof typeof RATES;

export interface Budget {
  /** Takes one token; false when there is none. */
  take(operation: Operation): boolean;
  /** What `x-amzn-RateLimit-Limit` says. */
  rate(operation: Operation): string;
}

export function budget(clock: () => number, scale: number): Budget {
  const buckets = new Map<Operation, { tokens: number; at: number }>();
  return {
    rate: (operation) => String(Number((RATES[operation][0] * scale).toPrecision(6))),
    take(operation) {
      const [rate, burst] = RATES[operation];
      const now = clock();
      const bucket = buckets.get(operation) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate * scale);
      const taken = tokens >= 1;
      buckets.set(operation, { tokens: taken ? tokens - 1 : tokens, at: now });
      return taken;
    },
  };
}
