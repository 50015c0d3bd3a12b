/**
 * JSON-RPC to Tryton: one session per connection, the context last, a body of exactly id, method and params.
 *
 * Three things are Tryton's own. A session that idled too long is 401 for posting although reading still works, so
 * 401 is answered by one new login. A UserWarning is a question: those we may say yes to are answered by name prefix
 * and the call repeated. And an error is HTTP 200: it says that the whole call was undone, so it is never Unknown.
 */
import { z } from 'zod';
import { stop, type Stopped } from '#domain/fault.ts';
import type { HttpResponse, Port } from '../contract.ts';
import { read } from '../parse.ts';
import type { Settings } from './settings.ts';

export type TrytonPort = Port<Settings>;
export interface Call {
  readonly method: string;
  /** Without the context. */
  readonly params: readonly unknown[];
  /** True when it changes something. */
  readonly write?: boolean;
  /** Added to the session's context. */
  readonly context?: Readonly<Record<string, unknown>>;
}
interface Session {
  readonly authorization: string;
  readonly user: number;
  readonly context: Readonly<Record<string, unknown>>;
}
/** What Tryton said instead of a result. */
export interface Refusal {
  readonly kind: string;
  readonly text: string;
  /** The name of a question, by which it is answered. */
  readonly name?: string;
}

/** Questions that are ours to answer: no carrier is planned in Tryton, and invoices follow their shipments. */
const MAY_CONFIRM = ['shipment_out_no_carrier_', 'invoice_payment_term_'];
const QUESTIONS = 6;

/** A call's result, or why not. @throws Stopped for transport, login and broken answers. */
export async function attempt<T>(port: TrytonPort, call: Call, answer: z.ZodType<T>): Promise<{ result: T } | Refusal> {
  for (let asked = 0; ; asked += 1) {
    const body = await send(port, call);
    if ('result' in body) return { result: read(answer, body.result ?? null) };
    const refusal = refusalOf(body.error);
    const ours = refusal.name && MAY_CONFIRM.some((prefix) => refusal.name!.startsWith(prefix));
    if (!ours || asked >= QUESTIONS) return refusal;
    await confirm(port, refusal.name!);
  }
}
/** @throws Stopped when Tryton refuses. */
export async function rpc<T>(port: TrytonPort, call: Call, answer: z.ZodType<T>): Promise<T> {
  const outcome = await attempt(port, call, answer);
  if ('result' in outcome) return outcome.result;
  throw faultOf(call, outcome);
}
/** A workflow step. Tryton says nothing when the state is wrong: look again afterwards. */
export const step = async (port: TrytonPort, model: string, name: string, ids: readonly number[]): Promise<void> =>
  void (await rpc(port, { method: `model.${model}.${name}`, params: [ids], write: true }, z.unknown()));
export const write = async (port: TrytonPort, model: string, ids: readonly number[], values: object): Promise<void> =>
  void (await rpc(port, { method: `model.${model}.write`, params: [ids, values], write: true }, z.unknown()));
export async function create(port: TrytonPort, model: string, values: object): Promise<number> {
  const call = { method: `model.${model}.create`, params: [[values]], write: true };
  const [id] = await rpc(port, call, z.tuple([z.number()]));
  return id;
}

export interface Query {
  readonly model: string;
  readonly domain: readonly unknown[];
  readonly limit?: number;
  readonly order?: readonly (readonly [string, 'ASC' | 'DESC'])[];
  readonly context?: Readonly<Record<string, unknown>>;
}
/** Rows that match; their fields are the keys of `row`. */
export const find = <T extends z.ZodRawShape>(port: TrytonPort, query: Query, row: z.ZodObject<T>) => rpc(port, {
  method: `model.${query.model}.search_read`, ...(query.context && { context: query.context }),
  params: [query.domain, 0, query.limit ?? null, query.order ?? [['id', 'ASC']], fieldsOf(row)],
}, z.array(row));
/** The rows of these ids. Tryton answers in an order of its own, so they are put back into this one. */
export async function rows<T extends z.ZodRawShape>(
  port: TrytonPort, model: string, ids: readonly number[], row: z.ZodObject<T>,
): Promise<z.output<z.ZodObject<T>>[]> {
  if (ids.length === 0) return [];
  const found = await rpc(port, { method: `model.${model}.read`, params: [ids, fieldsOf(row)] }, z.array(row));
  const at = (one: unknown) => ids.indexOf((one as { id: number }).id);
  return found.toSorted((a, b) => at(a) - at(b));
}
/** `product.` in an answer is what `product.code` asked for. */
const fieldsOf = (row: z.ZodObject<z.ZodRawShape>): string[] => Object.entries(row.shape).flatMap(([key, type]) => {
  if (!key.endsWith('.')) return key === 'id' ? [] : [key];
  const inner = (type instanceof z.ZodNullable ? type.unwrap() : type) as z.ZodObject<z.ZodRawShape>;
  return Object.keys(inner.shape).map((field) => `${key}${field}`);
});

