/** Recordings of partners' answers, and a port that replays them. For the battery and connectors' tests. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { brand, type ExternalId } from '#domain/brand.ts';
import { parseJson } from './parse.ts';
import type { Connector, FileDrop, HttpRequest, HttpResponse, Port } from './contract.ts';

export interface Answer {
  readonly expect?: { readonly method?: string; readonly url?: string; readonly body?: string };
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
export interface Recording {
  readonly name: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly document?: { readonly topic: string; readonly headers?: Record<string, string>; readonly body: unknown };
  readonly answers?: readonly Answer[];
  readonly files?: Readonly<Record<string, string>>;
  readonly mappings?: Readonly<Record<string, string>>; // 'sku:ABC' → 'TEE-M'
  readonly links?: Readonly<Record<string, string>>; //    'order:ord-1' → '5001', and 'own:order:5001' → 'ord-1'
  readonly news?: readonly string[];
  readonly since?: string;
  readonly documents?: readonly string[];
  readonly more?: boolean;
  readonly wish?: unknown;
  readonly key?: string;
  readonly receipt?: unknown;
  readonly find?: { readonly answers: readonly Answer[]; readonly receipt: unknown };
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly topic?: string;
}

export const recordings = (folder: URL): Recording[] =>
  readdirSync(folder)
    .filter((f) => f.endsWith('.json'))
    .map((f) => ({ ...JSON.parse(readFileSync(new URL(f, folder), 'utf8')), name: f.slice(0, -5) }));

export const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body ?? ''));

export const settingsOf = <S>(connector: Connector<S>, r: Recording): S => connector.settings.parse(r.settings ?? {});

/** A port whose partner is the recording: answers in order, files from `files`, the clock stands still. */
export function replay<S>(connector: Connector<S>, r: Recording): Port<S> {
  const answers = [...(r.answers ?? [])];
  const connection = brand<never>(`${connector.name}-test`);
  return {
    connection,
    settings: settingsOf(connector, r),
    now: brand<never>('2026-11-21T12:00:00.000Z'),
    http: async (request) => answer(answers.shift() ?? assert.fail(`${r.name}: no answer left for ${request.url}`), request),
    files: memoryFiles(new Map(Object.entries(r.files ?? {}))),
    orderId: (external) => brand(`ord-${external}`),
    partyId: (order, role) => brand(`pty-${order}-${role}`),
    party: async () => ({ name: 'Test Person', street: ['1 Test Street'], city: 'Testville', postcode: '10001',
      region: 'NY', country: 'US', email: 'test@example.invalid', phone: '+12125550100' }),
    mapping: async (table, external) => r.mappings?.[`${table}:${external}`],
    externalOf: async (kind, own) => r.links?.[`${kind}:${own}`] as ExternalId | undefined,
    ownOf: async (kind, external) => r.links?.[`own:${kind}:${external}`],
    memory: new Map(),
  };
}

function answer(a: Answer, request: HttpRequest): HttpResponse {
  const sent = textOf(request.body);
  if (a.expect?.method) assert.equal(request.method, a.expect.method);
  if (a.expect?.url) assert.ok(request.url.includes(a.expect.url), `${request.url} does not contain ${a.expect.url}`);
  if (a.expect?.body) assert.ok(sent.includes(a.expect.body), `${sent} does not contain ${a.expect.body}`);
  const text = textOf(a.body);
  return { status: a.status, headers: a.headers ?? {}, bytes: Buffer.from(text), text, json: () => parseJson(text) };
}

/** A folder tree in memory, for tests of connectors that speak files. */
export function memoryFiles(content: Map<string, string>): FileDrop {
  const now = brand<never>('2026-11-21T12:00:00.000Z');
  return {
    list: async (folder) => [...content]
      .filter(([path]) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
      .map(([path, text]) => ({ name: path.slice(folder.length + 1), bytes: Buffer.byteLength(text), modified: now })),
    read: async (path) => Buffer.from(content.get(path) ?? assert.fail(`no file ${path}`)),
    write: async (path, text) => void content.set(path, Buffer.from(text as string).toString()),
    move: async (from, to) => {
      content.set(to, content.get(from) ?? assert.fail(`no file ${from}`));
      content.delete(from);
    },
    exists: async (path) => content.has(path),
  };
}
