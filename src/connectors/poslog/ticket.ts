/** The head of a transaction: which ticket it is, when it was, and whether it counts at all. */
import { createHash } from 'node:crypto';
import type { Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { currency, fromDecimal, measure, toDecimal, zero, type Currency, type Money } from '#domain/measure.ts';
import { secondsBetween, timestamp } from '#domain/time.ts';
import type { Settings } from './settings.ts';
import { all, child, isTrue, textOf, within, type Element } from './xml.ts';

export interface Ticket {
  readonly store: string;
  readonly register: string;
  readonly day: string;
  readonly sequence: string;
  /** `store-register-day-sequence`: how the store, and a later return, name it. */
  readonly base: string;
  /** When it was. */
  readonly at: Timestamp;
  /** When the register says it was. */
  readonly stamped: Timestamp;
  readonly currency: Currency | undefined;
  /** Retail, control, inventory… and what stands in it. */
  readonly body: Element | undefined;
  readonly whole: Element;
  /** Says that nothing was sold: cancelled, suspended, or only practised. */
  readonly without: string | undefined;
  /** The register's clock is ahead: what it writes was still to come when its file was written. */
  readonly fast: boolean;
}

export const BODIES = [
  'RetailTransaction', 'InventoryControlTransaction', 'ControlTransaction', 'TenderControlTransaction',
  'InventoryTransaction', 'CustomerOrderTransaction', 'ForeCourtTransaction', 'FoodServiceTransaction', 'BackOfficeTransaction',
] as const;

/** Clocks are off by minutes; one that is off by more is said. */
const PATIENCE_SECONDS = 900;

/** @throws Stopped Malformed with the path of what is missing. */
export function readTicket(e: Element, settings: Settings, written?: Timestamp): Ticket {
  const unit = textOf(child(e, 'BusinessUnit'), 'UnitID', 'BusinessUnitNumber');
  const store = required(textOf(e, 'RetailStoreID') ?? unit ?? textOf(e, 'Location'), 'RetailStoreID');
  const register = required(textOf(e, 'WorkstationID'), 'WorkstationID');
  const sequence = required(textOf(e, 'SequenceNumber'), 'SequenceNumber');
  const day = (textOf(e, 'BusinessDayDate') ?? required(whenOf(e, undefined), 'BusinessDayDate')).slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw stop.malformed(`Transaction.BusinessDayDate: ${day} is not a day`);
  const body = bodyOf(e);
  const base = baseOf({ store, register, day, sequence });
  const when = whenOf(e, body);
  // What says its day only is as of the end of it.
  const stamped = timeIn(when ?? `${day}T23:59:59`, settings.timeZones[store] ?? settings.timeZone);
  // Nothing was sold after its file was written, whatever the register's clock says.
  const ahead = written ? secondsBetween(written, stamped) : 0;
  return {
    store, register, sequence, day, base, stamped, whole: e, body, without: whyNothing(e, body),
    at: ahead > (when === undefined ? 0 : PATIENCE_SECONDS) ? written! : stamped, currency: currencyOf(e, settings),
    fast: when !== undefined && ahead > PATIENCE_SECONDS,
  };
}

function bodyOf(e: Element): Element | undefined {
  const body = child(e, ...BODIES) ?? viewOf(e);
  return body?.name === 'InventoryTransaction' ? { ...body, name: 'InventoryControlTransaction' } : body;
}

/** What stock systems are handed of a sale (`xsi:type`): its goods stand in the transaction itself, and no money does. */
const viewOf = (e: Element): Element | undefined =>
  (/^(.*:)?RetailTransactionStockView$/.test(e.attributes['ext:type'] ?? '') ? { ...e, name: 'StockView' } : undefined);

export const baseOf = (t: { store: string; register: string; day: string; sequence: string }): string =>
  [t.store, t.register, t.day, t.sequence].join('-');

function required(text: string | undefined, name: string): string {
  if (!text) throw stop.malformed(`Transaction.${name}: is not there`);
  return text;
}

/** The end of the ticket; its beginning or the time of writing only where there is no other. */
function whenOf(e: Element, body: Element | undefined): string | undefined {
  const said = (of: Element | undefined, ...names: readonly string[]) => all(of, ...names).filter((x) => x.text.trim());
  const stamps = said(e, 'POSLogDateTime', 'ARTSDateTime');
  const ended = stamps.find((s) => /transaction|end/i.test(s.attributes['TypeCode'] ?? '')) ?? stamps[0];
  const stamp = said(e, 'EndDateTime')[0] ?? said(body, 'ReceiptDateTime')[0] ?? ended ?? said(e, 'BeginDateTime')[0];
  return stamp && stamp.text.trim() + offsetBeside(stamp);
}
/** A vendor may write the local time, and how far that is from UTC beside it: 07:00:00. */
function offsetBeside({ text, attributes }: Element): string {
  const [, sign = '+', offset] = /^([-+]?)(\d{2}:\d{2})(?::\d{2})?$/.exec(attributes['ext:Offset'] ?? attributes['Offset'] ?? '') ?? [];
  return offset && !ZONED.test(text.trim()) ? `${sign || '+'}${offset}` : '';
}
const ZONED = /(Z|[+-]\d{2}:?\d{2})$/i;

/** Local time without a zone is the store's; an hour that is there twice is taken as its first. */
export function timeIn(text: string, zone: string): Timestamp {
  try {
    const plain = text.replace(' ', 'T');
    if (ZONED.test(plain)) return timestamp(plain);
    return timestamp(Temporal.PlainDateTime.from(plain).toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant().toString());
  } catch {
    throw stop.malformed(`Transaction.EndDateTime: ${text} is not a time`);
  }
}

function currencyOf(e: Element, settings: Settings): Currency | undefined {
  const stated = textOf(e, 'CurrencyCode') ?? within(e).find((x) => x.attributes['Currency'])?.attributes['Currency'] ?? settings.currency;
  if (!stated) return undefined;
  try {
    return currency(stated);
  } catch (error) {
    throw stop.malformed(`Transaction.CurrencyCode: ${(error as Error).message}`);
  }
}

const UNFINISHED = /suspend|void|cancel|fail|abort/i;
function whyNothing(e: Element, body: Element | undefined): string | undefined {
  if (isTrue(e, 'TrainingModeFlag') || (body && isTrue(body, 'TrainingModeFlag'))) return 'practised in training mode';
  const flagged = (...names: readonly string[]) => names.some((name) => isTrue(e, name) || (body && isTrue(body, name)));
  if (flagged('CancelFlag', 'VoidFlag', 'VoidedFlag')) return 'cancelled at the register';
  if (flagged('SuspendFlag', 'SuspendedFlag')) return 'suspended';
  const status = body?.attributes['TransactionStatus'] ?? textOf(body, 'TransactionStatus');
  return status && UNFINISHED.test(status) ? `left as ${status}` : undefined;
}

/** A share of a line, worked out by the register more finely than there are coins: rounded half away from zero. */
export function rounded(text: string | undefined, unit: Currency, path: string): Money | undefined {
  const [, sign = '', whole = '', places = ''] = /^([-+]?)(\d{1,15})\.(\d{1,12})$/.exec(text ?? '') ?? [];
  const kept = (toDecimal(zero(unit)).split('.')[1] ?? '').length;
  if (places.length <= kept) return money(text, unit, path);
  const cut = money(`${whole}${kept > 0 ? `.${places.slice(0, kept)}` : ''}`, unit, path)!;
  const count = cut.count + (places[kept]! >= '5' ? 1n : 0n);
  return measure(sign === '-' ? -count : count, unit);
}

/** What is said of money must be money. @throws Stopped Malformed */
export function money(text: string | undefined, unit: Currency, path: string): Money | undefined {
  if (text === undefined) return undefined;
  try {
    return fromDecimal(text, unit);
  } catch (error) {
    throw stop.malformed(`${path}: ${(error as Error).message}`);
  }
}

/** Tells two tickets of one number apart, and takes a second copy of one for what it is, however it is spaced. */
export function contentOf(t: Ticket): string {
  const words = (e: Element): unknown => e.name.startsWith('ext:') ? [] :
    [e.name, Object.entries(e.attributes).filter(([k]) => !k.startsWith('ext:')).sort(), e.text.trim(),
      e.children.filter((c) => !c.name.startsWith('ext:')).map(words)];
  return createHash('sha256').update(JSON.stringify([t.base, t.stamped, t.body && words(t.body)])).digest('hex').slice(0, 12);
}
