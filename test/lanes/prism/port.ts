/**
 * A port whose partner is Prism. It keeps what was said, can ask for a certain answer (`Prefer`), and can amend
 * one, because Prism is stateless: an order of its examples has always left already.
 *
 * Not the platform's own port: the examples name addresses of the real Amazon, and none may be called. Logins
 * and documents are answered here.
 */
import assert from 'node:assert/strict';
import { brand } from '#domain/brand.ts';
import { stop, type Stopped } from '#domain/fault.ts';
import { fromEpoch } from '#domain/time.ts';
import amazon from '#connectors/amazon/index.ts';
import type { Settings } from '#connectors/amazon/settings.ts';
import type { HttpRequest, HttpResponse, Port } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { replay } from '#connectors/recording.ts';
import type { Models, Operation } from './model.ts';

/** Amazon.com, and the shop of the model's other examples, Amazon.co.uk. */
export const MARKETPLACES = ['ATVPDKIKX0DER', 'A1F83G8C2ARO7P'] as const;
export const LOGIN = 'https://login.invalid/auth/o2/token';
/** Where the documents of reports and feeds are said to lie, once an answer has been amended. */
export const DOCUMENTS = 'https://documents.invalid/';

export interface Exchange {
  readonly request: HttpRequest;
  readonly operation: Operation;
  readonly status: number;
  readonly text: string;
  /** What Prism had against the request. */
  readonly violations: readonly string[];
}
/** By operation: `getOrder`. */
export interface Wishes {
  /** `code=404`, `dynamic=true, seed=7`. */
  readonly prefer?: Readonly<Record<string, string>>;
  readonly amend?: Readonly<Record<string, (body: never) => unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What lies at DOCUMENTS. */
  readonly document?: Uint8Array;
}
export interface Conversation {
  readonly port: Port<Settings>;
  readonly heard: readonly Exchange[];
}

export function converse(url: string, models: Models, wishes: Wishes = {}): Conversation {
  const heard: Exchange[] = [];
  const settings = {
    baseUrl: url, loginUrl: LOGIN, clientId: 'client', clientSecret: 'secret', refreshToken: 'Atzr|1',
    sellerId: 'A1SELLER', marketplaceIds: MARKETPLACES, ...wishes.settings,
  };
  const port = replay(amazon, { name: 'prism', settings });
  return { heard, port: { ...port, now: fromEpoch(Date.now()), memory: new Map(), http: async (request) => {
    if (request.url === LOGIN) return answered(200, JSON.stringify({ access_token: 'Atza|1', expires_in: 3600 }));
    if (request.url.startsWith(DOCUMENTS)) return answered(200, wishes.document ?? '');
    const at = new URL(request.url, url);
    assert.equal(at.origin, url, `${at} is somewhere else`);
    const operation = models(request.method, at.pathname) ?? assert.fail(`no model has ${request.method} ${at.pathname}`);
    const exchange = await ask(at, request, operation, wishes);
    heard.push(exchange);
    const fault = faultOf(request, exchange.status);
    if (fault) throw fault;
    return answered(exchange.status, exchange.text);
  } } };
}

async function ask(at: URL, request: HttpRequest, operation: Operation, wishes: Wishes): Promise<Exchange> {
  const prefer = wishes.prefer?.[operation.id];
  const json = request.body !== undefined;
  const response = await fetch(at, {
    method: request.method, ...(json && { body: JSON.stringify(request.body) }),
    headers: { ...(json && { 'content-type': 'application/json' }), ...(prefer && { prefer }), ...request.headers },
  });
  const text = await response.text();
  const amend = response.ok ? wishes.amend?.[operation.id] : undefined;
  return {
    request, operation, status: response.status, violations: violationsIn(response, text),
    text: amend ? JSON.stringify(amend(JSON.parse(text) as never)) : text,
  };
}

/** Prism notes in a header what is wrong with a request, and beside it what is wrong with its own example. */
function violationsIn({ headers }: Response, text: string): string[] {
  if (headers.get('content-type')?.startsWith('application/problem+json')) return [text];
  const noted = JSON.parse(headers.get('sl-violations') ?? '[]') as { location: string[]; message: string }[];
  return noted.filter((v) => v.location[0] === 'request').map((v) => v.message);
}

/** The platform's rules in short: what a status means for a read and for a write. */
function faultOf({ accept, write }: HttpRequest, status: number): Stopped | undefined {
  if (status < 400 || accept?.includes(status)) return undefined;
  if (status === 429) return stop.throttled(brand('2026-11-21T12:00:01.000Z'));
  if (status === 401 || status === 403) return stop.unauthorised(`Amazon answered ${status}`);
  if (status < 500) return undefined;
  return write ? stop.unknown(`Amazon answered ${status}`) : stop.unavailable(`Amazon answered ${status}`);
}

function answered(status: number, content: string | Uint8Array): HttpResponse {
  const bytes = Buffer.from(content as string);
  return { status, headers: {}, bytes, text: bytes.toString(), json: () => parseJson(bytes) };
}