const Answer = z.union([
  z.object({ result: z.unknown() }), z.object({ error: z.tuple([z.string(), z.unknown()]).rest(z.unknown()) }),
]);
type Body = { result?: unknown } | { error: readonly [string, unknown, ...unknown[]] };
const isError = (body: Body): body is { error: readonly [string, unknown, ...unknown[]] } => 'error' in body;

async function send(port: TrytonPort, call: Call): Promise<{ result: unknown } | { error: readonly unknown[] }> {
  for (const again of [true, false]) {
    const opened = openSession(port);
    const session = await opened;
    const params = [...call.params, { ...session.context, ...call.context }];
    const response = await post(port, { ...call, params }, session.authorization);
    if (response.status !== 401) return answerOf(port, response);
    if (port.memory.get(SESSION) === opened) port.memory.delete(SESSION); // Unless somebody was faster.
    if (!again) break;
  }
  throw stop.unauthorised('Tryton ends every session at once: check its session settings');
}
const post = (port: TrytonPort, call: Call, authorization?: string): Promise<HttpResponse> => port.http({
  method: 'POST', url: `/${port.settings.database}/`, accept: [401, 404],
  headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
  body: { id: 1, method: call.method, params: call.params }, ...(call.write && { write: true }),
});
function answerOf(port: TrytonPort, response: HttpResponse): { result: unknown } | { error: readonly unknown[] } {
  if (response.status === 404) throw stop.unauthorised(`Tryton has no database ${port.settings.database}`);
  if (response.status >= 400) throw stop.malformed(`Tryton answered ${response.status} to a call it should know`);
  const body: Body = read(Answer, response.json()) as Body;
  return isError(body) ? { error: body.error } : { result: body.result };
}

const SESSION = 'tryton session';
export const openSession = (port: TrytonPort): Promise<Session> => {
  const known = port.memory.get(SESSION) as Promise<Session> | undefined;
  if (known) return known;
  // One login for all who wait for it; a failed one is not kept.
  const made = logIn(port);
  port.memory.set(SESSION, made);
  made.catch(() => port.memory.delete(SESSION));
  return made;
};
async function logIn(port: TrytonPort): Promise<Session> {
  const { login, password } = port.settings;
  const response = await post(port, { method: 'common.db.login', params: [login, { password }, 'en'] });
  if (response.status === 401) throw stop.unauthorised(`Tryton refused the login of ${login}`);
  const body = answerOf(port, response);
  if ('error' in body) throw stop.unauthorised(`Tryton refused the login of ${login}: ${refusalOf(body.error).text}`);
  const [user, key] = read(z.tuple([z.number(), z.string()]), body.result);
  const authorization = `Session ${Buffer.from(`${login}:${user}:${key}`).toString('base64')}`;
  const asked = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const said = answerOf(port, await post(port, { method, params }, authorization));
    return 'result' in said ? said.result : undefined;
  };
  const own = read(z.record(z.string(), z.unknown()), await asked('model.res.user.get_preferences', [true, {}]));
  // English, whatever the user prefers: a closed period is known by what Tryton says.
  const context = { ...own, language: 'en' };
  const { company: name } = port.settings;
  if (!name) return { authorization, user, context };
  const found = await asked('model.company.company.search', [[['party.name', '=', name]], context]);
  const [company] = read(z.array(z.number()), found);
  if (company === undefined) throw stop.refused('ErpRejected', `Tryton has no company ${name} for ${login}`);
  return { authorization, user, context: { ...context, company } };
}
async function confirm(port: TrytonPort, name: string): Promise<void> {
  const { user } = await openSession(port);
  await create(port, 'res.user.warning', { user, name, always: false });
}

function refusalOf(error: readonly unknown[]): Refusal {
  const [kind, details] = error;
  if (!Array.isArray(details)) return { kind: String(kind), text: typeof details === 'string' ? details : '' };
  const [first, second] = details as unknown[];
  if (kind === 'UserWarning') return { kind, name: String(first), text: String(second) };
  const said = [first, second].filter((part) => typeof part === 'string' && part !== '');
  return { kind: String(kind), text: said.join(' ') };
}

const CLOSED = /you must create a period for the date|in closed period|because its period is closed/i;
const PASSING = /database is locked|deadlock|could not serialize|could not obtain lock|connection (already )?closed/i;
export function faultOf({ method }: Call, { kind, text }: Refusal): Stopped {
  const said = `Tryton refused ${method}: ${text || kind}`;
  if (kind === 'UserError') return stop.refused(CLOSED.test(text) ? 'PeriodClosed' : 'ErpRejected', said);
  if (kind === 'UserWarning') return stop.refused('ErpRejected', `Tryton asks before ${method}: ${text}`);
  if (kind === 'ConcurrencyException' || PASSING.test(kind)) return stop.unavailable(said);
  if (kind === 'LoginException') return stop.unauthorised(said);
  return stop.malformed(`Tryton failed at ${method}: ${kind}`);
}
