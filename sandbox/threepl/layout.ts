/**
 * The 3PL's files: which kinds there are, their columns, and which column the trailer adds up.
 *
 * Said once, as data, because reader and writer, faults and tests all need the same table. README.md
 * beside this file says the same in prose, as the 3PL would print it in its onboarding guide.
 */
export interface Layout {
  readonly columns: readonly string[];
  /** Columns that a file may leave out. */
  readonly optional?: readonly string[];
  /** The column whose sum is the trailer's hash total; none means the total is 0. */
  readonly counted?: string;
  /** A column without which a row means nothing: what the twin spoils when it sends one bad row. */
  readonly vital: string;
  /** The column that carries a word from a closed list: what the twin changes when it drifts. */
  readonly word?: string;
}

export const INBOUND = {
  SHIPREQ: {
    columns: [
      'rec', 'request_ref', 'order_ref', 'line_ref', 'sku', 'quantity', 'location', 'service', 'ship_by', 'consignee',
      'address1', 'address2', 'city', 'region', 'postal_code', 'country', 'phone',
    ],
    optional: ['lots', 'unit_cost', 'currency'],
    counted: 'quantity',
    vital: 'sku',
  },
  CANCEL: { columns: ['rec', 'request_ref', 'line_ref', 'reason'], vital: 'request_ref' },
} as const satisfies Record<string, Layout>;

export const OUTBOUND = {
  ACK: {
    columns: ['rec', 'file', 'request_ref', 'line_ref', 'sku', 'quantity', 'status', 'reason', 'warehouse_ref', 'at'],
    counted: 'quantity',
    vital: 'request_ref',
    word: 'status',
  },
  SHIPCONF: {
    columns: [
      'rec', 'shipment_ref', 'row', 'rows', 'request_ref', 'order_ref', 'line_ref', 'sku', 'quantity', 'short',
      'status', 'reason', 'scac', 'tracking', 'package_ref', 'weight_g', 'picked_at', 'shipped_at',
    ],
    optional: ['lot', 'expires', 'unit_cost', 'currency'],
    counted: 'quantity',
    vital: 'sku',
    word: 'status',
  },
  STOCK: {
    columns: ['rec', 'location', 'sku', 'on_hand', 'allocated', 'damaged', 'as_of'],
    optional: ['lot', 'expires'],
    counted: 'on_hand',
    vital: 'sku',
  },
  RETURN: {
    columns: [
      'rec', 'receipt_ref', 'rma', 'order_ref', 'line_ref', 'sku', 'quantity', 'grade', 'location', 'received_at',
    ],
    optional: ['lot', 'expires'],
    counted: 'quantity',
    vital: 'sku',
    word: 'grade',
  },
} as const satisfies Record<string, Layout>;

export type InboundKind = keyof typeof INBOUND;
export type OutboundKind = keyof typeof OUTBOUND;
export const OUTBOUND_KINDS = Object.keys(OUTBOUND) as OutboundKind[];

export const FOLDERS = ['inbound', 'outbound', 'archive', 'error'] as const;

/** `SHIPREQ_ELP1_A7-1.csv`; undefined when the name is not of that form. */
export function kindOfName(name: string): string | undefined {
  return /^([A-Z]+)_[A-Za-z0-9-]+_[A-Za-z0-9.~-]+\.csv$/.exec(name)?.[1];
}

/** The warehouse's own numbers begin with the time: `STOCK_ELP1_20260105T101500Z-000007.csv`. */
export function fileName(kind: string, location: string, at: Date, sequence: number): string {
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${kind}_${location}_${stamp}-${String(sequence).padStart(6, '0')}.csv`;
}
