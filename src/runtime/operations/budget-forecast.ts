/** When a partner will have been told what is owed to it, by the budgets its calls are drawn from. */
import type { Write } from '#connectors/contract.ts';
import { drainSeconds, type Drain } from '#domain/publication.ts';
import { budgetOf, owedTo } from '#store/publication-backlog.ts';
import type { Connection, Platform } from '../platform.ts';

export type Told = Write<never, never> | undefined;
export type Writes = Readonly<Record<string, Told>>;
export const writesOf = (c: Connection): Writes => (c.connector.can.writes ?? {}) as Writes;
export const bucketOf = (w: Told): string => w?.bucket ?? 'default';
/** What so many wishes of a kind draw: a call carries as many as the partner takes at once. */
export const pointsOf = (w: Told, wishes: number): number => Math.ceil(wishes / (w?.batch?.size ?? 1)) * (w?.cost ?? 1);

/** A bucket as it was learnt, or as the connector states it before its first call; and what is to be drawn from it. */
export async function bucketDrain(
  p: Platform, c: Connection, bucket: string, draws: Pick<Drain, 'points' | 'notBefore'>,
): Promise<Drain> {
  const learnt = await budgetOf(p.pool, { tenant: c.tenant, connection: c.connection, bucket });
  if (learnt) return { ...learnt, perSecond: learnt.per_second, blockedFor: learnt.blocked_seconds, ...draws };
  const stated = c.connector.budget[bucket] ?? c.connector.budget['default']!;
  return { ...stated, there: stated.capacity, blockedFor: 0, ...draws };
}

/** Seconds until nothing is owed to it any more; null while it is told nothing. The slowest bucket says. */
export async function drainsIn(p: Platform, c: Connection): Promise<number | null> {
  if (c.row.state !== 'active') return null;
  const writes = writesOf(c);
  const owed = Map.groupBy(await owedTo(p.pool, c.tenant, c.connection), (o) => bucketOf(writes[o.type]));
  const seconds = await Promise.all([...owed].map(async ([bucket, wishes]) => drainSeconds(await bucketDrain(p, c, bucket, {
    points: wishes.reduce((n, o) => n + pointsOf(writes[o.type], o.count), 0),
    notBefore: Math.max(...wishes.map((o) => o.last_seconds ?? 0)),
  }))));
  return Math.ceil(Math.max(0, ...seconds));
}
