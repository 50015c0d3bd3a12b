/** Asking the server. What goes wrong comes back as a sentence with the request's id, never as a status number. */
import type { ProblemDetails } from '../../src/api/types.ts';

export class Failed extends Error {
  readonly signedOut: boolean;
  readonly title: string;
  /** To quote when it is reported. */
  readonly request: string | undefined;
  constructor(title: string, detail: string, more: { signedOut?: boolean; request?: string } = {}) {
    super(detail);
    this.title = title;
    this.signedOut = more.signedOut ?? false;
    this.request = more.request;
  }
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch(() => {
    throw new Failed('The server cannot be reached', 'Is it still running? This page tries again by itself.');
  });
  if (response.ok) return response;
  const p = (await response.json().catch(() => ({}))) as Partial<ProblemDetails>;
  throw new Failed(p.title ?? 'The server did not answer as expected', p.detail ?? 'Try again in a moment.', {
    signedOut: response.status === 401, ...(p.request !== undefined && { request: p.request }),
  });
}

export const get = async <T,>(path: string, signal?: AbortSignal): Promise<T> =>
  (await ask(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) })).json() as Promise<T>;

export const getText = async (path: string, signal?: AbortSignal): Promise<string> =>
  (await ask(path, { headers: { accept: 'text/plain' }, ...(signal && { signal }) })).text();

/** A write carries a key of its own, so that a repeated click or a lost answer does it once. */
export const post = async <T,>(path: string, body: object): Promise<T> =>
  (await ask(path, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
  })).json() as Promise<T>;
