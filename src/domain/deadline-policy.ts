/** Policy `deadlines`, per channel: how long before a time somebody is told, and times the channel leaves to the retailer. */
export interface DeadlinePolicy {
  /** How long before its ship-by time an order that has not left is put before a person. */
  readonly shipBefore: string;
  readonly deliverBefore: string;
  /** How long a pickup is kept, where the store does not say. */
  readonly collectWithin: string;
  /** The ship-by time of orders whose channel states none, after they were placed; absent: they have none. */
  readonly shipWithin?: string;
}
export const DEADLINES: DeadlinePolicy = { shipBefore: 'PT6H', deliverBefore: 'PT12H', collectWithin: 'P7D' };
