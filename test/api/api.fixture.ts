/** The API on a test database with the simulated partner in every role; calls go through `inject`. */
import { createHmac } from 'node:crypto';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Role } from '#domain/exception.ts';
import { createApiKey, createSignInLink } from '#api/access.ts';
import type { ApiOptions } from '#api/api.ts';
import { buildApi } from '#api/server.ts';
import type { Right } from '#api/rights.ts';
import { ground, type Ground } from '../engine/bench.fixture.ts';

export interface ApiGround extends Ground {
  readonly app: FastifyInstance;
  /** Keys by role. */
  key(role: Role, scopes?: readonly Right[]): Promise<string>;
  /** Calls as an administrator unless said otherwise; null is nobody. */
  call(method: 'GET' | 'POST', url: string, more?: Call): Promise<LightMyRequestResponse>;
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}
export interface Call {
  readonly as?: string | null;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export async function apiGround(options: Partial<ApiOptions> = {}): Promise<ApiGround> {
  const g = await ground();
  const { platform, meter } = g.opened;
  const app = await buildApi(platform, { intake: g.intake, meter, ...options });
  const keys = new Map<string, Promise<string>>();
  const key = (role: Role, scopes?: readonly Right[]): Promise<string> => {
    const name = `${role} ${scopes?.join() ?? 'all'}`;
    const made = keys.get(name) ??
      createApiKey(platform, { name, role, by: 'test', ...(scopes && { scopes }) }).then((k) => k.key);
    keys.set(name, made);
    return made;
  };
  const call = async (method: 'GET' | 'POST', url: string, { as, body, headers = {} }: Call = {}) => {
    const bearer = as === undefined ? await key('administrator') : as;
    const request: InjectOptions = {
      method, url, headers: { ...(bearer && { authorization: `Bearer ${bearer}` }), ...headers },
      ...(body !== undefined && { payload: body as object }),
    };
    return app.inject(request);
  };
  const query = async (text: string, values: unknown[] = []) =>
    (await platform.pool.query<Record<string, unknown>>(text, values)).rows;
  const close = async () => {
    await app.close();
    await g.close();
  };
  return { ...g, app, key, call, query, close };
}

/** A session as a browser has it: the cookie that a sign-in link gave. */
export async function browserSession(g: ApiGround, person: Parameters<typeof createSignInLink>[2] = {}): Promise<string> {
  const link = new URL(await createSignInLink(g.opened.platform, 'http://127.0.0.1:4400', person));
  const answer = await g.app.inject({ method: 'GET', url: link.pathname + link.search });
  return String(answer.headers['set-cookie']).split(';')[0]!;
}

export const signed = (body: string | Buffer, secret = 'hook'): Record<string, string> => ({
  'content-type': 'application/json', 'x-simulated-topic': 'order',
  'x-simulated-hmac': createHmac('sha256', secret).update(body).digest('base64'),
});
export const orderBody = (order: string): string => JSON.stringify({
  order, at: '2026-11-21T08:00:00Z', currency: 'EUR', lines: [{ id: '1', sku: 'TEE', quantity: 2, net: '10.00' }],
});
