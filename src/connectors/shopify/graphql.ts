/**
 * One door to Admin GraphQL: sends a document, charges its cost, and tells the partner's errors apart by who
 * must act. GraphQL answers errors with HTTP 200, so the port alone would take them for success.
 */
import { z } from 'zod';
import { stop, type Stopped } from '#domain/fault.ts';
import { after } from '#domain/time.ts';
import type { HttpResponse, Port } from '../contract.ts';
import { read } from '../parse.ts';
import type { Settings } from './settings.ts';

/** Quarterly; supported for a year: https://shopify.dev/docs/api/usage/versioning */
export const API_VERSION = '2026-10';

const Cost = z.object({
  throttleStatus: z.object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() }),
  requestedQueryCost: z.number().nullish(),
});
const Envelope = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({
    message: z.string(), extensions: z.object({ code: z.string().optional() }).loose().nullish(),
  })).nullish(),
  extensions: z.object({ cost: Cost.nullish() }).loose().nullish(),
});
type Envelope = z.infer<typeof Envelope>;

/** The points a document is worth: the `# cost: N` of its first line. */
export const costOf = (document: string): number => Number(/^# cost: (\d+)\n/.exec(document)?.[1]);

export interface Call<T> {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What `data` must look like. */
  readonly answer: z.ZodType<T>;
  readonly write?: boolean;
}

export async function ask<T>(port: Port<Settings>,
  { document, variables, answer, write = false }: Call<T>): Promise<T> {
  const response = await port.http({
    method: 'POST', url: `/admin/api/${API_VERSION}/graphql.json`, write, cost: costOf(document),
    headers: { 'x-shopify-access-token': port.settings.accessToken },
    body: { query: document, variables },
  });
  if (response.status >= 400) throw stop.malformed(`Shopify answered ${response.status} to a GraphQL call`);
  const envelope = read(Envelope, response.json());
  if (envelope.errors?.length) throw faultIn(port, envelope, write);
  return read(answer, envelope.data);
}

/** Codes of errors that are about the credentials; all unknown ones are a document of ours that they do not accept. */
const DENIED = new Set(['ACCESS_DENIED', 'SHOP_INACTIVE', 'UNAUTHORIZED']);

function faultIn(port: Port<Settings>, { errors, extensions }: Envelope, write: boolean): Stopped {
  const [first] = errors ?? [];
  const code = first?.extensions?.code ?? '';
  const what = `Shopify: ${first?.message ?? 'an error without words'} (${code || 'no code'})`;
  if (code === 'THROTTLED') return stop.throttled(after(port.now, wait(extensions?.cost)), what);
  if (DENIED.has(code)) return stop.unauthorised(what);
  if (code === 'INTERNAL_SERVER_ERROR' || code === 'TIMEOUT')
    return write ? stop.unknown(what) : stop.unavailable(what);
  return stop.malformed(what);
}

/** Seconds until the bucket holds what the document asks for. */
function wait(cost: z.infer<typeof Cost> | null | undefined): number {
  if (!cost) return 2;
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  const missing = (cost.requestedQueryCost ?? restoreRate) - currentlyAvailable;
  return Math.min(60, Math.max(0.5, missing / Math.max(1, restoreRate)));
}

/** What an answer says of the bucket, for all workers of the connection. */
export function learn(response: HttpResponse): { available: number; perSecond: number; capacity: number } | undefined {
  if (!response.text.includes('"throttleStatus"')) return undefined;
  const envelope = Envelope.safeParse(response.json());
  const status = envelope.data?.extensions?.cost?.throttleStatus;
  return status && {
    available: status.currentlyAvailable, perSecond: status.restoreRate, capacity: status.maximumAvailable,
  };
}
