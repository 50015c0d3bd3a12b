/**
 * Shops sell the last units of one SKU to as many buyers as come: each shop sells only what it shows, tells us by signed
 * webhooks over real HTTP (some twice, some late), to several processes of which one is killed in mid-race, while the
 * shops themselves throttle, fail and lose answers.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { sellableFor } from '#runtime/availability-sellable.ts';
import { askAbout } from '#runtime/publication.ts';
import { secretsOwner, loadConfiguration, tenantOf } from '#runtime/platform.ts';
import { seal } from '#runtime/vault.ts';
import { saveConnection } from '#store/configuration.ts';
import { ground, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { said } from './goods.fixture.ts';
import { mulberry, pause, tell, type Posting } from './race.tell.ts';
import { lists, policy, rows, shows } from './shop.fixture.ts';

export const SKU = 'HOT';
const shops = (many: number): string[] => Array.from({ length: many }, (_, i) => `shop-${i + 1}`);

export interface Race {
  readonly g: Ground;
  readonly channels: readonly string[];
  /** Sales at the shops, and the units of them. */
  readonly sold: number;
  readonly units: number;
  readonly deliveredTwice: number;
  readonly killed: boolean;
  close(): Promise<void>;
}
export interface Plan {
  readonly seed: number;
  readonly units: number;
  readonly buyers: number;
  /** That take in orders and work. */
  readonly processes: number;
  readonly kill: boolean;
  readonly channels: number;
  /** Processes that post the webhooks; 0: this one does. */
  readonly posters?: number;
  /** Units of one sale, at most. */
  readonly most?: number;
  /** Fields of the policy `stock`; absent: strict. */
  readonly policy?: object;
  /** Units on order. */
  readonly incoming?: number;
}

export async function race(plan: Plan): Promise<Race> {
  const { seed, buyers, processes, kill, most = 1 } = plan;
  const channels = shops(plan.channels);
  const g = await ground({ faults: 'harsh', seed });
  const children: Child[] = [];
  const posters: ChildProcess[] = [];
  const close = async () => {
    for (const p of posters) p.disconnect();
    for (const c of children) c.process.kill('SIGTERM');
    await Promise.all([...children.map((c) => c.process), ...posters].map(async (c) =>
      (c.exitCode === null && c.signalCode === null ? once(c, 'exit') : undefined)));
    await g.close();
  };
  try {
    await prepare(g, channels, plan);
    children.push(...await Promise.all(Array.from({ length: processes }, (_, n) => start(g, `race-${seed}-${n}`))));
    for (let n = 0; n < (plan.posters ?? 0); n += 1) posters.push(poster());
    await stockUp(g, SKU, plan.units, new Date(Date.now() - 60_000).toISOString());
    await settled(g, channels);
    const random = mulberry(seed);
    const doors = children.map((c) => c.url);
    const post = (p: Posting, n: number) => (posters.length > 0 ? told(posters[n % posters.length]!, p) : tell(p, random));
    const tally = { sold: 0, units: 0, twice: 0 };
    await Promise.all(Array.from({ length: buyers }, async (_, n) => {
      await pause(random() * 25 * buyers);
      // Whether this one finds anything left or not.
      if (kill && n === Math.floor(buyers / 3)) children[0]!.process.kill('SIGKILL');
      const shop = channels[Math.floor(random() * channels.length)]!;
      const quantity = 1 + Math.floor(random() * most);
      if (!g.twin.sell(shop, `${shop}-${SKU}`, quantity)) return;
      tally.sold += 1;
      tally.units += quantity;
      const again = random() < 0.2;
      if (again) tally.twice += 1;
      await pause(random() * 400);
      const posting = { doors, shop, order: `${shop}-${n}`, quantity };
      await Promise.all([post(posting, n), ...(again ? [post(posting, n + 1)] : [])]);
    }));
    return { g, channels, sold: tally.sold, units: tally.units, deliveredTwice: tally.twice, killed: children[0]!.process.killed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Child { readonly process: ChildProcess; readonly url: string }
async function start(g: Ground, name: string): Promise<Child> {
  const script = new URL('./race.process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, g.url, g.directory, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout!, 'data')) as [Buffer];
  return { process: child, url: `http://127.0.0.1:${Number(String(port))}` };
}

async function prepare(g: Ground, channels: readonly string[], { policy: value, incoming }: Plan): Promise<void> {
  const { platform } = g.opened;
  const { key } = tenantOf(platform, TENANT).key;
  for (const connection of channels)
    await saveConnection(platform.pool, {
      tenant: TENANT, connection, connector: 'simulated', roles: ['channel'], settings: { baseUrl: g.twin.url },
      secrets: seal(key, secretsOwner(TENANT, connection), Buffer.from(JSON.stringify({ token: 'secret', webhookSecret: 'hook' }))),
    });
  if (value) await policy(g, 'stock', '*', value);
  await loadConfiguration(platform);
  for (const connection of channels) await lists(g, connection, SKU);
  if (incoming) await said(g, 'GoodsExpected', { sku: SKU, location: 'BER', document: 'PO', quantity: incoming, expected: '2027-02-01' });
}

/** A process of its own that posts what it is told to (race.poster.ts). */
function poster(): ChildProcess {
  const made = fork(new URL('./race.poster.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  made.setMaxListeners(0);
  return made;
}
let asked = 0;
function told(by: ChildProcess, posting: Posting): Promise<void> {
  asked += 1;
  const id = asked;
  return new Promise((resolve, reject) => {
    const hear = (m: { id: number; failed?: string }): void => {
      if (m.id !== id) return;
      by.off('message', hear);
      if (m.failed) reject(new Error(m.failed));
      else resolve();
    };
    by.on('message', hear);
    by.send({ id, posting });
  });
}

/** What each shop may sell now, by the same function that the platform asks. */
async function sellable(g: Ground): Promise<ReadonlyMap<string, number>> {
  const { platform } = g.opened;
  const t = tenantOf(platform, TENANT);
  const asked = await askAbout(platform.pool, t, [SKU], { now: new Date().toISOString(), spread: false });
  return new Map([...t.connections.keys()].map((c) => [c, sellableFor(asked, c, SKU).quantity ?? 0]));
}
/** Every shop shows what it may sell. */
export async function settled(g: Ground, channels: readonly string[], seconds = 90): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(150)) {
    const now = await sellable(g);
    if (channels.every((c) => shows(g, c, SKU) === now.get(c))) return;
  }
  const now = await sellable(g);
  const wrong = channels.filter((c) => shows(g, c, SKU) !== now.get(c)).map((c) => `${c} shows ${shows(g, c, SKU)}, may sell ${now.get(c)}`);
  const rowsTold = await rows(g, `select connection, wanted, acknowledged, sold_there from stock_told order by connection`);
  throw new Error(`${wrong.join(', ')}; ${JSON.stringify(rowsTold)}`);
}
/** Nothing is due and nothing in the air; what waits for a person stays. */
export async function quiescent(g: Ground, seconds = 90): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(200)) {
    const [open] = await rows<{ n: number }>(g, `select count(*)::int as n from delivery where state in ('Ready', 'Queued', 'Claimed') and due < now() + interval '1 hour'`);
    if (open!.n === 0) return;
  }
  throw new Error(`still at work: ${JSON.stringify(await rows(g, `select handler, state, fault from delivery where state in ('Ready', 'Queued', 'Claimed') limit 5`))}`);
}
