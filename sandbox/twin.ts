/**
 * A twin is a protocol-faithful server of one partner: it keeps state, checks credentials and
 * signatures, enforces the partner's documented limits, pages, and misbehaves on demand.
 *
 * A twin never imports from src/: it must be wrong or right about the partner on its own account.
 */
import type { FastifyInstance } from 'fastify';
import type { Faults } from './faults.ts';

export interface Twin {
  readonly name: string;
  /** Where it listens: `http://127.0.0.1:port`, `sftp://…` or a folder. */
  readonly url: string;
  readonly faults: Faults;
  /** Every write the twin really applied, in order: the witness for "nothing twice at the partner". */
  readonly applied: readonly Applied[];
  stop(): Promise<void>;
}

export interface Applied {
  readonly operation: string;
  /** The caller's idempotency key or natural key, if it gave one. */
  readonly key?: string;
  /** The partner's id of what was written. */
  readonly id: string;
}

/** What every HTTP twin is started with. Port 0 takes a free one. */
export interface TwinOptions {
  readonly port?: number;
  readonly faults: Faults;
  /** The twin's clock, so that a demo day can run faster than a day. */
  readonly now?: () => Date;
}

export async function listen(app: FastifyInstance, port = 0): Promise<string> {
  await app.listen({ host: '127.0.0.1', port });
  const address = app.server.address();
  if (!address || typeof address === 'string') throw new Error('the twin has no port');
  return `http://127.0.0.1:${address.port}`;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
