/**
 * The loop: own shards, find due work, do local batches and partners' deliveries, over and over.
 *
 * Within a process a shard's claims and finishes take turns: a claim that sees an unfinished earlier delivery
 * and queues a later one must not race the finish that would have freed it (a sweep catches what still slips).
 */
import type { Client } from 'pg';
import { claim, reclaim, unblock, work, type Work } from '#store/delivery.ts';
import { gates } from '#store/flow.ts';
import { control } from '#store/postgres/connect.ts';
import { newId } from './identity.ts';
import { isPassing, workLocally } from './local.ts';
import { act, finish, type Outcome } from './outside.ts';
import { HUNG_SECONDS, makeOwnership, type Ownership } from './ownership.ts';
import { loadConfiguration, type Platform } from './platform.ts';
import { runSchedules } from './schedule.ts';
import type { Intake } from './intake.ts';

export interface WorkerOptions {
  /** Where locks live: the control node of a cluster, else the same database. */
  readonly controlUrl: string;
  readonly intake: Intake;
  readonly name?: string;
}
export interface Worker {
  readonly name: string;
  readonly shards: () => number;
  /** Work may be there now: do not wait for the next look. */
  wake(): void;
  /** Finishes what is in the air, gives the shards back. */
  stop(): Promise<void>;
}

const BATCH = 100;
const LOCAL_AT_ONCE = 6;
const PER_CONNECTION = 16;
const PER_CLAIM = 8;
const IDLE_MS = 40;
const BREATH_MS = 12;

export function startWorker(p: Platform, options: WorkerOptions): Worker {
  const name = options.name ?? `worker-${process.pid}-${newId().slice(-6)}`;
  const w = new Loop(p, options, name);
  const running = w.run();
  return { name, shards: () => w.heldCount, wake: () => w.wake(), stop: async () => { w.stopping = true; w.wake(); await running; } };
}

class Loop {
  stopping = false;
  private readonly p: Platform;
  private readonly options: WorkerOptions;
  private readonly name: string;
  private ownership: Ownership | undefined;
  private client: Client | undefined;
  private awake: () => void = () => {};
  private woken = false;
  private readonly busy = new Set<string>();
  private readonly inFlight = new Map<string, number>();
  private readonly turns = new Map<number, Promise<unknown>>();
  private readonly outside = new Set<Promise<unknown>>();
  private open = new Map<string, number>();
  private beaten = 0;
  private localRunning = 0;
  private sweeping = false;
  private looked = { balance: 0, gates: 0, sweep: 0, configuration: 0, schedules: 0 };

  constructor(p: Platform, options: WorkerOptions, name: string) {
    this.p = p;
    this.options = options;
    this.name = name;
  }
  get heldCount(): number { return this.ownership?.held.size ?? 0; }
  wake(): void { this.woken = true; this.awake(); }

