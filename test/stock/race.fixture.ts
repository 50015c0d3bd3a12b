/**
 * Eight shops sell the last units of one SKU to as many buyers as come: each shop sells only what it shows, tells us by
 * signed webhooks over real HTTP (some twice, some late), to several processes of which one is killed in mid-race,
 * while the shops themselves throttle, fail and lose answers.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'undici';
import { secretsOwner, loadConfiguration, tenantOf } from '#runtime/platform.ts';
import { seal } from '#runtime/vault.ts';
import { saveConnection } from '#store/configuration.ts';
import { signed } from '../api/api.fixture.ts';
import { ground, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { lists, rows, shows } from './shop.fixture.ts';

export const SKU = 'HOT';
export const CHANNELS = Array.from({ length: 8 }, (_, i) => `shop-${i + 1}`);

export interface Race {
  readonly g: Ground;
  readonly sold: number;
  readonly deliveredTwice: number;
  readonly killed: boolean;
  close(): Promise<void>;
}
interface Plan { readonly seed: number; readonly units: number; readonly buyers: number; readonly processes: number; readonly kill: boolean }

export async function race({ seed, units, buyers, processes, kill }: Plan): Promise<Race> {
  const g = await ground({ faults: 'harsh', seed });
  const children: Child[] = [];
  const close = async () => {
    for (const c of children) c.process.kill('SIGTERM');
    await Promise.all(children.map(async (c) => (c.process.exitCode === null && c.process.signalCode === null ? once(c.process, 'exit') : undefined)));
    await g.close();
  };
  try {
    await openShops(g);
    for (let n = 0; n < processes; n += 1) children.push(await start(g, `race-${seed}-${n}`));
    await stockUp(g, SKU, units, new Date(Date.now() - 60_000).toISOString());
    await settled(g, units);
    const random = mulberry(seed);
    const tally = { sold: 0, twice: 0 };
    await Promise.all(Array.from({ length: buyers }, async (_, n) => {
      await pause(random() * 1500);
      const shop = CHANNELS[Math.floor(random() * CHANNELS.length)]!;
      if (!g.twin.sell(shop, `${shop}-${SKU}`, 1)) return;
      tally.sold += 1;
      const again = random() < 0.2;
      if (again) tally.twice += 1;
      await pause(random() * 400);
      await Promise.all([tell(children, random, shop, `${shop}-${n}`), ...(again ? [tell(children, random, shop, `${shop}-${n}`)] : [])]);
      if (kill && n === Math.floor(buyers / 3)) children[0]!.process.kill('SIGKILL');
    }));
    return { g, sold: tally.sold, deliveredTwice: tally.twice, killed: children[0]!.process.killed, close };
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

async function openShops(g: Ground): Promise<void> {
  const { platform } = g.opened;
  const { key } = tenantOf(platform, TENANT).key;
  for (const connection of CHANNELS)
    await saveConnection(platform.pool, {
      tenant: TENANT, connection, connector: 'simulated', roles: ['channel'], settings: { baseUrl: g.twin.url },
      secrets: seal(key, secretsOwner(TENANT, connection), Buffer.from(JSON.stringify({ token: 'secret', webhookSecret: 'hook' }))),
    });
  await loadConfiguration(platform);
  for (const connection of CHANNELS) await lists(g, connection, SKU);
}

/** A shop keeps sending until somebody has answered 200; to whichever process its load balancer picks. */
async function tell(children: readonly Child[], random: () => number, shop: string, order: string): Promise<void> {
  const body = JSON.stringify({ order, at: new Date().toISOString(), currency: 'EUR', lines: [{ id: '1', sku: SKU, quantity: 1, net: '10.00' }] });
  for (let tries = 0; tries < 60; tries += 1) {
    const { url } = children[Math.floor(random() * children.length)]!;
    try {
      const answer = await request(`${url}/hooks/${shop}`, { method: 'POST', body, headers: signed(body), headersTimeout: 5000, bodyTimeout: 5000 });
      await answer.body.dump();
      if (answer.statusCode < 300) return;
    } catch {
      // Nobody there: the next one.
    }
    await pause(100);
  }
  throw new Error(`${order} could not be told to anybody`);
}

/** Every shop shows this many. */
export async function settled(g: Ground, quantity: number, seconds = 90): Promise<void> {
  const wrong = () => CHANNELS.filter((c) => shows(g, c, SKU) !== quantity);
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(150)) if (wrong().length === 0) return;
  const told = await rows(g, `select connection, wanted, acknowledged, sold_there from stock_told order by connection`);
  throw new Error(`not ${quantity} everywhere: ${wrong().map((c) => `${c} shows ${shows(g, c, SKU)}`).join(', ')}; ${JSON.stringify(told)}`);
}
/** Nothing is due and nothing in the air; what waits for a person stays. */
export async function quiescent(g: Ground, seconds = 90): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(200)) {
    const [open] = await rows<{ n: number }>(g, `select count(*)::int as n from delivery where state in ('Ready', 'Queued', 'Claimed') and due < now() + interval '1 hour'`);
    if (open!.n === 0) return;
  }
  throw new Error(`still at work: ${JSON.stringify(await rows(g, `select handler, state, fault from delivery where state in ('Ready', 'Queued', 'Claimed') limit 5`))}`);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
