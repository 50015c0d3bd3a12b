/**
 * Amazon's budgets: one bucket per operation, at the rates its models document. Answers name the rate that
 * really holds for the account; a 429 says the bucket is empty whatever we thought.
 */
import type { Bucket, HttpResponse } from '#connectors/contract.ts';

export const budget = {
  default: { capacity: 5, perSecond: 1 },
  login: { capacity: 10, perSecond: 1 },
  searchOrders: { capacity: 20, perSecond: 0.0056 },
  getOrder: { capacity: 30, perSecond: 0.5 },
  confirmShipment: { capacity: 10, perSecond: 2 },
  getListingsItem: { capacity: 10, perSecond: 5 },
  patchListingsItem: { capacity: 5, perSecond: 5 },
  createReport: { capacity: 15, perSecond: 0.0167 },
  getReport: { capacity: 15, perSecond: 2 },
  getReports: { capacity: 10, perSecond: 0.0222 },
  getReportDocument: { capacity: 15, perSecond: 0.0167 },
  createFeedDocument: { capacity: 15, perSecond: 0.5 },
  createFeed: { capacity: 15, perSecond: 0.0083 },
  getFeed: { capacity: 15, perSecond: 2 },
  getFeedDocument: { capacity: 10, perSecond: 0.0222 },
  notifications: { capacity: 5, perSecond: 1 },
  queue: { capacity: 100, perSecond: 100 },
  download: { capacity: 10, perSecond: 5 },
} as const satisfies Record<string, Bucket>;
export type BucketName = keyof typeof budget;

export function learn(response: HttpResponse): { available?: number; perSecond?: number } | undefined {
  const perSecond = Number(response.headers['x-amzn-ratelimit-limit']);
  const known = Number.isFinite(perSecond) && perSecond > 0 ? { perSecond } : undefined;
  return response.status === 429 ? { ...known, available: 0 } : known;
}
