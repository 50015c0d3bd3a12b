/**
 * The loop: own shards, find due work, take turns (turn.ts), carry out what was claimed for partners.
 *
 * Shards stand in groups. Within a process the turns of a group come one after the other, so nothing of its
 * claims, work and finishes races; groups run side by side, and partners are waited for outside any turn.
 */
import type { Client } from 'pg';
import { reclaim, unblock, type Claimed } from '#store/delivery.ts';
import { work, type Work } from '#store/delivery-work.ts';
import { gates } from '#store/flow.ts';
import { keepStatistics } from '#store/statistics.ts';
import { control } from '#store/postgres/connect.ts';
import { SHARDS } from '#domain/shard.ts';
import { newId } from './identity.ts';
import { act, note, type Outcome } from './outside.ts';
import { HUNG_SECONDS, makeOwnership, type Ownership } from './ownership.ts';
import { loadConfiguration, type Platform } from './platform.ts';
import { runSchedules } from './schedule.ts';
import type { Intake } from './intake.ts';
import { turn, type Errand, type TurnPlan } from './turn.ts';

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

/** Groups of shards on one PostgreSQL: turns at once. */
const GROUPS = 2;
const TURNS_AT_ONCE = 6;
const PER_CONNECTION = 16;
/** Documents that are read at once: mostly our own work. */
const READ_AT_ONCE = 100;
/** Enough local work for one turn; further shards wait for the next. */
const ENOUGH = 200;
const IDLE_MS = 40;
const BREATH_MS = 4;

export function startWorker(p: Platform, options: WorkerOptions): Worker {
  const name = `${options.name ?? `worker-${newId().slice(-6)}`}@${p.instance}`;
  const w = new Loop(p, options, name);
  const running = w.run();
  return { name, shards: () => w.heldCount, wake: () => w.wake(), stop: async () => { w.stopping = true; w.wake(); await running; } };
}

interface Group {
  running: boolean;
  /** Came back from partners, to be written down in the next turn. */
  outcomes: Landed[];
}
/** An outcome with the epoch its delivery was claimed under: under another one it must not be written. */
interface Landed { readonly outcome: Outcome; readonly epoch: bigint }

class Loop {
  stopping = false;
  private readonly p: Platform;
  private readonly options: WorkerOptions;
  private readonly name: string;
  private readonly groups: readonly Group[];
  private ownership: Ownership | undefined;
  private client: Client | undefined;
  private awake: () => void = () => {};
  private woken = false;
  private turning = 0;
  /** Deliveries in the air: per handler, and per shard. */
  private readonly inFlight = new Map<string, number>();
  private readonly flying = new Map<number, number>();
  private readonly jobs = new Set<Promise<unknown>>();
  private open = new Map<string, number>();
  private beaten = 0;
  private sweeping = false;
  private looked = { balance: 0, sweep: 0, configuration: 0, schedules: 0, statistics: 0 };
  private analysed = 0;

  constructor(p: Platform, options: WorkerOptions, name: string) {
    this.p = p;
    this.options = options;
    this.name = name;
    this.groups = Array.from({ length: p.distributed ? SHARDS : GROUPS }, () => ({ running: false, outcomes: [] }));
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
    for (let tries = 0; tries < 20 && (this.jobs.size > 0 || this.groups.some((g) => g.outcomes.length > 0)); tries += 1) {
      await Promise.allSettled(this.jobs);
      this.groups.forEach((_, g) => this.takeTurn(g, []));
    }
    await Promise.allSettled(this.jobs);
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
    // A group that is at it looks again when it is done.
    const idle = [...held.keys()].filter((shard) => !this.groups[shard % this.groups.length]!.running);
    if (idle.length === 0) return;
    const [found] = await Promise.all([work(this.p.engine, idle, this.p.distributed), this.lookAtGates()]);
    const byGroup = Map.groupBy(found, (f) => f.shard % this.groups.length);
    this.groups.forEach((_, g) => this.takeTurn(g, byGroup.get(g) ?? []));
  }

  /** With every look for work: what is suspended now is not asked any more. */
  private async lookAtGates(): Promise<void> {
    this.open = new Map((await gates(this.p.flow)).map((g) => {
      // Whoever succeeds next closes the breaker, also when the failures were another worker's.
      if (g.probing) this.p.tenants.get(g.tenant)?.connections.get(g.connection)?.memory.set('failing', true);
      return [`${g.tenant} ${g.connection}`, g.closed ? 0 : g.probing ? 1 : PER_CONNECTION];
    }));
  }

  /** Starts a turn if there is something to do and none is running. */
  private takeTurn(g: number, found: readonly Work[]): void {
    const group = this.groups[g]!;
    if (group.running || this.turning >= TURNS_AT_ONCE || (found.length === 0 && group.outcomes.length === 0)) return;
    const leases = new Map([...(this.ownership?.held ?? [])].filter(([shard]) => shard % this.groups.length === g));
    const [landed, late] = parted(group.outcomes.splice(0), (l) => leases.get(l.outcome.d.shard) === l.epoch);
    for (const l of late) this.touch(l.outcome.d.shard, -1);
    const plan = { leases, outcomes: landed.map((l) => l.outcome), local: localOf(found), errands: this.errands(found) };
    if (plan.outcomes.length + plan.local.length + plan.errands.length === 0) return;
    group.running = true;
    this.turning += 1;
    this.track(this.perform(group, plan, landed).finally(() => {
      group.running = false;
      this.turning -= 1;
      for (const e of plan.errands) this.land(e.handler, e.limit);
      this.wake();
    }));
  }

