/**
 * How far an order is, as people call it. It is stored nowhere: it follows from the quantities, and channels have words
 * for it that are translated by tables (src/connectors/translation.ts).
 */
export const STANDINGS = ['open', 'held', 'part-sent', 'sent', 'part-delivered', 'delivered', 'cancelled'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Units of a whole order, of a fulfillment of it, or of one line. delivered ≤ sent ≤ ordered − cancelled. */
export interface Units {
  readonly ordered: number;
  readonly cancelled: number;
  readonly sent: number;
  readonly delivered: number;
  /** Something keeps what is left from being sent. */
  readonly held?: boolean;
}

export function standingOf({ ordered, cancelled, sent, delivered, held = false }: Units): Standing {
  const wanted = ordered - cancelled;
  if (wanted === 0) return 'cancelled';
  if (sent >= wanted) return delivered >= wanted ? 'delivered' : delivered > 0 ? 'part-delivered' : 'sent';
  return held ? 'held' : sent > 0 ? 'part-sent' : 'open';
}
