/**
 * Inventory documents of a store: receipts, transfers, adjustments, losses and counts. The standard leaves the words to
 * the store system, so they are told by the element's name or the document's type; a word nobody explained is kept and
 * not acted on.
 */
import { stop } from '#domain/fault.ts';
import { merged, packOf, unitsOf, type Moved } from './goods.ts';
import { isService } from './kinds.ts';
import type { Operation, Settings } from './settings.ts';
import type { Ticket } from './ticket.ts';
import { all, child, textOf, within, type Element } from './xml.ts';

export interface Inventory {
  readonly operation: Operation | undefined;
  /** The word it was told by. */
  readonly word: string;
  readonly open: boolean;
  /** Up and down only an adjustment has both. */
  readonly up: readonly Moved[];
  readonly down: readonly Moved[];
  readonly counted: readonly Moved[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Lines that cannot be counted in whole units. */
  readonly bad: readonly string[];
}

export function readInventory(t: Ticket, settings: Settings): Inventory {
  const body = t.body!;
  const named = namedIn(body);
  const word = wordOf(body, named);
  const from = textOf(body, 'SourceRetailStore', 'SourceRetailStoreID', 'FromRetailStoreID') ?? textOf(named, 'FromParty') ??
    unitIn(body, 'Source', 'From');
  const to = textOf(body, 'DestinationRetailStoreID', 'DestinationRetailStore', 'ToRetailStoreID') ?? textOf(named, 'ToParty') ??
    unitIn(body, 'Destination', 'To');
  const operation = directed(operationOf(word, settings), t.store, from, to);
  const rows = rowsOf(body, operation).map((e) => rowOf(e, settings)).filter((r) => !isService(r.item, settings));
  const good = rows.flatMap(({ item, units, sign, unit }) =>
    (units === undefined ? [] : [{ item, quantity: units, sign, unit: packOf(unit, settings) }]));
  const side = (sign: number) => merged(good.filter((r) => r.sign === sign && r.quantity > 0));
  const state = textOf(body, 'InventoryControlDocumentState', 'DocumentState', 'Status');
  return {
    word, operation, from, to,
    open: state !== undefined && settings.openStates.includes(state),
    up: side(1), down: side(-1), counted: merged(good),
    bad: rows.filter((r) => r.units === undefined).map((r) => `${r.item}: ${r.quantity} ${r.unit}`.trim()),
  };
}

const NAMED = /^(Inventory|Stock|Physical|Transfer|Receiv|Receipt|Return|Count|Adjust)/;
const namedIn = (body: Element): Element | undefined =>
  body.children.find((c) => NAMED.test(c.name) && c.children.length > 0 && !/State$|LineItems$/.test(c.name));
function wordOf(body: Element, named: Element | undefined): string {
  const stated = textOf(body, 'DocumentTypeCode', 'InventoryControlDocumentTypeCode') ?? body.attributes['TypeCode'];
  return stated ?? (named ? `${named.attributes['DocumentType'] ?? ''}${named.name}` : 'none');
}

const WORDS: readonly (readonly [RegExp, Operation])[] = [
  [/transferin(?!ventory)|transferrecei/, 'transfer-in'], [/transferout|transfershipment|transfershipped/, 'transfer-out'],
  [/transfer/, 'transfer'], [/count|stocktake|physical/, 'count'], [/returnto|vendorreturn|supplierreturn|^return$/, 'return-to-supplier'],
  [/damage/, 'damage'], [/loss|scrap|waste|shrink|spoil|theft/, 'loss'], [/adjust/, 'adjustment'],
  [/recei|reception|delivery/, 'receipt'],
];
function operationOf(word: string, { documentTypes }: Settings): Operation | undefined {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '').replace(/^inventory|^stock(?=transfer|adjust|recei|return|count|loss)/, '');
  return documentTypes[word] ?? WORDS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** A transfer without a direction goes out of the store that is named as its source, and into any other. */
type Store = string | undefined;
function directed(operation: Operation | undefined, store: string, from: Store, to: Store): Operation | undefined {
  if (operation !== 'transfer') return operation;
  if (from === store && to !== store) return 'transfer-out';
  return to === store && from !== store ? 'transfer-in' : undefined;
}

const unitIn = (body: Element, ...names: readonly string[]): string | undefined => {
  const place = child(body, ...names);
  return textOf(child(place, 'BusinessUnit') ?? place, 'UnitID', 'RetailStoreID');
};

const ITEM = ['ItemID', 'Item', 'POSItemID'] as const;
const COUNTED = ['UnitCount', 'Quantity', 'CountedQuantity', 'ReceivedQuantity', 'QuantityReceived', 'QuantityCounted',
  'QuantityAdjusted', 'Units'] as const;
/** What was ordered is no goods, but in a correction, where nothing else says how many. */
const UNITS = [...COUNTED, 'QuantityOrdered'] as const;
const rowsOf = (body: Element, operation: Operation | undefined): Element[] => {
  const names = operation === 'adjustment' ? UNITS : COUNTED;
  return within(body).filter((e) => itemIn(e) !== undefined && textOf(e, ...names) !== undefined);
};
const itemIn = (e: Element): string | undefined => textOf(e, ...ITEM) ?? textOf(child(e, 'POSIdentity'), 'POSItemID');

function rowOf(e: Element, settings: Settings) {
  const item = itemIn(e)!;
  const quantity = textOf(e, ...UNITS)!;
  if (!/^[-+]?\d{1,9}(\.\d{1,6})?$/.test(quantity)) throw stop.malformed(`${e.name} of ${item}: ${quantity} is not a quantity`);
  const unit = all(e, ...UNITS)[0]?.attributes['UnitOfMeasureCode'] ?? '';
  const down = quantity.startsWith('-') || /^(decrease|subtract|out|-)$/i.test(e.attributes['Action'] ?? textOf(e, 'Action') ?? '');
  return { item, quantity, unit, units: unitsOf(quantity, unit, settings), sign: down ? -1 : 1 };
}
