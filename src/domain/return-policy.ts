/** The policy `returns`, per channel: what a retailer agrees to when goods come back. */
export interface ReturnPolicy {
  /** Who must agree before money goes back: nobody, the marketplace, or a person of ours. */
  readonly approval: 'none' | 'channel' | 'person';
  /** Days after it left in which it may come back; absent: at any time. */
  readonly windowDays?: number;
  /** ISO 8601: how long goods wait for their refund, or a refund for its goods, before a person is asked. */
  readonly counterpartAfter: string;
  /** Whether goods are expected back for every refund of goods, or only where the channel calls it a return. */
  readonly expectAll: boolean;
  readonly refund: 'channel' | 'us';
  readonly refundOn: 'receipt' | 'inspection';
  /** Share of the goods' value: '10%'. */
  readonly restockingFee: string;
  readonly shipping: 'keep' | 'our-fault' | 'always';
  /** A location; absent: back to where it left from. */
  readonly returnTo?: string;
  /** SKUs and item classes that are never sold again. */
  readonly notResaleable: readonly string[];
}
export const TERMS: ReturnPolicy = {
  approval: 'none', counterpartAfter: 'P14D', expectAll: false, refund: 'channel', refundOn: 'inspection', restockingFee: '0%',
  shipping: 'our-fault', notResaleable: [],
};
