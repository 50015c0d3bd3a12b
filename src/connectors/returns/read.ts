/** What a return of the platform says: how far the agreement is, what came, what was found, what was given for it. */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { currency, fromDecimal, type Money } from '#domain/measure.ts';
import { timestamp } from '#domain/time.ts';
import type { Document, News, Port, ReturnedItem } from '#connectors/contract.ts';
import { parseJson, read as readAs } from '#connectors/parse.ts';
import type { Settings } from './settings.ts';
import { Event, PlatformReturn } from './shape.ts';
import { GRADES, OUTCOMES, REASONS, STATUS } from './words.ts';

export function reference({ body }: Document): string {
  try {
    const seen = parseJson(body) as { id?: unknown; return?: { id?: unknown } };
    return `returns/${String(seen.return?.id ?? seen.id ?? 'unknown')}`;
  } catch {
    return 'returns/unreadable';
  }
}

export async function read(_port: Port<Settings>, { body, topic }: Document): Promise<readonly News[]> {
  const parsed = parseJson(body);
  const seen = topic === 'return' ? readAs(PlatformReturn, parsed) : readAs(Event, parsed).return;
  return newsOf(seen);
}

type Item = PlatformReturn['items'][number];
type Units = PlatformReturn['receipts'][number]['items'];
interface Named { readonly of: readonly string[] }

export function newsOf(r: PlatformReturn): News[] {
  const named: Named = { of: [r.order.id, ...(r.order.number ? [r.order.number] : [])] };
  return [...agreement(r, named), ...r.receipts.map((x) => goods(r, named, x, false)),
    ...r.inspections.map((x) => goods(r, named, x, true)), ...credit(r, named), ...drifts(r)];
}

function agreement(r: PlatformReturn, named: Named): News[] {
  const word = STATUS[r.status];
  if (!word) return [];
  const resolution = OUTCOMES[r.outcome];
  const exchange = r.credit?.exchange_order?.id;
  return [{
    said: 'return', external: r.id as ExternalId, number: r.rma, at: timestamp(r.updated_at), word, ...named,
    lines: r.items.map((i) => ({ ...itemOf(i), quantity: i.quantity, ...reasonOf(i) })),
    ...(resolution && { resolution }), ...(exchange && { exchange: exchange as ExternalId }),
    ...(r.tracking && { tracking: r.tracking }), ...(r.note && word !== 'authorised' && { reason: r.note }),
  }];
}
const itemOf = (i: Item): Omit<ReturnedItem, 'quantity'> =>
  ({ statedSku: i.sku, ...(i.order_line_id && { lineId: i.order_line_id as ExternalId }) });
function reasonOf({ reason }: Item): Pick<ReturnedItem, 'reason'> {
  const known = reason === undefined ? undefined : REASONS[reason];
  return known ? { reason: known } : {};
}

/** Units of items that are in the return; one that names another item is refused, it cannot be placed. */
function lines(r: PlatformReturn, units: Units) {
  return units.filter((u) => u.quantity > 0).map(({ item, quantity, grade }) => {
    const known = r.items.find((i) => i.id === item);
    if (!known) throw stop.malformed(`return ${r.rma}: item ${item} is not one of its items`);
    const disposition = grade === undefined ? undefined : GRADES[grade];
    return { ...itemOf(known), quantity, grade, ...reasonOf(known), ...(disposition && { disposition }) };
  });
}
function goods(r: PlatformReturn, named: Named, x: PlatformReturn['receipts'][number], looked: boolean): News {
  const found = lines(r, x.items).filter((l) => !looked || l.disposition);
  return {
    said: 'returned-goods', external: x.id as ExternalId, at: timestamp(x.at), looked, ...named,
    ...(x.location && { location: x.location as ExternalId }),
    lines: found.map(({ grade: _grade, disposition, ...l }) => ({ ...l, ...(looked && disposition && { disposition }) })),
  };
}

function credit(r: PlatformReturn, named: Named): News[] {
  const c = r.credit;
  if (!c) return [];
  const exchange = c.exchange_order?.id;
  return [{
    said: 'return-credit', external: c.id as ExternalId, return: r.id as ExternalId, at: timestamp(c.at) as Timestamp, ...named,
    kind: r.outcome === 'exchange' ? 'exchange' : 'store-credit', amount: money(c),
    lines: lines(r, c.items).map(({ grade: _grade, disposition: _disposition, ...l }) => l),
    ...(exchange && { exchange: exchange as ExternalId }),
  }];
}
function money({ amount, currency: code }: { amount: string; currency: string }): Money {
  try {
    return fromDecimal(amount, currency(code));
  } catch (error) {
    throw stop.malformed(`credit: ${(error as Error).message}`);
  }
}

/** Words that stand in no table. What hangs on them changes nothing until somebody has said what they mean. */
function drifts(r: PlatformReturn): News[] {
  const grades = r.inspections.flatMap((x) => x.items.map((i) => i.grade ?? 'none'));
  const strange: readonly (readonly [path: string, word: string | undefined, known: object])[] = [
    ['return.status', r.status, STATUS], ['return.outcome', r.outcome, OUTCOMES],
    ...r.items.map((i) => ['return.items[].reason', i.reason, REASONS] as const),
    ...grades.map((grade) => ['return.inspections[].items[].grade', grade, GRADES] as const),
  ];
  const found = strange.filter(([, word, known]) => word !== undefined && !Object.hasOwn(known, word));
  return [...new Map(found.map(([path, word]) => [`${path} ${word}`, { path, word }])).values()].map(({ path, word }) =>
    ({ said: 'drift', path, detail: `return ${r.rma} says ${JSON.stringify(word)}, which nobody has explained; it changes nothing` }));
}
