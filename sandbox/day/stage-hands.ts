/** What happens before the doors open and after they close: stock is counted, payouts are made, shelves recounted. */
import { hurry } from '#store/flow.ts';
import { MARKETS, SHOPS, type Market, type Shop } from './cast.ts';
import { until, type Day } from './day.ts';
import { quiet } from './quiet.ts';
import { TENANT } from './retailer.ts';

/** Every warehouse sends its first snapshot; the shops subscribe and list. */
export async function opening(day: Day): Promise<void> {
  const { cast, look } = day;
  for (const house of Object.values(cast.houses)) await house.snapshot();
  const wanted = Object.values(cast.houses).reduce((n, h) => n + h.shelves.size, 0);
  await until('the opening stock is counted', async () => {
    const [row] = await look.rows<{ n: number }>(
      `select count(*)::int as n from balance b where b.tenant = $1 and b.account like 'stock:%:on_hand' and b.amount > 0`);
    return row!.n >= wanted;
  }, 90);
  await until('the shops send webhooks', () => Object.values(cast.shops).every((s) => s.state().subscriptions.length >= 6), 90);
  await until('the marketplaces send notifications', () => Object.values(cast.markets).every((m) => m.state().subscriptions >= 1), 90);
  await quiet(day, 120);
}

export const UNKNOWN_FEE_AMOUNT = '-12.34';

/** Amazon settles, Shopify pays out; both are fetched by poll. */
export async function settlement(day: Day, tell: (line: string) => void): Promise<void> {
  const { cast, look, retailer } = day;
  const expected: string[] = [];
  for (const name of Object.keys(MARKETS) as Market[]) {
    const us = name === 'amazon-us';
    const made = cast.markets[name].makeSettlement({
      marketplaceId: MARKETS[name].id, reserve: '25.00', ...(us && { unknownFee: UNKNOWN_FEE_AMOUNT }),
    });
    expected.push(made.settlementId);
    tell(`${name} settles ${made.total} ${made.currency} in ${made.rows} rows`);
  }
  for (const name of Object.keys(SHOPS) as Shop[]) {
    const id = cast.shops[name].makePayout();
    if (!id) continue;
    expected.push(id);
    tell(`${name} pays out ${cast.shops[name].state().payouts.at(-1)!.net} ${SHOPS[name].currency}`);
  }
  const { pool } = retailer.opened.platform;
  const names = [...Object.keys(MARKETS), ...Object.keys(SHOPS)];
  let asked = 0;
  await until('every payout is here', async () => {
    // Whoever waits for money presses the button again.
    if (Date.now() - asked > 3000) for (const name of names) await hurry(pool, TENANT, `poll:${name}:`);
    asked = Date.now() - asked > 3000 ? Date.now() : asked;
    const rows = await look.rows<{ external: string }>('select p.external from payout_view p where p.tenant = $1');
    return expected.every((e) => rows.some((r) => r.external === e));
  }, 120);
  await quiet(day, 120);
}

/** Every channel is asked once more, and what it says is worked off: whatever a poll heard wrong is put right by this one. */
export async function pollOnce(day: Day): Promise<void> {
  const names = [...Object.keys(MARKETS), ...Object.keys(SHOPS)];
  const from = (await day.look.rows<{ at: Temporal.Instant }>('select now() as at where $1::text is not null'))[0]!.at.toString();
  for (const name of names) await hurry(day.retailer.opened.platform.pool, TENANT, `poll:${name}:orders`);
  await until('every channel is polled once more', async () => (await day.look.rows<{ name: string }>(`
    select s.name from schedule s where s.tenant = $1 and s.name = any($2) and coalesce(s.last_ok <= $3, true)`,
  names.map((n) => `poll:${n}:orders`), from)).length === 0, 60);
  await quiet(day, 60);
}

export interface Recount {
  readonly shelves: number;
  /** What a recount of a quiet house still corrected: there must be nothing. */
  readonly corrected: readonly string[];
}

/** At night every shelf is counted again; the ledger must say the same without being told. */
export async function recount(day: Day): Promise<Recount> {
  const { cast, look } = day;
  const counted = await look.count('StockCounted');
  const last = (await look.rows<{ position: bigint }>(`
    select coalesce(max(e.posted_at), now()) as at from entry e where e.tenant = $1`))[0] as unknown as { at: Temporal.Instant };
  for (const house of Object.values(cast.houses)) await house.snapshot();
  const shelves = Object.values(cast.houses).reduce((n, h) => n + h.shelves.size, 0);
  await until('the night count is in', async () => (await look.count('StockCounted')) >= counted + shelves, 60);
  await quiet(day, 60);
  // A unit that a picker did not find moves from inspection back on the shelf: the house holds as many as before.
  const rows = await look.rows<{ text: string }>(`
    select p.unit || ' at ' || split_part(p.account, ':', 2) || ' by ' || sum(p.amount) as text
    from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
    where e.tenant = $1 and e.book = 'goods' and e.posted_at > $2 and p.account like 'stock:%'
    group by p.unit, split_part(p.account, ':', 2) having sum(p.amount) <> 0`, last.at.toString());
  return { shelves, corrected: rows.map((r) => r.text) };
}
