/**
 * Who calls, remembered for a few seconds: for routes that are read thousands of times a second from memory, where a
 * look at the database per call would be most of the work. A revoked key reads such a route for that long.
 */
import type { FastifyRequest } from 'fastify';
import { sha256 } from '#runtime/identity.ts';
import type { Platform } from '#runtime/platform.ts';
import { authenticate } from './access.ts';
import type { Caller } from './rights.ts';

const SECONDS = 5;
const MOST = 10_000;
const remembered = new WeakMap<Platform, Map<string, { readonly caller: Caller; readonly until: number }>>();

export async function authenticateBriefly(p: Platform, request: FastifyRequest): Promise<Caller> {
  const { authorization, cookie } = request.headers;
  const known = remembered.get(p) ?? new Map();
  remembered.set(p, known);
  // The hash, so that no key stands in memory longer than its request; a browser's origin is checked every time.
  const name = authorization === undefined || cookie !== undefined ? undefined : sha256(authorization).toString('base64');
  const before = name === undefined ? undefined : known.get(name);
  if (before && before.until > performance.now()) return before.caller;
  const caller = await authenticate(p, request);
  if (name !== undefined) {
    if (known.size >= MOST) known.clear();
    known.set(name, { caller, until: performance.now() + SECONDS * 1000 });
  }
  return caller;
}
