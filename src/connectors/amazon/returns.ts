/**
 * Returns of what the seller shipped: a report, asked for every few hours, of which each row is one item of one return.
 * A row is told whole each time it changes; its words are Amazon's, and one that nobody explained changes nothing.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { after, timestamp } from '#domain/time.ts';
import type { ReturnReason } from '#domain/return.ts';
import type { News, Page, Poll, PolledDocument, Port, ReturnedItem } from '#connectors/contract.ts';
import { parseJson, read } from '#connectors/parse.ts';
import { call, errorsOf } from './login.ts';
import { unpacked } from '../statement/text.ts';
import { returnRows, type ReturnRow } from './returns-rows.ts';
import type { Settings } from './settings.ts';

export const RETURNS_REPORT = 'GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE';
/** The same as XML, which people download. */
export const RETURNS_XML = 'GET_XML_RETURNS_DATA_BY_RETURN_DATE';
const BASE = '/reports/2021-06-30';
const WINDOW_SECONDS = 30 * 86_400;

type Word = Extract<News, { said: 'return' }>['word'];
/** https://sellercentral.amazon.com: Manage returns, column “Return request status”. */
export const STATUS: Readonly<Record<string, Word>> = {
  pending: 'requested', 'pending approval': 'requested', requested: 'requested', approved: 'authorised', authorized: 'authorised',
  'in transit': 'sent', completed: 'closed', closed: 'closed', declined: 'declined', denied: 'declined', cancelled: 'cancelled',
  canceled: 'cancelled',
};
const REASONS: readonly (readonly [RegExp, ReturnReason])[] = [
  [/DEFECTIVE|DAMAGED|QUALITY|NOT_?WORK/i, 'defective'], [/WRONG|SWITCHEROO|MISSED|EXTRA/i, 'wrong-item'],
  [/BAD[-_]DESC|NOT_AS|DIFFERENT/i, 'not-as-described'], [/LATE|MISSED_ESTIMATED/i, 'late'], [/UNDELIVERABLE|REFUSED/i, 'undeliverable'],
  [/SIZE|FIT|SMALL|LARGE/i, 'size'], [/UNWANTED|MISTAKE|NO_REASON|BETTER_PRICE|UNAUTHORIZED|ORDERED/i, 'unwanted'],
];

/** Where the last step left it: a report that is being made, or a document that is to be fetched. */
const Where = z.object({ report: z.string().optional(), document: z.string().optional() });
type Where = z.output<typeof Where>;
const Status = z.object({ processingStatus: z.string(), reportDocumentId: z.string().optional() });
const Address = z.object({ url: z.url(), compressionAlgorithm: z.string().optional() });

/** One step a page, so that a step that fails repeats no other: a report is asked for, looked at, and fetched. */
export const returns: Poll<Settings> = {
  name: 'returns', everySeconds: 1800, transport: 'poll',
  async page(port, cursor): Promise<Page> {
    const { report, document } = cursor === undefined ? {} as Where : read(Where, parseJson(cursor));
    const go = (next: Where, more: boolean): Page => ({ documents: [], next: JSON.stringify(next), more });
    if (document !== undefined) return { ...go({}, true), documents: [await fetched(port, document)] };
    if (report === undefined) return go({ report: await order(port) }, false);
    const answer = await ask(port, `${BASE}/reports/${report}`, 'getReport');
    const { processingStatus, reportDocumentId } = read(Status, answer.json());
    if (['IN_QUEUE', 'IN_PROGRESS'].includes(processingStatus)) return go({ report }, false);
    // CANCELLED: there was nothing to report. FATAL: the next one will do.
    return go(processingStatus === 'DONE' && reportDocumentId ? { document: reportDocumentId } : {}, true);
  },
};

/** Of one name, so that a report that says the same again is not stored again. */
async function fetched(port: Port<Settings>, document: string): Promise<PolledDocument> {
  const answer = await ask(port, `${BASE}/documents/${encodeURIComponent(document)}`, 'getReportDocument');
  const { url } = read(Address, answer.json());
  const { status, bytes } = await port.http({ method: 'GET', url, bucket: 'download', accept: [403] });
  if (status !== 200) throw stop.unavailable(`the address of report document ${document} no longer works`);
  return { topic: 'returns', reference: 'returns/report', body: unpacked(bytes) };
}