  async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.round();
        await this.rest(IDLE_MS);
      } catch (error) {
        this.p.log.warn({ error: (error as Error).message }, 'the loop stumbled; trying again');
        if (!this.client) this.ownership = undefined;
        await this.rest(250);
      }
    }
    await Promise.allSettled(this.outside);
    await this.ownership?.release().catch(() => {});
    await this.client?.end().catch(() => {});
  }

  private async rest(ms: number): Promise<void> {
    // Even when woken, a breath: what finishes together is looked after together.
    if (this.woken) ms = BREATH_MS;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (ms > BREATH_MS) this.awake = () => setTimeout(() => { clearTimeout(timer); resolve(); }, BREATH_MS);
    });
    this.awake = () => {};
    this.woken = false;
  }

  private async round(): Promise<void> {
    await this.keep();
    const held = this.ownership?.held;
    if (!held || held.size === 0) return;
    const found = await work(this.p.pool, [...held.keys()]);
    for (const f of found) {
      if (f.outside) this.startOutside(f);
      else this.startLocal(f);
    }
  }

  /** Batches of several shards run side by side; a shard that has work again is looked at when its batch is done. */
  private startLocal({ shard }: Work): void {
    const key = `${shard} local`;
    const epoch = this.ownership?.held.get(shard);
    if (epoch === undefined || this.busy.has(key) || this.localRunning >= LOCAL_AT_ONCE) return;
    this.busy.add(key);
    this.localRunning += 1;
    this.track(this.inTurn(shard, () => workLocally(this.p, { shard, epoch }, BATCH)).finally(() => {
      this.busy.delete(key);
      this.localRunning -= 1;
      this.wake();
    }));
  }

  /** What is looked after now and then: ownership, gates, configuration, sweeps, schedules. */
  private async keep(): Promise<void> {
    const due = (what: keyof Loop['looked'], ms: number) => {
      if (Date.now() - this.looked[what] < ms) return false;
      this.looked[what] = Date.now();
      return true;
    };
    if (due('balance', 1000)) await this.balance();
    if (due('configuration', 1000)) await loadConfiguration(this.p);
    if (due('gates', 150))
      this.open = new Map((await gates(this.p.flow)).map((g) => {
        // Whoever succeeds next closes the breaker, also when the failures were another worker's.
        if (g.probing) this.p.tenants.get(g.tenant)?.connections.get(g.connection)?.memory.set('failing', true);
        return [`${g.tenant} ${g.connection}`, g.closed ? 0 : g.probing ? 1 : PER_CONNECTION];
      }));
    if (due('sweep', 5000) && !this.sweeping) this.track(this.sweep());
    if (due('schedules', 250)) this.track(runSchedules(this.p, this.options.intake));
  }

  private async balance(): Promise<void> {
    if (!this.client) {
      this.client = await control(this.options.controlUrl, {
        application: `threadline-control:${this.name}`,
        lost: () => { this.client = undefined; this.ownership = undefined; },
      });
      this.ownership = makeOwnership(this.p, this.client, this.name);
    }
    const asked = performance.now();
    await this.ownership!.balance();
    this.beaten = asked;
  }

  private startOutside(f: Work): void {
    const key = `${f.shard} ${f.handler}`;
    const connection = f.handler.slice(f.handler.indexOf(':') + 1);
    const allowed = Math.max(...[...this.open].flatMap(([k, n]) => (k.endsWith(` ${connection}`) ? [n] : [])), 0);
    const flying = this.inFlight.get(f.handler) ?? 0;
    const room = Math.min(allowed - flying, PER_CLAIM, f.count);
    if (this.busy.has(key) || room <= 0) return;
    this.busy.add(key);
    this.inFlight.set(f.handler, flying + room);
    this.track(this.reach(f, room).finally(() => {
      this.busy.delete(key);
      this.inFlight.set(f.handler, (this.inFlight.get(f.handler) ?? room) - room);
      this.wake();
    }));
  }

  private async reach({ shard, handler }: Work, limit: number): Promise<void> {
    const epoch = this.ownership?.held.get(shard);
    if (epoch === undefined) return;
    const deliveries = await this.inTurn(shard, () => claim(this.p.pool, shard, epoch, { outside: true, handler, limit }));
    if (deliveries.length === 0) return;
    const outcomes = await act(this.p, deliveries, () => this.mayAct(shard, epoch));
    await this.writeDown(shard, epoch, outcomes);
  }

  /** What a partner did must be written down: tried again while the shard is ours. */
  private async writeDown(shard: number, epoch: bigint, outcomes: readonly Outcome[]): Promise<void> {
    for (;;) {
      try {
        return void (await this.inTurn(shard, () => finish(this.p, { shard, epoch }, outcomes)));
      } catch (error) {
        if (this.ownership?.held.get(shard) !== epoch || !isPassing(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /**
   * Whether a write may still leave: the shard is ours and we were alive a moment ago. A process that hung
   * (and whose work somebody else has taken) finds its last beat too old when it wakes, and sends nothing.
   */
  private mayAct(shard: number, epoch: bigint): boolean {
    return this.ownership?.held.get(shard) === epoch && performance.now() - this.beaten < (HUNG_SECONDS - 2) * 1000;
  }

  /** Beside the loop: on a busy machine hundreds of small statements take seconds, and work must not wait for them. */
  private async sweep(): Promise<void> {
    this.sweeping = true;
    try {
      for (const shard of this.ownership?.held.keys() ?? []) await unblock(this.p.pool, shard);
      await this.freeOrphans();
    } finally {
      this.sweeping = false;
    }
  }

  /** Claimed by us, but in nobody's hands: a claim whose commit was not answered. */
  private async freeOrphans(): Promise<void> {
    const flying = new Set([...this.busy].map((key) => Number(key.split(' ')[0])));
    for (const shard of this.ownership?.held.keys() ?? [])
      if (!flying.has(shard)) await this.inTurn(shard, async () => {
        if (![...this.busy].some((key) => key.startsWith(`${shard} `))) await reclaim(this.p.pool, shard);
      });
  }

  private inTurn<T>(shard: number, work: () => Promise<T>): Promise<T> {
    const mine = (this.turns.get(shard) ?? Promise.resolve()).then(work, work);
    this.turns.set(shard, mine.catch(() => {}));
    return mine;
  }

  private track(job: Promise<unknown>): void {
    const safe = job
      .catch((error: Error) => this.p.log.warn({ error: error.message }, 'work beside the loop failed; it is tried again'))
      .finally(() => this.outside.delete(safe));
    this.outside.add(safe);
  }
}
