/**
 * Settlement reports: Amazon makes them when it pays, they can only be found. The cursor carries what was
 * found and not yet fetched, one document a page: the budget for documents is one a minute, and a page
 * that needed several could never be finished.
 */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import { after, timestamp } from '#domain/time.ts';
import type { Page, PolledDocument, Poll, Port } from '#connectors/contract.ts';
import { parseJson, read } from '#connectors/parse.ts';
import { call, errorsOf } from './login.ts';
import { unpacked } from '../statement/text.ts';
import { settlementReference } from './settlement/text.ts';
import type { Settings } from './settings.ts';

export const SETTLEMENT_REPORT = 'GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2';
/** Amazon keeps reports for ninety days. */
const RETENTION_SECONDS = 89 * 86_400;

const Found = z.object({ document: z.string(), created: z.string() });
const Where = z.object({
  since: z.string(),
  /** Documents of exactly that moment that were fetched already: two payouts may share it. */
  done: z.array(z.string()).default([]),
  /** Oldest first, so that settlements are heard in their order. */
  waiting: z.array(Found),
  token: z.string().optional(),
});
type Where = z.output<typeof Where>;

const Reports = z.object({
  reports: z.array(z.object({ createdTime: z.string(), reportDocumentId: z.string().optional() })),
  nextToken: z.string().optional(),
});
const ReportDocument = z.object({ url: z.url(), compressionAlgorithm: z.string().optional() });

export const settlements: Poll<Settings> = {
  name: 'settlements',
  everySeconds: 3600,
  transport: 'poll',
  async page(port, cursor): Promise<Page> {
    const where = whereOf(port, cursor);
    const [first, ...rest] = where.token === undefined ? where.waiting : [];
    if (first) {
      const done = [...(first.created === where.since ? where.done : []), first.document];
      const next = { since: first.created, done, waiting: rest };
      return { documents: [await download(port, first.document)], next: JSON.stringify(next), more: rest.length > 0 };
    }
    const next = await list(port, where);
    return { documents: [], next: JSON.stringify(next), more: next.waiting.length > 0 || next.token !== undefined };
  },
};

function whereOf(port: Port<Settings>, cursor: string | undefined): Where {
  const oldest = after(port.now, -RETENTION_SECONDS);
  if (cursor === undefined) return { since: oldest, done: [], waiting: [] };
  const where = read(Where, parseJson(cursor));
  return where.since < oldest ? { ...where, since: oldest } : where;
}

async function list(port: Port<Settings>, where: Where): Promise<Where> {
  const query = new URLSearchParams(where.token ? { nextToken: where.token } : {
    reportTypes: SETTLEMENT_REPORT, processingStatuses: 'DONE', createdSince: where.since, pageSize: '100',
    marketplaceIds: port.settings.marketplaceIds.slice(0, 10).join(','),
  });
  const answer = await call(port, { method: 'GET', url: `/reports/2021-06-30/reports?${query}`, bucket: 'getReports' });
  if (answer.status === 400 && where.token) return { since: where.since, done: where.done, waiting: [] };
  if (answer.status !== 200) throw stop.refused('PartnerRefused', `Amazon lists no reports: ${errorsOf(answer)}`);
  const { reports, nextToken: token } = read(Reports, answer.json());
  const found = reports.flatMap((r) => (r.reportDocumentId
    ? [{ document: r.reportDocumentId, created: timestamp(r.createdTime) }] : []));
  const known = new Set([...where.done, ...where.waiting.map((w) => w.document)]);
  const waiting = [...where.waiting, ...found.filter((f) => !known.has(f.document) && f.created >= where.since)]
    .toSorted((a, b) => (a.created < b.created ? -1 : 1));
  return { since: where.since, done: where.done, waiting, ...(token !== undefined && { token }) };
}

/** The address in the answer lives five minutes, so it is used at once and never kept. */
async function download(port: Port<Settings>, document: string): Promise<PolledDocument> {
  const url = `/reports/2021-06-30/documents/${encodeURIComponent(document)}`;
  const answer = await call(port, { method: 'GET', url, bucket: 'getReportDocument' });
  if (answer.status !== 200) throw stop.refused('PartnerRefused', `report document ${document}: ${errorsOf(answer)}`);
  const { url: address, compressionAlgorithm } = read(ReportDocument, answer.json());
  const { status, bytes } = await port.http({
    method: 'GET', url: address, bucket: 'download', accept: [403], timeoutMs: 120_000,
  });
  if (status !== 200) throw stop.unavailable(`the address of report document ${document} no longer works`);
  if (![undefined, 'GZIP'].includes(compressionAlgorithm))
    throw stop.malformed(`compressionAlgorithm: ${compressionAlgorithm} is not known`);
  const body = unpacked(bytes);
  return { topic: 'settlement', reference: settlementReference(body), body, headers: { 'report-document': document } };
}
