/** What a piece of news comes to: facts, and what must be written beside them in the same transaction. */
import type { PoolClient } from 'pg';
import type { Draft } from './append.ts';
import type { Hearing } from './forget.ts';
import { digestOf } from './identity.ts';

export interface Heard {
  readonly drafts: readonly Draft[];
  readonly beside?: (tx: PoolClient) => Promise<void>;
  /**
   * Too much for the transaction of a turn, in which others wait: written in one of its own before. It must do nothing
   * when it comes a second time, and mean nothing until the facts are there.
   */
  readonly apart?: (tx: PoolClient) => Promise<void>;
}

export const fact = (h: Hearing, type: string, data: object, more: Partial<Draft> & { key: string }): Draft => ({
  tenant: h.d.tenant, type, data, cause: h.d.id, connection: h.c.connection, mapping: h.c.connector.mappingVersion,
  at: h.now, correlation: h.d.correlation, ...more, key: `${type}:${more.key}`,
});

/** A question for a person, beside the document's own subject, so that what waits for one holds nothing else back. */
export function trouble(h: Hearing, kind: string, detail: string, reference: string): Heard {
  const key = `${kind}:${h.c.connection}:${reference}:${digestOf(kind, detail)}`;
  return { drafts: [fact(h, 'RaiseException', { kind, detail, key }, { key, subject: `${h.d.subject}:${key}` })] };
}
