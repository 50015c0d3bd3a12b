/**
 * 23: a register goes offline, closes its day alone and comes back with its tickets after the Z report and after the
 * night count. Each is a sale of its own day, told once; the shelf the count saw stays as it was counted. The Z was made
 * of what the store had of it: its entry stands, and the late tickets are a supplement.
 */
import { join } from 'node:path';
import { savePolicy, saveLocation, saveProducts } from '#store/configuration.ts';
import { addConnection } from '#runtime/operations/connections.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { seededFaults } from '../../faults.ts';
import { due, type Ticket } from '../../poslog/ticket.ts';
import { startRegisters, type Place, type RegistersTwin } from '../../registers/index.ts';
import { decimal } from '../catalog.ts';
import { until, type Day } from '../day.ts';
import { ACQUIRER } from './31-short-and-late.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';

const CHANNEL = 'stores';
const STORES = ['ST-HARBOR', 'ST-PINE'] as const;
/** Sold over the counter only. */
const ITEMS = {
  'HP-MAP': { title: 'Pocket map', price: 895 }, 'HP-WHISTLE': { title: 'Boatswain’s whistle', price: 2150 },
};
const SHELF = { 'HP-MAP': 24, 'HP-WHISTLE': 12 };
const TERMS = { version: '2.2.1', currency: 'USD', zone: 'America/Chicago', tax: 625, taxIncluded: false } as const;

const [first, second]: readonly [Place, Place] = [{ store: STORES[0], register: '1' }, { store: STORES[0], register: '2' }];
interface Trade { readonly chain: RegistersTwin; readonly tickets: Ticket[]; zs: readonly Entry[] }

export function lateTickets(): Scene {
  // Trade of the day before yesterday, from noon: a business day ends at four in the morning, where the stores are.
  let at = Temporal.Now.zonedDateTimeISO(TERMS.zone).subtract({ days: 2 }).withPlainTime('12:00').epochMilliseconds;
  const pass = (hours: number): void => { at += hours * 3_600_000; };
  let trade: Trade;
  return {
    number: 23, name: 'A register returns with late tickets after the Z report', at: 0.3,
    async prepare(day) {
      const chain = await startRegisters({
        faults: seededFaults(day.plan.seed), now: () => new Date(at), folder: join(day.retailer.directory, CHANNEL), stores: STORES,
        items: ITEMS, shelf: SHELF, terms: TERMS, seed: day.plan.seed, driftMs: 45_000,
      });
      trade = { chain, tickets: [], zs: [] };
      await enter(day, chain);
    },
    async play(day, tell) {
      const { chain, tickets } = trade;
      for (const store of STORES) chain.count(store);
      pass(1);
      ring(day, trade, second, { 'HP-WHISTLE': 1 });
      await chain.upload();
      chain.goOffline(second);
      ring(day, trade, first, { 'HP-MAP': 3 });
      for (let i = 0; i < 4; i += 1) ring(day, trade, second, i % 2 === 0 ? { 'HP-MAP': 2 } : { 'HP-WHISTLE': 2 });
      pass(9);
      chain.payOut(first, 1200, 'postage');
      chain.closeDay(first, { over: -35 });
      chain.closeDay(second, { byOffice: 'handed over' });
      chain.count(STORES[0]);
      await chain.upload();
      await until('the night count is in', () => shelvesStand(day, trade), 60);
      trade.zs = await until('both Zs are posted', async () => {
        const zs = (await entries(day)).filter((e) => !e.memo.includes('supplement'));
        return zs.length === 2 && zs;
      }, 60);
      tell(`${STORES[0]} counted its shelves at night; register 2 was offline with four tickets when the day was closed: both Zs are posted`);
      pass(12);
      chain.comeBack(second);
      ring(day, trade, second, { 'HP-MAP': 1 });
      // Its first attempt to hand over seemed to fail, so it sends the file twice.
      chain.faults.order('upload', 'duplicate');
      await chain.upload();
      await until('every ticket is here', async () => (await takings(day)) >= tickets.length, 90);
      await until('the supplement is posted', async () => (await entries(day)).some((e) => e.memo.includes('supplement')), 60);
      tell('register 2 handed over its tickets after the Z, twice: each is a sale of its own day, in a supplement');
    },
    check: (day) => judge(day, trade),
  };
}

const nameOf = (t: Ticket): string => `${t.store}-${t.register}-${t.day}-${t.sequence}`;
function ring(day: Day, { chain, tickets }: Trade, where: Place, basket: Readonly<Record<string, number>>): void {
  const ticket = chain.ring(where, Object.entries(basket).map(([sku, quantity]) => ({ sku, quantity })))!;
  tickets.push(ticket);
  const name = nameOf(ticket);
  const total = decimal(BigInt(due(ticket.lines, chain.terms)), 2);
  day.book.push({ channel: CHANNEL, external: name, number: name, scene: 23, due: basket, total });
}

