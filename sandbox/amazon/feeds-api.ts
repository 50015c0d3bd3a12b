/**
 * Feeds 2021-06-30 for what no operation does: a seller's cancellation of an order, and a refund. A document is
 * made, filled behind an address of five minutes, handed over as a feed, worked on after a while, and what
 * became of it stands in a result document.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { acknowledge } from './acknowledgement.ts';
import { adjust } from './adjustment.ts';
import type { Gate } from './gate.ts';
import { READ_FAULTS, route, WRITE_FAULTS } from './gate.ts';
import { needList, needText, object } from './input.ts';
import { invalid, notFound } from './problem.ts';
import type { World } from './world.ts';
import { marketplaceOf, serial, stamp } from './world.ts';

const BASE = '/feeds/2021-06-30';
const URL_LIFE = 5 * 60_000;
export const CANCEL_FEED = 'POST_ORDER_ACKNOWLEDGEMENT_DATA';
export const ADJUSTMENT_FEED = 'POST_PAYMENT_ADJUSTMENT_DATA';

interface Feed {
  readonly id: string;
  readonly type: string;
  readonly marketplaceIds: readonly string[];
  readonly input: string;
  readonly created: string;
  readonly due: number;
  result?: string;
}
interface FeedDocument {
  readonly link: string;
  readonly until: number;
  content: string | undefined;
}
interface Desk {
  readonly feeds: Map<string, Feed>;
  readonly documents: Map<string, FeedDocument>;
}

export interface FeedSettings {
  readonly clock: () => number;
  readonly url: () => string;
  /** How long Amazon takes over a feed. */
  readonly seconds: number;
}

export function feedsApi(gate: Gate, world: World, settings: FeedSettings): void {
  const desk: Desk = { feeds: new Map(), documents: new Map() };
  // Amazon works on feeds by itself, in their order; the twin does before each request, which shows the same.
  gate.app.addHook('onRequest', async () => {
    for (const feed of desk.feeds.values()) if (feed.result === undefined) work(world, settings, desk, feed);
  });
  const link = (document: FeedDocument) => `${settings.url()}/feed-documents/${document.link}`;
  writing(gate, world, settings, desk);
  route(gate, {
    operation: 'getFeed', method: 'GET', path: `${BASE}/feeds/:feedId`, able: READ_FAULTS, knows401: true,
    handle: ({ params }) => {
      const feed = desk.feeds.get(params['feedId'] ?? '');
      if (!feed) throw notFound('Feed');
      return { status: 200, body: wire(feed) };
    },
  });
  route(gate, {
    operation: 'getFeedDocument', method: 'GET', path: `${BASE}/documents/:documentId`, able: READ_FAULTS,
    knows401: true,
    handle: ({ params }) => {
      const id = params['documentId'] ?? '';
      const document = desk.documents.get(id);
      if (!document) throw notFound('Feed document');
      const fresh = { ...document, until: settings.clock() + URL_LIFE };
      desk.documents.set(id, fresh);
      return { status: 200, body: { feedDocumentId: id, url: link(fresh) } };
    },
  });
  transfers(gate.app, desk, settings);
}

function writing(gate: Gate, world: World, settings: FeedSettings, desk: Desk): void {
  route(gate, {
    operation: 'createFeedDocument', method: 'POST', path: `${BASE}/documents`, able: WRITE_FAULTS,
    handle: ({ body }) => {
      needText(object(body, 'body'), 'contentType');
      const id = newDocument(desk, settings, undefined);
      const url = `${settings.url()}/feed-documents/${desk.documents.get(id)?.link}`;
      return { status: 201, body: { feedDocumentId: id, url } };
    },
  });
  route(gate, {
    operation: 'createFeed', method: 'POST', path: `${BASE}/feeds`, able: WRITE_FAULTS, knows401: true,
    handle: ({ body }) => {
      const request = object(body, 'body');
      const input = needText(request, 'inputFeedDocumentId');
      const type = needText(request, 'feedType');
      const marketplaceIds = needList(request, 'marketplaceIds', { max: 25 });
      if (type !== CANCEL_FEED && type !== ADJUSTMENT_FEED) throw invalid(`feedType ${type} is not known.`);
      for (const id of marketplaceIds) marketplaceOf(world, id);
      if (desk.documents.get(input)?.content === undefined) throw invalid('The feed document is unknown or empty.');
      const id = String(serial(world) + 300_000);
      const due = settings.clock() + settings.seconds * 1000;
      desk.feeds.set(id, { id, type, marketplaceIds, input, created: stamp(world), due });
      return { status: 202, body: { feedId: id } };
    },
  });
}

function newDocument(desk: Desk, settings: FeedSettings, content: string | undefined): string {
  const id = `amzn1.tortuga.4.na.${randomBytes(8).toString('hex')}`;
  desk.documents.set(id, { link: randomBytes(16).toString('hex'), until: settings.clock() + URL_LIFE, content });
  return id;
}

function work(world: World, settings: FeedSettings, desk: Desk, feed: Feed): void {
  if (settings.clock() < feed.due) return;
  const act = feed.type === ADJUSTMENT_FEED ? adjust : acknowledge;
  feed.result = newDocument(desk, settings, act(world, desk.documents.get(feed.input)?.content ?? ''));
}

function wire({ id, type, marketplaceIds, created, result }: Feed): object {
  return {
    feedId: id, feedType: type, marketplaceIds, createdTime: created,
    processingStatus: result === undefined ? 'IN_PROGRESS' : 'DONE',
    ...(result === undefined ? {} : { resultFeedDocumentId: result }),
  };
}

/** The presigned addresses: PUT fills a document, GET reads one. */
function transfers(app: FastifyInstance, desk: Desk, settings: FeedSettings): void {
  const find = (link: string) =>
    [...desk.documents.values()].find((d) => d.link === link && d.until >= settings.clock());
  const denied = '<Error><Code>AccessDenied</Code></Error>';
  app.addContentTypeParser(['text/xml', 'text/xml; charset=utf-8'], { parseAs: 'string' }, (_request, body, done) =>
    done(null, body));
  app.put<{ Params: { link: string } }>('/feed-documents/:link', async (request, reply) => {
    const found = find(request.params.link);
    if (!found || typeof request.body !== 'string') return reply.code(403).send(denied);
    found.content = request.body;
    return reply.code(200).send();
  });
  app.get<{ Params: { link: string } }>('/feed-documents/:link', async (request, reply) => {
    const found = find(request.params.link);
    if (found?.content === undefined) return reply.code(403).send(denied);
    return reply.header('content-type', 'text/xml; charset=utf-8').send(found.content);
  });
}
