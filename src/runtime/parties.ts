/** Personal data in and out of the vault. Reading writes an audit entry; forgetting destroys the person's key. */
import type { PoolClient } from 'pg';
import type { PartyId } from '#domain/brand.ts';
import type { Party } from '#domain/party.ts';
import { writeAudit } from '#store/audit.ts';
import { erasePayloads, loadParty, saveParty } from '#store/payload.ts';
import { ordersOfMailbox, type MailOrderRow } from '#store/console.ts';
import { tenantOf, type Platform } from './platform.ts';
import { blind, newKey, seal, unseal, type TenantKey } from './vault.ts';

const owner = (tenant: string, party: string): string => `party:${tenant}:${party}`;

/**
 * Who was forgotten stays forgotten: a channel that shows the person again is not listened to, and what it said is
 * emptied like the rest of the story.
 */
export async function keepParty(
  p: Platform, tx: PoolClient, tenant: string, at: { party: PartyId; correlation: string; data: Party },
): Promise<void> {
  const { key: tenantKey } = tenantOf(p, tenant);
  const key = newKey();
  const kept = await saveParty(tx, {
    tenant, party: at.party, correlation: at.correlation,
    wrappedKey: seal(tenantKey.key, owner(tenant, at.party), key),
    body: seal(key, owner(tenant, at.party), Buffer.from(JSON.stringify(at.data))),
    customer: at.data.customer ? blind(tenantKey, at.data.customer) : undefined,
    mailbox: at.data.email ? blindMail(tenantKey, at.data.email) : undefined,
  });
  if (!kept) await erasePayloads(tx, tenant, [at.correlation]);
}

const blindMail = (key: TenantKey, email: string): string => blind(key, `mailbox:${email.trim()}`);

/** Orders of whoever has this address, newest first. Who looked stands in the audit trail; the address does not. */
export async function ordersOfMail(p: Platform, tenant: string, email: string, who: string): Promise<MailOrderRow[]> {
  const mailbox = blindMail(tenantOf(p, tenant).key, email);
  const found = await ordersOfMailbox(p.pool, tenant, mailbox);
  const after = { mailbox, orders: found.map((o) => o.order_id) };
  await writeAudit(p.pool, { tenant, who, what: 'party.find', before: null, after, why: null });
  return found;
}

/** The only way to personal data. Undefined when unknown or forgotten. */
export async function readParty(p: Platform, tenant: string, party: PartyId, who: string): Promise<Party | undefined> {
  const row = await loadParty(p.pool, tenant, party);
  if (!row?.wrapped_key || !row.body) return undefined;
  const { key } = tenantOf(p, tenant).key;
  const personal = unseal(key, owner(tenant, party), row.wrapped_key);
  await writeAudit(p.pool, { tenant, who, what: 'party.read', before: null, after: { party }, why: null });
  return JSON.parse(unseal(personal, owner(tenant, party), row.body).toString()) as Party;
}
