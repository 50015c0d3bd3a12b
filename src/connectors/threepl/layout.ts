/**
 * The columns and names of the 3PL's files, as its contract lists them (sandbox/threepl/README.md says
 * the same in prose). A reader goes by names, so their order matters only in what we write.
 */
export interface Layout {
  readonly columns: readonly string[];
  /** Columns that a file may leave out. */
  readonly optional?: readonly string[];
  /** The column whose sum the trailer states. */
  readonly counted?: string;
}

export const LAYOUTS = {
  SHIPREQ: {
    columns: [
      'rec', 'request_ref', 'order_ref', 'line_ref', 'sku', 'quantity', 'location', 'service', 'ship_by', 'consignee',
      'address1', 'address2', 'city', 'region', 'postal_code', 'country', 'phone', 'lots',
      'unit_cost', 'currency',
    ],
    counted: 'quantity',
  },
  CANCEL: { columns: ['rec', 'request_ref', 'line_ref', 'reason'] },
  ACK: {
    columns: ['rec', 'file', 'request_ref', 'line_ref', 'sku', 'quantity', 'status', 'reason', 'warehouse_ref', 'at'],
    counted: 'quantity',
  },
  SHIPCONF: {
    columns: [
      'rec', 'shipment_ref', 'row', 'rows', 'request_ref', 'order_ref', 'line_ref', 'sku', 'quantity', 'short',
      'status', 'reason', 'scac', 'tracking', 'package_ref', 'weight_g', 'picked_at', 'shipped_at',
    ],
    optional: ['lot', 'expires', 'unit_cost', 'currency'],
    counted: 'quantity',
  },
  STOCK: {
    columns: ['rec', 'location', 'sku', 'on_hand', 'allocated', 'damaged', 'as_of'], optional: ['lot', 'expires'],
    counted: 'on_hand',
  },
  RETURN: {
    columns: [
      'rec', 'receipt_ref', 'rma', 'order_ref', 'line_ref', 'sku', 'quantity', 'grade', 'location', 'received_at',
    ],
    optional: ['lot', 'expires'],
    counted: 'quantity',
  },
} as const satisfies Record<string, Layout>;
export type Kind = keyof typeof LAYOUTS;

export const layoutOf = (topic: string): Layout | undefined => (LAYOUTS as Record<string, Layout>)[topic];

/** `ACK_ELP1_20260105T101500Z-000007.csv` is an ACK; any other name is of no kind. */
export const kindOfName = (name: string): string | undefined =>
  /^([A-Z]+)_[A-Za-z0-9-]+_[A-Za-z0-9.~-]+\.csv$/.exec(name)?.[1];

/**
 * The name of the file that carries one request. It is made of our reference alone, so that every attempt
 * writes the same name, and the reference can be read back from it when the 3PL refuses the file.
 */
export const nameFor = (kind: Kind, location: string, reference: string): string =>
  `${kind}_${location}_${reference.replaceAll(/[^A-Za-z0-9-]/g, (c) => `~${Buffer.from(c).toString('hex')}.`)}.csv`;

export function referenceOfName(name: string): { kind: string; reference: string } | undefined {
  const [, kind, number] = /^([A-Z]+)_[A-Za-z0-9-]+_([A-Za-z0-9.~-]+)\.csv$/.exec(name) ?? [];
  if (!kind || !number) return undefined;
  const reference = number.replaceAll(/~([0-9a-f]+)\./g, (_all, hex: string) => String(Buffer.from(hex, 'hex')));
  return { kind, reference };
}
