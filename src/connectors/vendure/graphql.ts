/**
 * Asking Vendure's admin API: log-in when needed, and every kind of no told apart.
 *
 * Vendure says no in three ways: GraphQL errors with a code, business faults as data with an `errorCode`
 * (HTTP 200), and FORBIDDEN when a session has ended. Only the last is worth one more try.
 */
import { z } from 'zod';
import { stop, type Stopped } from '#domain/fault.ts';
import type { ExceptionKind } from '#domain/exception.ts';
import type { Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import type { Settings } from './settings.ts';

export interface Question<T> {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly answer: z.ZodType<T>;
  /** True for a mutation. */
  readonly write?: boolean;
}
const Reply = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({
    message: z.string(), extensions: z.object({ code: z.string().optional() }).optional(),
  })).optional(),
});
type Reply = z.output<typeof Reply>;
const TOKEN = 'token';

export async function ask<T>(port: Port<Settings>, question: Question<T>): Promise<T> {
  if (!port.memory.has(TOKEN)) await logIn(port);
  let reply = await send(port, question);
  if (codeOf(reply) === 'FORBIDDEN') {
    await logIn(port);
    reply = await send(port, question);
  }
  const fault = faultOf(reply, question.write === true);
  if (fault) throw fault;
  return read(question.answer, reply.data);
}

async function send(port: Port<Settings>, { query, variables, write }: Question<unknown>): Promise<Reply> {
  const token = port.memory.get(TOKEN);
  const { channelToken } = port.settings;
  const response = await port.http({
    method: 'POST', url: '/admin-api', body: { query, variables: variables ?? {} }, write: write === true,
    headers: {
      ...(typeof token === 'string' && { authorization: `Bearer ${token}` }),
      ...(channelToken && { 'vendure-token': channelToken }),
    },
  });
  const fresh = response.headers['vendure-auth-token'];
  if (fresh) port.memory.set(TOKEN, fresh);
  return read(Reply, response.json());
}

const LOGIN = `mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) { ... on CurrentUser { id } ... on ErrorResult { errorCode message } }
}`;
async function logIn(port: Port<Settings>): Promise<void> {
  port.memory.delete(TOKEN);
  const { username, password } = port.settings;
  const reply = await send(port, { query: LOGIN, variables: { username, password }, answer: z.unknown() });
  const { login } = read(z.object({ login: Refusable }), reply.data);
  if (login.errorCode) throw stop.unauthorised(`Vendure does not let ${username} in: ${login.errorCode}`);
  if (!port.memory.has(TOKEN))
    throw stop.unauthorised('Vendure gave no token at log-in: its tokenMethod must allow bearer');
}

/** Some faults inside the server come without a code. */
const codeOf = ({ errors }: Reply): string | undefined =>
  errors?.[0]?.extensions?.code ?? (errors ? 'NONE' : undefined);

/** A query that does not fit is ours to mend; what the shop knows better is a person's. */
function faultOf(reply: Reply, write: boolean): Stopped | undefined {
  const detail = reply.errors?.[0]?.message ?? '';
  switch (codeOf(reply)) {
    case undefined:
      return undefined;
    case 'FORBIDDEN':
      return stop.unauthorised(`Vendure: ${detail}: give the administrator's role the permission`);
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'GRAPHQL_PARSE_FAILED':
    case 'BAD_USER_INPUT':
    case 'USER_INPUT_ERROR':
      return stop.malformed(`Vendure does not understand us: ${detail}`);
    case 'ENTITY_NOT_FOUND':
    case 'ILLEGAL_OPERATION':
      return stop.refused('PartnerRefused', `Vendure: ${detail}`);
    default:
      return (write ? stop.unknown : stop.unavailable)(`Vendure failed inside: ${detail}`);
  }
}

/** A member of Vendure's result unions: the thing itself, or a business fault. */
const Refusable = z.looseObject({ errorCode: z.string().optional(), message: z.string().optional() });

/** The thing, or Refused with Vendure's own words. */
export function granted<T>(result: unknown, schema: z.ZodType<T>, otherwise: ExceptionKind): T {
  const { errorCode, message } = read(Refusable, result);
  if (errorCode) throw stop.refused(otherwise, `Vendure: ${errorCode}: ${message ?? ''}`);
  return read(schema, result);
}
export const errorCodeOf = (result: unknown): string | undefined => read(Refusable, result).errorCode;
