/** What a register knows of a ticket before it is written down in one version of POSLog or the other. */
export interface SoldLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  /** Minor units, per piece, as the shelf label says: with tax where prices include it. */
  readonly price: number;
  /** Off the whole line. */
  readonly discount?: number;
  readonly kind: 'sale' | 'return';
  /** Where returned goods went. */
  readonly disposal?: 'ReturnToStock' | 'Damaged' | undefined;
  /** The ticket that was brought along. */
  readonly original?: TicketKey & { readonly line: number };
  /** An order of another channel it was bought in; that channel gives the money back. */
  readonly webOrder?: string | undefined;
  readonly giftCard?: boolean;
  /** Rung up and taken off again. */
  readonly voided?: boolean;
}
export interface TicketKey { readonly store: string; readonly register: string; readonly day: string; readonly sequence: number }
export interface Ticket extends TicketKey {
  readonly at: Date;
  readonly lines: readonly SoldLine[];
  /** What the customer paid with; less than nothing is paid out. The rest of a cash payment is given back. */
  readonly tenders: readonly { readonly type: 'Cash' | 'CreditDebit' | 'GiftCard' | 'StoreCredit'; readonly amount: number }[];
  /** For the staff; in what was paid. */
  readonly tip?: number;
  readonly training?: boolean;
  readonly cancelled?: boolean;
}
export interface StockDocument extends TicketKey {
  readonly at: Date;
  readonly type: 'InventoryReception' | 'InventoryTransfer' | 'InventoryAdjustment' | 'PhysicalCount';
  readonly rows: readonly { readonly sku: string; readonly quantity: number }[];
  readonly from?: string;
  readonly to?: string;
}
export interface Terms {
  readonly version: '2.2.1' | '6.0';
  readonly currency: string;
  readonly zone: string;
  /** Percent in hundredths: 625 is 6.25 %. */
  readonly tax: number;
  readonly taxIncluded: boolean;
}

export const lineAmount = (l: SoldLine): number => l.price * l.quantity - (l.discount ?? 0);
/** Tax of a line, rounded half up as registers do, per line. */
export const lineTax = (l: SoldLine, { tax, taxIncluded }: Terms): number =>
  l.giftCard ? 0 : Math.round((lineAmount(l) * tax) / (taxIncluded ? 10_000 + tax : 10_000));

/** What the customer owes; less than nothing is paid out. */
export const due = (lines: readonly SoldLine[], terms: Terms): number =>
  lines.filter((l) => !l.voided).reduce((sum, l) =>
    sum + (l.kind === 'sale' ? 1 : -1) * (lineAmount(l) + (terms.taxIncluded ? 0 : lineTax(l, terms))), 0);