  private async perform(group: Group, plan: TurnPlan, landed: readonly Landed[]): Promise<void> {
    try {
      const { claimed } = await turn(this.p, plan);
      for (const l of landed) this.touch(l.outcome.d.shard, -1);
      claimed.forEach((deliveries, i) => {
        if (deliveries.length > 0) this.fly(plan.errands[i]!.handler, deliveries, plan.leases);
      });
    } catch (error) {
      // What a partner did must be written down: again, while the shard is ours.
      group.outcomes.unshift(...landed);
      await new Promise((resolve) => setTimeout(resolve, 200));
      throw error;
    }
  }

  /** What may be claimed for partners now: as much as their connections have room for. Room is taken at once. */
  private errands(found: readonly Work[]): Errand[] {
    const errands: Errand[] = [];
    for (const [handler, at] of Map.groupBy(found.filter((f) => f.outside), (f) => f.handler)) {
      // A replay has a handler of its own at the subscription whose it is: 'subscription:sub-…/…'.
      const connection = handler.slice(handler.indexOf(':') + 1).split('/')[0]!;
      const open = Math.max(...[...this.open].flatMap(([k, n]) => (k.endsWith(` ${connection}`) ? [n] : [])), 0);
      const allowed = open === PER_CONNECTION && handler.startsWith('intake:') ? READ_AT_ONCE : open;
      const due = at.reduce((n, f) => n + f.count, 0);
      const limit = Math.min(allowed - (this.inFlight.get(handler) ?? 0), due);
      if (limit <= 0) continue;
      errands.push({ handler, limit, shards: at.map((f) => f.shard) });
      this.inFlight.set(handler, (this.inFlight.get(handler) ?? 0) + limit);
    }
    return errands;
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
    if (due('statistics', 1000)) this.analysed = await keepStatistics(this.p.pool, this.analysed);
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

  /** Beside the turns: each outcome is written down in the next turn of its group. */
  private fly(handler: string, deliveries: readonly Claimed[], leases: ReadonlyMap<number, bigint>): void {
    this.inFlight.set(handler, (this.inFlight.get(handler) ?? 0) + deliveries.length);
    for (const d of deliveries) this.touch(d.shard, 1);
    const epochOf = (d: Claimed): bigint => leases.get(d.shard)!;
    const ended = (outcomes: readonly Outcome[]) => this.track(Promise.all(outcomes.map(async (outcome) => {
      await note(this.p, outcome).catch(() => {});
      this.groups[outcome.d.shard % this.groups.length]!.outcomes.push({ outcome, epoch: epochOf(outcome.d) });
      this.land(handler, 1);
      this.wake();
    })));
    this.track(act(this.p, deliveries, (d) => this.mayAct(d.shard, epochOf(d)), ended));
  }
  private land(handler: string, count: number): void {
    this.inFlight.set(handler, (this.inFlight.get(handler) ?? 0) - count);
  }
  private touch(shard: number, by: number): void {
    this.flying.set(shard, (this.flying.get(shard) ?? 0) + by);
  }

  /**
   * Whether a write may still leave: the shard is ours and we were alive a moment ago. A process that hung
   * (and whose work somebody else has taken) finds its last beat too old when it wakes, and sends nothing.
   */
  private mayAct(shard: number, epoch: bigint): boolean {
    return this.ownership?.held.get(shard) === epoch && performance.now() - this.beaten < (HUNG_SECONDS - 2) * 1000;
  }

  /** Beside the loop: work must not wait for it. */
  private async sweep(): Promise<void> {
    this.sweeping = true;
    try {
      const held = [...(this.ownership?.held.keys() ?? [])];
      for (const shards of this.p.distributed ? held.map((shard) => [shard]) : [held]) await unblock(this.p.engine, shards);
      for (const [g, group] of this.groups.entries()) if (!group.running) await this.freeOrphans(g, group);
    } finally {
      this.sweeping = false;
    }
  }

  /** Claimed by us, but in nobody's hands: a claim whose commit was not answered. */
  private async freeOrphans(g: number, group: Group): Promise<void> {
    const idle = [...(this.ownership?.held.keys() ?? [])].filter((shard) =>
      shard % this.groups.length === g && (this.flying.get(shard) ?? 0) === 0);
    if (idle.length === 0) return;
    group.running = true;
    await reclaim(this.p.engine, idle).finally(() => { group.running = false; });
  }

  private track(job: Promise<unknown>): void {
    const safe = job
      .catch((error: Error) => this.p.log.warn({ error: error.message }, 'work beside the loop failed; it is tried again'))
      .finally(() => this.jobs.delete(safe));
    this.jobs.add(safe);
  }
}

function parted<T>(items: readonly T[], is: (item: T) => boolean): [T[], T[]] {
  return [items.filter(is), items.filter((x) => !is(x))];
}

/** Shards with local work, most urgent first, until there is enough for a turn. */
function localOf(found: readonly Work[]): number[] {
  const shards: number[] = [];
  let sum = 0;
  for (const f of found) {
    if (f.outside || sum >= ENOUGH) continue;
    shards.push(f.shard);
    sum += f.count;
  }
  return shards;
}
