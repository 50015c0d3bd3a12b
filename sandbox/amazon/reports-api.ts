/**
 * Reports 2021-06-30, reading side. Settlement reports cannot be requested, only found; their document
 * is behind an address that works for five minutes and answers 403 afterwards, like any presigned one.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Gate } from './gate.ts';
import { READ_FAULTS, route, WRITE_FAULTS } from './gate.ts';
import type { Fields } from './input.ts';
import { integer, list, needList, needText, object, text, time } from './input.ts';
import { invalid, notFound } from './problem.ts';
import { makeReturnsReport, RETURNS_REPORT } from './returns-report.ts';
import type { Document, Report, World } from './world.ts';

const STATUSES = ['CANCELLED', 'DONE', 'FATAL', 'IN_PROGRESS', 'IN_QUEUE'];
const DAYS_90 = 90 * 86_400_000;
const URL_LIFE = 5 * 60_000;
const BASE = '/reports/2021-06-30';

export interface ReportSettings {
  readonly clock: () => number;
  /** The twin's own address, known once it listens. */
  readonly url: () => string;
}

export function reportsApi(gate: Gate, world: World, settings: ReportSettings): void {
  const links = new Map<string, { document: Document; until: number }>();
  route(gate, {
    operation: 'getReports', method: 'GET', path: `${BASE}/reports`, able: READ_FAULTS, knows401: true,
    drift: (body) => ({ ...(body as object), totalEstimate: 'UNKNOWN' }),
    handle: ({ query }) => ({ status: 200, body: getReports(world, query) }),
  });
  route(gate, {
    operation: 'createReport', method: 'POST', path: `${BASE}/reports`, able: WRITE_FAULTS, knows401: true,
    handle: ({ body }) => {
      const request = object(body, 'body');
      const type = needText(request, 'reportType');
      if (type !== RETURNS_REPORT) throw invalid(`reportType ${type} cannot be requested.`);
      const marketplaceIds = needList(request, 'marketplaceIds', { max: 25 });
      return { status: 202, body: { reportId: makeReturnsReport(world, marketplaceIds).id } };
    },
  });
  route(gate, {
    operation: 'getReport', method: 'GET', path: `${BASE}/reports/:reportId`, able: READ_FAULTS, knows401: true,
    drift: (body) => ({ ...(body as object), retention: 'P90D' }),
    handle: ({ params }) => {
      const report = world.reports.get(params['reportId'] ?? '');
      if (!report) throw notFound('Report');
      return { status: 200, body: wire(report) };
    },
  });
  route(gate, {
    operation: 'getReportDocument', method: 'GET', path: `${BASE}/documents/:documentId`, able: READ_FAULTS,
    knows401: true,
    drift: (body) => ({ ...(body as object), checksum: 'UNKNOWN' }),
    handle: ({ params }) => {
      const document = world.documents.get(params['documentId'] ?? '');
      if (!document) throw notFound('Report document');
      const link = randomBytes(16).toString('hex');
      links.set(link, { document, until: settings.clock() + URL_LIFE });
      return { status: 200, body: {
        reportDocumentId: document.id,
        url: `${settings.url()}/documents/${link}`,
        ...(document.gzip ? { compressionAlgorithm: 'GZIP' } : {}),
      } };
    },
  });
  downloads(gate.app, links, settings);
}

function getReports(world: World, query: Fields): object {
  const token = text(query, 'nextToken');
  const asked = token === undefined ? query : resume(query, token);
  const size = integer(asked, 'pageSize', 1, 100) ?? 10;
  const from = integer(asked, 'from', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const types = list(asked, 'reportTypes', { max: 10 });
  if (!types) throw invalid('reportTypes is required.');
  const statuses = list(asked, 'processingStatuses', { words: STATUSES });
  const marketplaces = list(asked, 'marketplaceIds', { max: 10 });
  const since = time(asked, 'createdSince') ?? world.now().getTime() - DAYS_90;
  const until = time(asked, 'createdUntil') ?? world.now().getTime();
  const found = [...world.reports.values()].filter((r) => {
    const created = Date.parse(r.created);
    return types.includes(r.type) && created >= since && created <= until
      && (statuses?.includes(r.status) ?? true)
      && (marketplaces ? r.marketplaceIds.some((m) => marketplaces.includes(m)) : true);
  }).sort((a, b) => Date.parse(b.created) - Date.parse(a.created)); // Newest first, as Amazon lists them.
  const more = from + size < found.length;
  const createdUntil = new Date(until).toISOString(); // A report made between two pages must not shift them.
  const next = Buffer.from(JSON.stringify({ ...asked, createdUntil, from: from + size })).toString('base64url');
  return { reports: found.slice(from, from + size).map(wire), ...(more ? { nextToken: next } : {}) };
}

/** A token goes alone: any other parameter beside it is an error, as the model says. */
function resume(query: Fields, token: string): Fields {
  if (Object.keys(query).length > 1) throw invalid('nextToken must be the only parameter.');
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) as Fields;
  } catch {
    throw invalid('nextToken is invalid.');
  }
}

function wire(report: Report): object {
  const { id, type, start, end, created, status, marketplaceIds, documentId } = report;
  return {
    reportId: id, reportType: type, marketplaceIds, dataStartTime: start, dataEndTime: end, createdTime: created,
    processingStatus: status, processingStartTime: created, processingEndTime: created,
    ...(documentId === undefined ? {} : { reportDocumentId: documentId }),
  };
}

function downloads(
  app: FastifyInstance, links: ReadonlyMap<string, { document: Document; until: number }>, settings: ReportSettings,
): void {
  app.get<{ Params: { link: string } }>('/documents/:link', async (request, reply) => {
    const found = links.get(request.params.link);
    if (!found || found.until < settings.clock()) {
      const body = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code>'
        + '<Message>Request has expired</Message></Error>';
      return reply.code(403).header('content-type', 'application/xml').send(body);
    }
    return reply.header('content-type', 'application/octet-stream').send(Buffer.from(found.document.bytes));
  });
}
