/** The raw words of partners and the personal data of people, sealed before they come here. */
import { shardOf } from '#domain/shard.ts';
import { gathered, inOrder } from './gather.ts';
import { probing, shardsOf, type Queryable } from './query.ts';

export interface NewPayload {
  readonly tenant: string;
  readonly shard: number;
  readonly id: string;
  readonly connection: string;
  readonly topic: string;
  readonly reference: string;
  readonly digest: string;
  readonly body: Buffer;
  readonly days: number;
}

/** Bytes travel as hex inside one jsonb parameter: one statement for a whole batch of webhooks. */
export async function insertPayloads(db: Queryable, payloads: readonly NewPayload[]): Promise<void> {
  await db.query({
    name: 'payload-insert',
    text: `
      insert into raw_payload as p (tenant, shard, id, connection, topic, reference, digest, body, expires_at)
      select r.tenant, l.shard, r.id, r.connection, r.topic, r.reference, r.digest, decode(r.body, 'base64'),
             now() + make_interval(days => r.days)
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, id uuid, connection text, topic text,
        reference text, digest text, body text, days int)
      join shard_head l on l.shard = r.shard where l.shard = any($1::smallint[]) on conflict do nothing`,
    values: [shardsOf(payloads), JSON.stringify(payloads.map((p) => ({ ...p, body: p.body.toString('base64') })))],
  });
}

interface Kept { readonly body: Buffer | null; readonly topic: string; readonly connection: string }
interface PayloadAt { readonly tenant: string; readonly shard: number; readonly id: string }
/** A raw document, sealed; its body is null when it has expired. */
export const loadPayload = gathered(async (db, payloads: readonly PayloadAt[]): Promise<(Kept | undefined)[]> => {
  const { rows } = await db.query<Kept & { n: number }>(probing({
    name: 'payload-load',
    text: `
      select u.n::int as n, r.body, r.topic, r.connection
      from unnest($2::smallint[], $3::text[], $4::uuid[]) with ordinality as u (shard, tenant, id, n)
      cross join lateral (select p.body, p.topic, p.connection from raw_payload p
        where p.shard = any($1::smallint[]) and p.shard = u.shard and p.tenant = u.tenant and p.id = u.id offset 0) r`,
    values: [shardsOf(payloads), payloads.map((p) => p.shard), payloads.map((p) => p.tenant), payloads.map((p) => p.id)],
  }));
  return inOrder(rows, payloads);
});

export interface Piece {
  readonly tenant: string;
  readonly shard: number;
  readonly payload: string;
  readonly n: number;
}
/** One piece of a document that is too large for a row. */
export async function insertPiece(db: Queryable, at: Piece & { readonly body: Buffer; readonly days: number }): Promise<void> {
  await db.query({
    name: 'piece-insert',
    text: `insert into raw_piece as p (tenant, shard, payload, n, body, expires_at)
           values ($1, $2, $3, $4, $5, now() + make_interval(days => $6)) on conflict do nothing`,
    values: [at.tenant, at.shard, at.payload, at.n, at.body, at.days],
  });
}
export async function loadPiece(db: Queryable, at: Piece): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ body: Buffer }>({
    name: 'piece-load',
    text: 'select p.body from raw_piece p where p.shard = $2 and p.tenant = $1 and p.payload = $3 and p.n = $4',
    values: [at.tenant, at.shard, at.payload, at.n],
  });
  return rows[0]?.body;
}

export async function saveParty(
  db: Queryable,
  p: {
    tenant: string; party: string; correlation: string; wrappedKey: Buffer; body: Buffer; customer: string | undefined;
    mailbox: string | undefined;
  },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'party-save',
    text: `
      insert into vault_party as v (tenant, shard, party, correlation, wrapped_key, body, customer, mailbox)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (tenant, shard, party) do update
        set wrapped_key = excluded.wrapped_key, body = excluded.body, customer = excluded.customer,
            mailbox = excluded.mailbox
        where v.forgotten_at is null`,
    values: [p.tenant, partyShard(p), p.party, p.correlation, p.wrappedKey, p.body, p.customer ?? null, p.mailbox ?? null],
  });
  return rowCount === 1;
}

const partyShard = (p: { tenant: string; party: string }): number => shardOf(p.tenant, `party:${p.party}`);

export async function loadParty(
  db: Queryable, tenant: string, party: string,
): Promise<{ wrapped_key: Buffer | null; body: Buffer | null } | undefined> {
  const { rows } = await db.query<{ wrapped_key: Buffer | null; body: Buffer | null }>({
    name: 'party-load',
    text: 'select v.wrapped_key, v.body from vault_party v where v.shard = $2 and v.tenant = $1 and v.party = $3',
    values: [tenant, partyShard({ tenant, party }), party],
  });
  return rows[0];
}

/** Destroys key and body of every person of these stories or of this customer; the rows remember that they did. */
export async function forgetParties(
  db: Queryable, tenant: string, who: { correlations: readonly string[]; customer: string | undefined },
): Promise<{ party: string; correlation: string }[]> {
  const { rows } = await db.query<{ party: string; correlation: string }>({
    name: 'party-forget',
    text: `
      update vault_party v set wrapped_key = null, body = null, customer = null, mailbox = null, forgotten_at = $4
      where v.tenant = $1 and (v.correlation = any($2::uuid[]) or v.customer = $3) and v.forgotten_at is null
      returning v.party, v.correlation`,
    values: [tenant, who.correlations, who.customer ?? null, new Date(Date.now()).toISOString()],
  });
  return rows;
}

/** Empties the raw payloads of stories: they hold the same personal data in the partner's words. */
export async function erasePayloads(db: Queryable, tenant: string, correlations: readonly string[]): Promise<number> {
  await db.query({
    name: 'piece-erase',
    text: `
      delete from raw_piece p using message m
      where m.shard = p.shard and m.tenant = p.tenant and m.type = 'PartnerSpoke' and m.data->>'payload' = p.payload::text
        and p.tenant = $1 and m.correlation = any($2::uuid[])`,
    values: [tenant, correlations],
  });
  const { rowCount } = await db.query({
    name: 'payload-erase',
    text: `
      update raw_payload p set body = null
      from message m
      where m.shard = p.shard and m.tenant = p.tenant and m.type = 'PartnerSpoke' and m.data->>'payload' = p.id::text
        and p.tenant = $1 and m.correlation = any($2::uuid[]) and p.body is not null`,
    values: [tenant, correlations],
  });
  return rowCount ?? 0;
}

export async function expirePayloads(db: Queryable): Promise<number> {
  await db.query({ name: 'piece-expire', text: 'delete from raw_piece p where p.expires_at < now()', values: [] });
  const { rowCount } = await db.query({
    name: 'payload-expire',
    text: 'update raw_payload p set body = null where p.expires_at < now() and p.body is not null',
    values: [],
  });
  return rowCount ?? 0;
}
