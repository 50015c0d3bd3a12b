/** What the tickets of a document say. One that cannot be read is told by itself and spoils no other. */
import { createHash } from 'node:crypto';
import { brand, type ExternalId, type Timestamp } from '#domain/brand.ts';
import { Stopped, stop } from '#domain/fault.ts';
import { currency, type Currency } from '#domain/measure.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { drawerOf, recordOf, reportOf } from './day.ts';
import { decode } from './encoding.ts';
import { shelvesOf, type Moved } from './goods.ts';
import { readInventory, type Inventory } from './inventory.ts';
import { codes, explained } from './kinds.ts';
import { readLines, voidsUnsaid } from './lines.ts';
import { linked, orderOf, refundsOf, type Sold } from './order.ts';
import { HEADER } from './poll.ts';
import { settle } from './settle.ts';
import type { Settings } from './settings.ts';
import { contentOf, readTicket, type Ticket } from './ticket.ts';
import { cut, referenceOf } from './tickets.ts';
import { webReturns, withoutWeb } from './web.ts';
import { all, parseXml, type Element } from './xml.ts';

export function reference({ headers, body }: Document): string {
  try {
    const { tickets } = cut(decode(body, ''), '');
    return tickets.length === 1 ? referenceOf(tickets[0]!) : fileOf(headers, body);
  } catch {
    return fileOf(headers, body);
  }
}
/** A file that nobody named stands alone: another one without a name does not wait behind it. */
const fileOf = (headers: Document['headers'], body: Document['body']): string =>
  `files/${headers[HEADER.file] ?? createHash('sha256').update(body).digest('hex').slice(0, 16)}`;

export async function read(port: Port<Settings>, { headers, body }: Document): Promise<readonly News[]> {
  const name = headers[HEADER.file] ?? 'the document';
  if (headers[HEADER.flaw]) throw stop.malformed(`${name}: ${headers[HEADER.flaw]}`);
  const { tickets, whole } = cut(decode(body, name), name);
  if (!whole) throw stop.malformed(`${name}: it ends before its root does, so part of it is missing`);
  if (tickets.length === 0) return [{ said: 'nothing', why: `${name} holds no ticket` }];
  const written = headers[HEADER.written] as Timestamp | undefined;
  if (tickets.length === 1) return heard(port, tickets[0]!, written);
  const news: News[] = [];
  for (const ticket of tickets)
    news.push(...(await heard(port, ticket, written).catch((error: unknown) => [badTicket(error, ticket)])));
  return news;
}

function badTicket(error: unknown, ticket: string): News {
  if (!(error instanceof Stopped) || error.fault.kind !== 'Malformed') throw error;
  return { said: 'bad-row', reference: referenceOf(ticket), detail: error.fault.detail };
}

async function heard(port: Port<Settings>, text: string, written?: Timestamp): Promise<News[]> {
  const [e] = all(parseXml(text), 'Transaction');
  if (!e) throw stop.malformed('POSLog: holds no Transaction');
  const t = readTicket(e, port.settings, written);
  return [...(await told(port, t)), ...(!t.fast ? [] : [drift(`clock.${t.store}-${t.register}`,
    'the register writes times that are still to come; its tickets are taken as of when their file was written')])];
}

async function told(port: Port<Settings>, t: Ticket): Promise<News[]> {
  if (t.without) return [{ said: 'nothing', why: `ticket ${t.base} was ${t.without}` }];
  switch (t.body?.name) {
    case 'RetailTransaction':
      return retail(port, t);
    case 'StockView':
      return viewed(port, t);
    case 'InventoryControlTransaction':
      return inventory(t, readInventory(t, port.settings));
    case 'ControlTransaction':
    case 'TenderControlTransaction':
      return control(port, t) ?? [{ said: 'nothing', why: `${t.base} is ${about(t.body)}: the register’s own business` }];
    default:
      return [drift('Transaction', `${t.base} is a ${t.body?.name ?? 'transaction'} of a kind nobody reads yet`)];
  }
}

/** What a stock system is handed of a sale: its goods, and nothing of its money. */
function viewed(port: Port<Settings>, t: Ticket): News[] {
  // Its prices are passed over, whatever they are in.
  const lines = explained(readLines(t.body!, t.currency ?? currency('USD')), port.settings);
  const shelves = shelvesOf(lines, port.settings);
  const moved = mover(t);
  const news = [...moved('sold', shelves.sold), ...(['sellable', 'damaged', 'inspection'] as const).flatMap((disposition) =>
    moved('returned', shelves.back[disposition], { disposition }))];
  return news.length > 0 ? news : [{ said: 'nothing', why: `ticket ${t.base} sold nothing` }];
}

/** Cash in and out of the drawer, and the end of the register's day; undefined for what is nobody else's business. */
function control(port: Port<Settings>, t: Ticket): News[] | undefined {
  if (!t.currency) return undefined;
  const record = drawerOf(t, port.connection, t.currency);
  if (record) return [{ said: 'register-record', record }];
  const report = reportOf(t, port.connection, t.currency);
  return report && [{ said: 'register-closed', report }];
}

const about = (body: Element): string => body.children.find((c) => c.children.length > 0)?.name ?? body.name;
const drift = (path: string, detail: string): News => ({ said: 'drift', path, detail });

