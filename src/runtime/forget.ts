/**
 * A customer asks to be forgotten: the keys of every person of that customer or of those orders are
 * destroyed and the raw payloads of their stories emptied. Messages never held personal data, so every law
 * still holds afterwards.
 */
import type { PartyId } from '#domain/brand.ts';
import type { News } from '#connectors/contract.ts';
import { erasePayloads, forgetParties } from '#store/payload.ts';
import { transaction } from '#store/query.ts';
import { writeAudit } from '#store/audit.ts';
import type { Draft } from './append.ts';
import type { Claimed } from '#store/delivery.ts';
import { derivedUuid, orderIdOf, orderStory } from './identity.ts';
import { tenantOf, type Connection, type Platform } from './platform.ts';
import { blind } from './vault.ts';

/** What is at hand when a document is put in our terms. */
export interface Hearing {
  readonly p: Platform;
  readonly c: Connection;
  readonly d: Claimed;
  readonly now: string;
}

export async function forget(h: Hearing, n: Extract<News, { said: 'privacy' }>): Promise<Draft> {
  const { tenant } = h.d;
  const { key } = tenantOf(h.p, tenant);
  const named = n.orders.map((external) => orderStory(tenant, orderIdOf(tenant, h.c.connection, external)));
  const parties = await transaction(h.p.pool, async (tx) => {
    const customer = n.customer ? blind(key, n.customer) : undefined;
    const gone = await forgetParties(tx, tenant, { correlations: named, customer });
    const stories = [...new Set([...named, ...gone.map((g) => g.correlation), h.d.correlation])];
    await erasePayloads(tx, tenant, stories);
    const parties = gone.map((f) => f.party as PartyId);
    await writeAudit(tx, {
      tenant, who: `connection:${h.c.connection}`, what: 'party.forget', before: null, after: { parties }, why: 'privacy request',
    });
    return parties;
  });
  return {
    tenant, type: 'PersonForgotten', data: { parties, reason: `asked through ${h.c.connection}` }, key: `PersonForgotten:${h.d.id}`,
    subject: `privacy:${h.c.connection}`, cause: h.d.id, connection: h.c.connection, at: h.now,
    correlation: derivedUuid(tenant, 'privacy', h.d.id),
  };
}
