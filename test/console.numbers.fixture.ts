/**
 * Every number of the overview, as it stands on the page and as the database has it, in statements of their own: nothing
 * of what the page is made of is asked. Both answer one list of `what: number`, so that a difference names itself.
 */
import type { Page } from 'playwright-core';

export type Ask = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
export type Numbers = Readonly<Record<string, string>>;

const OPEN = `('Ready', 'Queued', 'Claimed')`;
const whole = (n: unknown): string => Number(n).toLocaleString('en-US');
const percent = (part: number, of: number): string => (of === 0 ? '–' : new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 }).format(part / of));

/** From the first message of a type to the first of another after it, of the last day. */
const STEP = `
  with took as (
    select extract(epoch from b.seen - max(a.seen)) as s from message b join message a
      on a.tenant = b.tenant and a.subject = b.subject and a.type = $1 and a.shard = b.shard and a.position < b.position
    where b.type = $2 and b.seen > now() - interval '1 day' group by b.id, b.seen)
  select count(*) as n, count(*) filter (where s <= $3) as good from took`;
const STEPS = [['Order to ERP', 'OrderPlaced', 'ErpOrderCreated', 60], ['Stock to channels', 'PublishStock', 'StockPublished', 60],
  ['Shipment told to buyer', 'ShipmentDispatched', 'ShipmentReported', 900]] as const;

export async function numbersOfDatabase(ask: Ask): Promise<Numbers> {
  const one = async (text: string, values: unknown[] = []) => (await ask(text, values))[0]!;
  const out: Record<string, string> = {};
  const head = await one(`select
    (select count(*) from order_view where placed_at > now() - interval '1 day') as orders,
    (select count(*) from shipment_view where shipped_at > now() - interval '1 day') as shipments,
    (select count(*) from delivery where state in ${OPEN}) as steps,
    (select count(distinct subject) from delivery where state in ('Ready', 'Queued', 'Claimed', 'Parked') and subject ~ '^order:[^/]+$') as flight,
    (select count(*) from delivery where state = 'Parked' and due <= now()) as stopped`);
  for (const [name, n] of Object.entries(head)) out[name] = whole(n);
  for (const [name, from, to, within] of STEPS) {
    const { n, good } = await one(STEP, [from, to, within]);
    out[name] = Number(n) === 0 ? 'nothing yet' : `${percent(Number(good), Number(n))} of ${whole(n)}`;
  }
  const short = await one(`select count(*) filter (where type = 'StockRefused') as short, count(*) filter (where type = 'OrderPlaced') as heard
    from message where seen > now() - interval '1 day'`);
  out['Orders sold without stock'] = Number(short['heard']) === 0 ? 'no orders heard' : `${whole(short['short'])} of ${whole(short['heard'])}`;
  const paid = await one(`select count(*) as n, count(*) filter (where suspense = 0) as good from payout_view where deposit_date > current_date - 35`);
  out['Payouts explained'] = Number(paid['n']) === 0 ? 'none' : `${whole(paid['good'])} of ${whole(paid['n'])}`;
  for (const r of await ask(`select owner, count(*) filter (where changed > now() - interval '1 hour') as hour, count(*) as n
    from delivery where state = 'Parked' and due <= now() group by owner`)) out[`${String(r['owner'])} within an hour`] = Number(r['hour']) === 0 ? '–' : whole(r['hour']);
  for (const r of await ask(`select c.connection,
      count(*) filter (where d.state in ${OPEN}) as waiting, count(*) filter (where d.state = 'Parked') as stopped
    from connection c left join delivery d on d.tenant = c.tenant and split_part(d.handler, ':', 2) = c.connection and d.handler ~ '^(connection|intake):'
    where c.state <> 'closed' group by 1`)) {
    out[`${String(r['connection'])} waiting`] = Number(r['waiting']) === 0 ? 'nothing' : whole(r['waiting']);
    out[`${String(r['connection'])} stopped`] = whole(r['stopped']);
  }
  return out;
}

export async function numbersOfPage(page: Page): Promise<Numbers> {
  const text = async (of: string) => (await page.locator(of).first().innerText()).replace(/\s+/g, ' ');
  const found = (from: string, pattern: RegExp, otherwise = '0') => pattern.exec(from)?.[1] ?? otherwise;
  const head = await text('main .head');
  const out: Record<string, string> = {
    orders: found(head, /([\d,]+) orders? placed/), shipments: found(head, /([\d,]+) shipments? in 24 hours/),
    steps: found(head, /([\d,]+) steps? of work/), flight: found(head, /([\d,]+) orders? in flight/),
    stopped: found(await text('.rail'), /open: ([\d,]+)/),
  };
  for (const figure of await page.locator('.figure').all()) {
    const said = (await figure.innerText()).replace(/\s+/g, ' ');
    const [name] = [...STEPS.map(([n]) => n), 'Orders sold without stock', 'Payouts explained'].filter((n) => said.startsWith(n));
    if (name) out[name] = found(said, /(\S+ of [\d,]+) (?:within|orders?|payouts?)/, /nothing yet|no orders heard|none/.exec(said)?.[0] ?? said);
  }
  const ages = await page.locator('.ages > *').allInnerTexts();
  for (let i = 6; i < ages.length; i += 6) out[`${ages[i]!.trim()} within an hour`] = ages[i + 1]!.trim();
  for (const card of await page.locator('.strip .partner').all()) {
    const said = (await card.innerText()).replace(/\s+/g, ' ');
    const name = await card.locator('h3').innerText();
    out[`${name} waiting`] = found(said, /Waiting ([\d,]+|nothing)/);
    out[`${name} stopped`] = found(said, /Stopped ([\d,]+)/);
  }
  return out;
}

/** The page follows the database within a moment: what still differs after that is a difference. */
export async function differences(page: Page, ask: Ask, patience = 30_000): Promise<string[]> {
  let wrong: string[] = [];
  for (const until = performance.now() + patience; performance.now() < until;) {
    const [said, is] = [await numbersOfPage(page), await numbersOfDatabase(ask)];
    wrong = [...new Set([...Object.keys(said), ...Object.keys(is)])].filter((k) => said[k] !== is[k])
      .map((k) => `${k}: the page says ${said[k]}, the database ${is[k]}`);
    if (wrong.length === 0) return [];
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return wrong;
}
