/** The last thing a partner said about something: how a poll finds out whether an answer is news. */
import type { Queryable } from './query.ts';

/** A document as intake names it: its subject, its topic, and the digest of its bytes. */
export interface Said {
  readonly subject: string;
  readonly topic: string;
  readonly digest: string;
}
export interface LastSaid extends Said {
  /** Of the last document of the subject and topic. */
  readonly last: string;
  readonly lastDigest: string;
}

/** Of documents of one shard, those about which something was said before. */
export async function lastSaid(db: Queryable, shard: number, tenant: string, said: readonly Said[]): Promise<LastSaid[]> {
  const { rows } = await db.query<LastSaid>({
    name: 'spoken-last',
    text: `
      select a.subject, a.topic, a.digest, l.id as last, l.digest as "lastDigest"
      from unnest($3::text[], $4::text[], $5::text[]) as a (subject, topic, digest)
      cross join lateral (
        select m.id, m.digest from message m
        where m.shard = $1 and m.tenant = $2 and m.subject = a.subject and m.type = 'PartnerSpoke' and m.data->>'topic' = a.topic
        order by m.position desc limit 1) l`,
    values: [shard, tenant, said.map((s) => s.subject), said.map((s) => s.topic), said.map((s) => s.digest)],
  });
  return rows;
}
