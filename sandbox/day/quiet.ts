/**
 * When everything is quiet: nothing of ours is due or in the air, no letter is on its way, no file lies unread, no
 * picker is at work. What waits for a person does not count: that is what the worklist is for.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pause, TooLate, type Day } from './day.ts';

/** Twice in a row: between two commits of one story there is a moment without open work. */
const LOOKS = 3;

export async function quiet(day: Day, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (let calm = 0, why = ''; calm < LOOKS;) {
    why = await stirring(day).catch((error: Error) => `the database does not answer: ${error.message}`) ?? '';
    calm = why ? 0 : calm + 1;
    if (calm >= LOOKS) return;
    if (why && performance.now() > end) throw new TooLate(`it does not get quiet in ${seconds} s: ${why}`);
    await pause(300);
  }
}

/** What still moves, in words; undefined when nothing does. */
async function stirring(day: Day): Promise<string | undefined> {
  const { cast, look, retailer } = day;
  if (retailer.intake.waiting() > 0 || cast.postman.kept() > 0) return 'letters are on their way in';
  const { ready, claimed } = await look.work();
  if (ready + claimed > 0) return `${ready} pieces of work are due and ${claimed} in hand${await examples(day)}`;
  for (const [name, shop] of Object.entries(cast.shops))
    if (shop.deliveries.some((d) => d.status === 'failing')) return `${name} has webhooks under way`;
  const unheard = await unknown(day);
  if (unheard > 0) return `${unheard} orders are not heard of`;
  for (const house of [...Object.values(cast.houses), cast.boatyard]) {
    const working = [...house.requests.values()].filter((r) => r.state === 'accepted' || (r.state === 'picked' && r.service !== 'PICKUP')).length;
    if (working > 0) return `${house.locationCode} works on ${working} requests`;
    for (const folder of ['inbound', 'outbound']) {
      const files = (await readdir(join(house.folder, folder))).filter((f) => !f.endsWith('.sha256'));
      if (files.length > 0) return `${files.length} files lie in ${folder}/ of ${house.locationCode}`;
    }
  }
  return undefined;
}

/**
 * By the orders and not by the queue: a message that a killed worker had in its hands stays hidden for two minutes,
 * and the search has long brought its order by then.
 */
async function unknown({ book, look }: Day): Promise<number> {
  const rows = await look.rows<{ name: string }>(`select o.channel || ' ' || o.external as name from order_view o where o.tenant = $1`);
  const known = new Set(rows.map((r) => r.name));
  return book.filter((n) => !n.never && !known.has(`${n.channel} ${n.external}`)).length;
}

async function examples({ look }: Day): Promise<string> {
  const rows = await look.rows<{ handler: string; type: string; detail: string | null }>(`
    select d.handler, m.type, d.fault->>'detail' as detail
    from delivery d join message m on m.tenant = d.tenant and m.shard = d.shard and m.position = d.message
    where d.tenant = $1 and d.state in ('Ready', 'Claimed') limit 3`);
  return `: ${rows.map((r) => `${r.type} for ${r.handler}${r.detail ? ` (${r.detail})` : ''}`).join('; ')}`;
}
