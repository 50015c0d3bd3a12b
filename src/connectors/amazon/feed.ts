/**
 * Handing Amazon a feed: a document, its content, the feed, and what became of it. Amazon works on feeds for minutes, so
 * one attempt hands it in and later ones ask; a feed in hand is remembered by the wish's key.
 */
import { z } from 'zod';
import type { IdempotencyKey } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { HttpResponse, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { call, errorsOf, type Call } from './login.ts';
import type { Settings } from './settings.ts';

const BASE = '/feeds/2021-06-30';
const Made = z.object({ feedDocumentId: z.string(), url: z.url() });
const Feed = z.object({ processingStatus: z.string(), resultFeedDocumentId: z.string().optional() });

export interface FeedWish {
  /** In words, for what is said when it fails: 'the cancellation of order 1'. */
  readonly what: string;
  readonly feedType: string;
  readonly marketplaceId: string;
  readonly body: string;
}

/** Worked on; what Amazon found wrong is read when it is asked for. @throws Stopped Unavailable while it is worked on. */
export async function fed(port: Port<Settings>, key: IdempotencyKey, wish: FeedWish): Promise<{ problems(): Promise<string[]> }> {
  const slot = `amazon feed ${key}`;
  const feed = (port.memory.get(slot) as string | undefined) ?? await handIn(port, wish);
  port.memory.set(slot, feed);
  const answer = await ask(port, { method: 'GET', url: `${BASE}/feeds/${feed}`, bucket: 'getFeed' });
  const { processingStatus, resultFeedDocumentId } = read(Feed, answer.json());
  if (['IN_QUEUE', 'IN_PROGRESS'].includes(processingStatus)) throw stop.unavailable(`Amazon works on ${wish.what} (feed ${feed})`);
  port.memory.delete(slot); // Whatever became of it, the next attempt is a new one.
  if (processingStatus !== 'DONE' || !resultFeedDocumentId)
    throw stop.refused('PartnerRefused', `${wish.what} ended as ${processingStatus} (feed ${feed})`);
  return { problems: async () => problemsIn(await report(port, resultFeedDocumentId)) };
}

/** Document, content, feed. Nothing happens at Amazon before the last step, so an attempt may end anywhere. */
async function handIn(port: Port<Settings>, { what, feedType, marketplaceId, body }: FeedWish): Promise<string> {
  const contentType = 'text/xml; charset=utf-8';
  const { feedDocumentId, url } = read(Made, (await ask(port, {
    method: 'POST', url: `${BASE}/documents`, bucket: 'createFeedDocument', body: { contentType },
  })).json());
  const put = await port.http({
    method: 'PUT', url, bucket: 'download', body, headers: { 'content-type': contentType }, accept: [403],
  });
  if (put.status >= 300) throw stop.unavailable(`the address for ${what} no longer works`);
  const { feedId } = read(z.object({ feedId: z.string() }), (await ask(port, {
    method: 'POST', url: `${BASE}/feeds`, bucket: 'createFeed', write: true,
    body: { feedType, inputFeedDocumentId: feedDocumentId, marketplaceIds: [marketplaceId] },
  })).json());
  return feedId;
}

async function report(port: Port<Settings>, document: string): Promise<string> {
  const url = `${BASE}/documents/${encodeURIComponent(document)}`;
  const { url: address } = read(Made, (await ask(port, { method: 'GET', url, bucket: 'getFeedDocument' })).json());
  const answer = await port.http({ method: 'GET', url: address, bucket: 'download', accept: [403] });
  if (answer.status !== 200) throw stop.unavailable('the address of the feed’s result no longer works');
  return answer.text;
}

async function ask(port: Port<Settings>, request: Call): Promise<HttpResponse> {
  const answer = await call(port, request);
  if (answer.status < 300) return answer;
  throw stop.refused('PartnerRefused', `Amazon refuses ${request.method} ${request.url}: ${errorsOf(answer)}`);
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** Errors of a processing report, which is flat and small: its elements are found by name, warnings left aside. */
export function problemsIn(xml: string): string[] {
  const inner = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  const results = [...xml.matchAll(/<Result>([\s\S]*?)<\/Result>/g)].map((m) => m[1] ?? '');
  const errors = results.filter((r) => inner(r, 'ResultCode') === 'Error')
    .map((r) => `${inner(r, 'ResultMessageCode')} ${inner(r, 'ResultDescription')}`.trim());
  if (errors.length > 0) return errors;
  return inner(xml, 'MessagesWithError') === '0' ? [] : ['its report cannot be read'];
}