async function retail(port: Port<Settings>, t: Ticket): Promise<News[]> {
  if (!t.currency) throw stop.malformed('Transaction.CurrencyCode: is not there, and the settings name none');
  const body = t.body!;
  const { lines, reading } = understood(body, t.currency, port.settings);
  const { external, also } = await identity(port, t);
  const whole: Sold = {
    ticket: t, external, orderId: port.orderId(external), channel: port.connection, unit: t.currency, lines, reading,
  };
  const own = withoutWeb(lines);
  const sold: Sold = { ...whole, lines: own };
  const order = orderOf(whole);
  const shelves = shelvesOf(own, port.settings);
  const moved = mover(t);
  const news: News[] = [
    ...(order ? [{ said: 'order' as const, order, also }] : []),
    ...refundsOf(sold).map((r): News => ({ said: 'refund', ...r })),
    ...webReturns(whole, port.settings),
    ...moved('sold', shelves.sold),
    ...(['sellable', 'damaged', 'inspection'] as const).flatMap((disposition) =>
      moved('returned', shelves.back[disposition], { disposition })),
    ...codes(own).map((code) =>
      drift(`ItemType.${code}`, `${code} is a kind of item nobody explained and is taken for goods; set itemTypes`)),
    ...shelves.uncounted.map((item) => drift('Quantity.weighed', `no number of stock units is set for what ${item} is sold by`)),
    ...lines.unknown.map((kind) => drift('LineItem', `${kind} is a kind of line nobody reads yet`)),
  ];
  const blind = own.returns.filter((l) => !linked(l.link)).length;
  if (blind > 0)
    news.push({ said: 'nothing', why: `${blind} lines of ${t.base} came back without a receipt: no order of ours is refunded` });
  const record = recordOf(sold);
  if (record.takings.length > 0) news.push({ said: 'register-record', record });
  return news.length > 0 ? news : [{ said: 'nothing', why: `ticket ${t.base} sold nothing` }];
}

/** As the lines stand; read the other way when only that comes to what was paid. */
function understood(body: Element, unit: Currency, settings: Settings): Pick<Sold, 'lines' | 'reading'> {
  const lines = explained(readLines(body, unit), settings);
  const reading = settle(body, lines, unit);
  if (reading.fits || !voidsUnsaid(body)) return { lines, reading };
  const other = explained(readLines(body, unit, true), settings);
  const second = settle(body, other, unit);
  return second.fits ? { lines: other, reading: second } : { lines, reading };
}

/**
 * A register whose counter starts again uses a number twice on one day. The first ticket keeps the number, because
 * later returns name it so; another one is told apart by its content.
 */
async function identity(port: Port<Settings>, t: Ticket) {
  const full = brand<ExternalId>(`${t.base}~${contentOf(t)}`);
  const also = [{ kind: 'ticket', external: full }];
  const known = await port.ownOf('ticket', full);
  const taken = await port.ownOf('order', brand(t.base));
  const own = !taken || known === taken;
  return { external: own ? brand<ExternalId>(t.base) : full, also };
}

type Movement = Extract<News, { said: 'movement' }>;
/** Of one ticket, in words that tell it from another of the same number. */
function mover(t: Ticket): (kind: Movement['kind'], some: readonly Moved[], more?: Partial<Movement>) => News[] {
  const external = brand<ExternalId>(`${t.base}~${contentOf(t)}`);
  const ticket = { said: 'movement', external, location: brand<ExternalId>(t.store), at: t.at } as const;
  return (kind, some, more = {}) => some.length === 0 ? [] : [{
    ...ticket, kind, ...more, items: some.map((m) =>
      ({ item: brand(m.item), statedSku: m.item, quantity: m.quantity, ...(m.unit && { unit: m.unit }) })),
  }];
}

function inventory(t: Ticket, i: Inventory): News[] {
  if (i.open) return [{ said: 'nothing', why: `document ${t.base} is not final yet` }];
  const moved = mover(t);
  const both = [...i.up, ...i.down];
  const other = (store: string | undefined) => (store ? { other: brand<ExternalId>(store) } : {});
  const unreadable = i.bad.map((what): News =>
    ({ said: 'bad-row', reference: `${t.base} ${what}`, detail: `${what} is no whole number of stock units` }));
  switch (i.operation) {
    case 'receipt':
      return [...moved('received', i.up), ...moved('lost', i.down), ...unreadable];
    case 'transfer-in':
      return [...moved('arrived', both, other(i.from)), ...unreadable];
    case 'transfer-out':
      return [...moved('sent', both, other(i.to)), ...unreadable];
    case 'return-to-supplier':
      return [...moved('sent', both), ...unreadable];
    case 'adjustment':
      return [...moved('found', i.up), ...moved('lost', i.down), ...unreadable];
    case 'loss':
      return [...moved('lost', both), ...unreadable];
    case 'damage':
      return [...moved('damaged', both), ...unreadable];
    case 'count':
      return [...counted(t, i), ...unreadable];
    case 'ignore':
      return [{ said: 'nothing', why: `documents of type ${i.word} are not acted on by our own settings` }];
    default:
      return [drift(`InventoryControlTransaction.${i.word}`, `${i.word} is a word nobody explained; set documentTypes`)];
  }
}

const counted = (t: Ticket, i: Inventory): News[] => (i.counted.length === 0 ? [] : [{
  said: 'stock', location: brand(t.store), asOf: t.at,
  items: i.counted.map((m) => ({ item: brand(m.item), statedSku: m.item, onHand: m.quantity, ...(m.unit && { unit: m.unit }) })),
}]);
