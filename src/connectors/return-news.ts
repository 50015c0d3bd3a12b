/** What documents say of returns: the agreement, the goods, and credit given for them, each news of its own. */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import type { Lot } from '#domain/lot.ts';
import type { Money } from '#domain/measure.ts';
import type { Tender } from '#domain/order.ts';
import type { Disposition, Resolution, ReturnReason } from '#domain/return.ts';

/** A line of a return: by the order's line, or by item where only that is known. */
export interface ReturnedItem {
  readonly lineId?: ExternalId;
  readonly item?: ExternalId;
  readonly statedSku?: string;
  readonly quantity: number;
  readonly reason?: ReturnReason;
  /** Where lots are kept: which came back, as far as it is said. */
  readonly lots?: readonly Lot[];
}

export type ReturnNews =
  /**
   * Something is to come back: asked for, agreed to, or how far the agreement has come. Goods and money are news of
   * their own. The order is the teller's own (`order`), or named by any number that somebody has for it (`of`).
   */
  | { readonly said: 'return'; readonly external: ExternalId; readonly at: Timestamp; readonly number?: string;
      readonly order?: ExternalId; readonly of?: readonly string[];
      readonly word: 'requested' | 'authorised' | 'sent' | 'declined' | 'cancelled' | 'closed';
      readonly lines: readonly ReturnedItem[]; readonly resolution?: Resolution;
      /** The channel's order that replaces the goods. */
      readonly exchange?: ExternalId; readonly tracking?: string; readonly reason?: string }
  /** Goods that came back, or what was found of them. `external`: the teller's identity of it; counts may only grow. */
  | { readonly said: 'returned-goods'; readonly external: ExternalId; readonly at: Timestamp;
      readonly order?: ExternalId; readonly of?: readonly string[]; readonly looked: boolean;
      /** The teller's id of the place; absent: it does not say. */
      readonly location?: ExternalId; readonly lines: readonly (ReturnedItem & { readonly disposition?: Disposition })[] }
  /** Who runs the return gave credit for it, or paid it out. `external`: of the credit. */
  | { readonly said: 'return-credit'; readonly external: ExternalId; readonly return: ExternalId; readonly at: Timestamp;
      readonly order?: ExternalId; readonly of?: readonly string[]; readonly kind: 'exchange' | 'store-credit' | 'refund';
      /** What it was paid back in; absent: store credit. */ readonly method?: Tender['method'];
      readonly amount: Money; readonly lines: readonly ReturnedItem[]; readonly exchange?: ExternalId }
  /**
   * The buyer's bank takes money back (`opened`), or it is decided. `external`: of the dispute. A provider that knows no
   * orders names the payment in `of`.
   */
  | { readonly said: 'chargeback'; readonly external: ExternalId; readonly at: Timestamp; readonly order?: ExternalId;
      readonly of?: readonly string[]; readonly word: 'opened' | 'won' | 'lost'; readonly amount: Money; readonly reason?: string;
      readonly respondBy?: Timestamp };