async function order(port: Port<Settings>): Promise<string> {
  const answer = await call(port, { method: 'POST', url: `${BASE}/reports`, bucket: 'createReport', write: false, body: {
    reportType: RETURNS_REPORT, marketplaceIds: port.settings.marketplaceIds, dataStartTime: after(port.now, -WINDOW_SECONDS),
    dataEndTime: port.now,
  } });
  if (answer.status >= 300) throw stop.refused('PartnerRefused', `Amazon makes no report of returns: ${errorsOf(answer)}`);
  return read(z.object({ reportId: z.string() }), answer.json()).reportId;
}
async function ask(port: Port<Settings>, url: string, bucket: 'getReport' | 'getReportDocument') {
  const answer = await call(port, { method: 'GET', url, bucket });
  if (answer.status !== 200) throw stop.refused('PartnerRefused', `Amazon refuses GET ${url.split('?')[0]}: ${errorsOf(answer)}`);
  return answer;
}

type Cells = ReturnRow['cell'];
/** An item that a return names twice comes back twice: its rows are one. */
export function readReturns(body: Uint8Array): News[] {
  const news: News[] = [];
  const returned = new Map<string, Extract<News, { said: 'return' }>>();
  for (const of of returnRows(body).map(row)) {
    if (of.said !== 'return') news.push(of);
    else returned.set(of.external, added(returned.get(of.external), of));
  }
  return [...returned.values(), ...news];
}
type Told = Extract<News, { said: 'return' }>;
const added = (before: Told | undefined, now: Told): Told => (before
  ? { ...now, lines: now.lines.map((l, i) => ({ ...l, quantity: l.quantity + (before.lines[i]?.quantity ?? 0) })) } : now);

function row({ cell, place }: ReturnRow): News {
  const wrong = flaw(cell);
  if (wrong) return { said: 'bad-row', reference: `returns ${place}`, detail: wrong };
  const rma = cell('amazon rma id') || cell('merchant rma id') || cell('order id');
  const word = STATUS[cell('return request status').toLowerCase()];
  if (!word) return { said: 'drift', path: 'returns.Return request status',
    detail: `return ${rma} says ${JSON.stringify(cell('return request status'))}, which nobody has explained; it changes nothing` };
  const sku = cell('merchant sku');
  return {
    said: 'return', external: brand<ExternalId>(`${rma}/${sku}`), number: rma, order: brand<ExternalId>(cell('order id')),
    at: timeOf(cell('return request date'))!, word, lines: [{ ...item(cell), quantity: Number(cell('return quantity')) }],
    ...(/replace/i.test(cell('resolution')) && { resolution: 'replacement' as const }),
    ...(cell('tracking id') && { tracking: cell('tracking id') }),
  };
}
function item(cell: Cells): Omit<ReturnedItem, 'quantity'> {
  const sku = cell('merchant sku');
  const reason = REASONS.find(([pattern]) => pattern.test(cell('return reason')))?.[1];
  return { ...(sku && { item: brand<ExternalId>(sku), statedSku: sku }), ...(reason && { reason }) };
}
function flaw(cell: Cells): string | undefined {
  if (!/^\d{3}-\d{7}-\d{7}$/.test(cell('order id'))) return `${cell('order id') || 'nothing'} is no order`;
  if (!/^[1-9]\d{0,5}$/.test(cell('return quantity'))) return `${cell('return quantity') || 'nothing'} is no quantity`;
  return timeOf(cell('return request date')) ? undefined : `${cell('return request date') || 'nothing'} is no time`;
}
/** 2026-03-01, 2026-03-01T10:00:00Z, or 01-Mar-2026; a day is the day in UTC. */
function timeOf(text: string) {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text) ?? [];
  const n = MONTHS.indexOf(month.toLowerCase()) + 1;
  const iso = n > 0 ? `${year}-${String(n).padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  try {
    return timestamp(/^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T00:00:00Z` : new Date(iso || Number.NaN).toISOString());
  } catch {
    return undefined;
  }
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
