/** Asking the server. What goes wrong comes back as a sentence with the request's id, never as a status number. */
import type { Answer, Asked, Body, Posted, Sent } from './paths.ts';
import type { ProblemDetails } from './types.ts';

export class Failed extends Error {
  readonly status: number;
  readonly title: string;
  /** To quote when it is reported. */
  readonly request: string | undefined;
  constructor(title: string, detail: string, more: { status?: number; request?: string } = {}) {
    super(detail);
    this.title = title;
    this.status = more.status ?? 0;
    this.request = more.request;
  }
  get signedOut(): boolean {
    return this.status === 401;
  }
  get forbidden(): boolean {
    return this.status === 403;
  }
  get unknown(): boolean {
    return this.status === 404;
  }
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch(() => {
    throw new Failed('The server cannot be reached', 'Is it still running? This page tries again by itself.');
  });
  if (response.ok) return response;
  const p = (await response.json().catch(() => ({}))) as Partial<ProblemDetails>;
  throw new Failed(p.title ?? 'The server did not answer as expected', p.detail ?? 'Try again in a moment.', {
    status: response.status,
    ...(p.request !== undefined && { request: p.request }),
  });
}

export const get = async <const A extends string>(path: Asked<A>, signal?: AbortSignal): Promise<Answer<A>> =>
  (await ask(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) })).json() as Promise<Answer<A>>;

/** A write carries a key of its own, so that a repeated click or a lost answer does it once. */
export const post = async <const A extends string>(path: Sent<A>, body?: Body<A>): Promise<Posted<A>> =>
  (
    await ask(path, {
      method: 'POST',
      body: JSON.stringify(body ?? {}),
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    })
  ).json() as Promise<Posted<A>>;

/** `/v1/orders` and `{ channel: 'x', stage: undefined }` → `/v1/orders?channel=x`. */
export function address<const A extends string>(
  path: A,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): A | `${A}?${string}` {
  const given = Object.entries(query).filter(([, v]) => v !== undefined && v !== '');
  const text = new URLSearchParams(given.map(([k, v]) => [k, String(v)])).toString();
  return text ? `${path}?${text}` : path;
}
