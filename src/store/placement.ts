/** Where channels have parts of orders sent from, as last seen. */
import type { AssignedPart, SeenPart } from '#domain/assigned-part.ts';
import { shardOf } from '#domain/shard.ts';
import { timestamp } from '#domain/time.ts';
import type { Queryable } from './query.ts';

interface Of { readonly tenant: string; readonly orderId: string }
const shard = ({ tenant, orderId }: Of): number => shardOf(tenant, `order:${orderId}`);

export async function partsSeen(db: Queryable, of: Of): Promise<SeenPart[]> {
  const { rows } = await db.query<Omit<SeenPart, 'made' | 'seen'> & { made: Temporal.Instant; seen: Temporal.Instant }>({
    name: 'placement-parts-seen',
    text: `select a.part, a.place, a.lines, a.made, a.seen from assigned_part a
           where a.shard = $2 and a.tenant = $1 and a.order_id = $3 order by a.made, a.part`,
    values: [of.tenant, shard(of), of.orderId],
  });
  return rows.map((r) => ({ ...r, made: timestamp(r.made.toString()), seen: timestamp(r.seen.toString()) }));
}

/** A later look counts. */
export async function noteParts(db: Queryable, of: Of, parts: readonly AssignedPart[], seen: string): Promise<void> {
  await db.query({
    name: 'placement-parts-note',
    text: `
      insert into assigned_part as a (tenant, shard, order_id, part, place, lines, made, seen)
      select $1, $2, $3, r.part, r.place, array(select jsonb_array_elements_text(r.lines)), r.made, $4
      from jsonb_to_recordset($5::jsonb) as r (part text, place text, lines jsonb, made timestamptz)
      order by r.part
      on conflict (tenant, shard, order_id, part) do update
        set place = excluded.place, lines = excluded.lines, seen = excluded.seen
        where a.seen < excluded.seen`,
    values: [of.tenant, shard(of), of.orderId, seen, JSON.stringify(parts)],
  });
}