interface Entry { readonly memo: string; readonly number: string; readonly lines: string }
/** Entries of register days, with what is in them. */
const entries = (day: Day): Promise<Entry[]> => day.look.rows<Entry>(`
  select e.memo, e.number, (select string_agg(p.account || ' ' || p.amount, ', ' order by p.account) from posting p
    where p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id) as lines
  from entry e where e.tenant = $1 and e.kind = 'register-day' order by e.number`);
const takings = async (day: Day): Promise<number> => (await day.look.rows<{ n: number }>(
  'select count(*)::int as n from order_view o where o.tenant = $1 and o.channel = $2', CHANNEL))[0]!.n;
const shelf = async (day: Day, sku: string): Promise<number> => (await day.look.rows<{ n: number }>(`
  select coalesce(sum(b.amount), 0)::int as n from balance b where b.tenant = $1 and b.account = $2 and b.unit = $3`,
  `stock:${STORES[0]}:on_hand`, sku))[0]!.n;
async function shelvesStand(day: Day, { chain }: Trade): Promise<boolean> {
  for (const sku of Object.keys(ITEMS)) if ((await shelf(day, sku)) !== chain.onShelf(STORES[0], sku)) return false;
  return true;
}

async function judge(day: Day, { chain, tickets, zs }: Trade): Promise<string | undefined> {
  const found = new Findings();
  for (const sku of Object.keys(ITEMS)) found.equal(`${sku} on the shelf`, await shelf(day, sku), chain.onShelf(STORES[0], sku));
  for (const t of tickets) {
    const said = (await day.look.said(CHANNEL, nameOf(t), 'OrderPlaced', 'OrderChanged')).map((m) => m.type);
    found.equal(`what became of ${nameOf(t)}`, said, ['OrderPlaced']);
  }
  found.equal('business days of what was sold before the Z', new Set(tickets.slice(0, -1).map((t) => t.day)).size, 1);
  const [sold] = await day.look.rows<{ n: number }>(`
    select sum((m.data->>'quantity')::int)::int as n from message m
    where m.tenant = $1 and m.type = 'StockMoved' and m.data->>'kind' = 'sold'`);
  const units = tickets.reduce((n, t) => n + t.lines.reduce((sum, l) => sum + l.quantity, 0), 0);
  found.equal('units that left over the counter', sold?.n, units);
  const posted = await entries(day);
  found.equal('the Zs', posted.filter((e) => zs.some((z) => z.number === e.number)), zs);
  found.equal('supplements of the day', posted.filter((e) => /register ST-HARBOR 2 on .*, supplement 1$/.test(e.memo)).length, 1);
  const [till] = await day.look.rows<{ short: bigint; out: bigint }>(`
    select sum(b.amount) filter (where b.account = 'expenses:cash-over-short:${CHANNEL}')::bigint as short,
      sum(b.amount) filter (where b.account = 'assets:petty-cash:${CHANNEL}')::bigint as out from balance b where b.tenant = $1`);
  found.equal('short in the till, and paid out of it', [till?.short, till?.out], [35n, 1200n]);
  return found.equal('days whose Z and tickets disagree', (await day.look.parked()).filter((p) => p.exception === 'RegisterVariance').length, 0).verdict();
}

/** What the retailer writes into its configuration when stores join. Their takings are posted by the day, not by the ticket. */
async function enter({ retailer }: Day, chain: RegistersTwin): Promise<void> {
  const p = retailer.opened.platform;
  const act = { tenant: TENANT, who: 'demo:setup', why: 'stores join' };
  await addConnection(p, act, { connection: CHANNEL, connector: 'poslog', roles: ['store'],
    settings: { filesUrl: chain.url, timeZone: TERMS.zone, pollSeconds: 1 } });
  await savePolicy(p.pool, TENANT, { name: 'route', scope: CHANNEL, author: act.who,
    value: { erp: '', legalEntity: 'harbor-us', whenShort: 'backorder' } });
  // Cards are paid out by the acquirer (scene 31).
  await savePolicy(p.pool, TENANT, { name: 'books', scope: CHANNEL, author: act.who, value: { settledBy: { CreditDebit: ACQUIRER } } });
  for (const location of STORES)
    await saveLocation(p.pool, TENANT, { location, name: location, kind: 'store', connection: CHANNEL, priority: 9, country: 'US' });
  await saveProducts(p.pool, TENANT, Object.entries(ITEMS).map(([sku, { title }]) => ({ sku, title, gtin: null })));
  await loadConfiguration(p);
}
