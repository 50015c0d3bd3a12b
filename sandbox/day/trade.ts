/**
 * The run: doors open, seeded buyers and scenes come and go, everything drains, payouts are made, shelves recounted,
 * and all of it is held against what must be. Everything goes through the doors that partners use.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { FaultLevel } from '../faults.ts';
import { assemble, PINS } from './cast.ts';
import { configure } from './configuration.ts';
import { pause, type Day, type Plan } from './day.ts';
import { look } from './look.ts';
import { follow, type Screen } from './progress.ts';
import { quiet } from './quiet.ts';
import { openRetailer } from './retailer.ts';
import type { Scene } from './scene.ts';
import { scenes as allScenes, UNPLAYABLE } from './scenes/all.ts';
import { opening, pollOnce, recount, settlement } from './stage-hands.ts';
import { summarise, type SceneResult, type Summary } from './summary.ts';
import { traffic, type Buyer } from './traffic.ts';

export interface TradeOptions {
  readonly orders: number;
  readonly seed: number;
  readonly faults: FaultLevel;
  /** Of this run alone: the database, its key, the warehouses’ folders. */
  readonly directory: string;
  /** An empty database; the embedded one is not started then. */
  readonly databaseUrl?: string | undefined;
  readonly port: number;
  readonly console: boolean;
  readonly log: Logger;
  readonly on: Screen;
}
export interface Open {
  readonly day: Day;
  /** Of the API and the console. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Seconds of trading for an order; the rest of a day drains. */
const SECONDS_PER_ORDER = 0.22;
const SHORTEST = 6;
/** What is left of the traffic when the worker is killed. */
const EVENING = 0.85;

/** Everything stands and works, and nobody has bought yet. */
export async function openDay(o: TradeOptions): Promise<Open> {
  const begun = performance.now();
  const plan: Plan = { orders: o.orders, seed: o.seed, faults: o.faults };
  const retailer = await openRetailer(o);
  const folder = join(o.directory, 'warehouses');
  rmSync(folder, { recursive: true, force: true });
  const cast = await assemble({ seed: o.seed, folder, pins: o.orders >= 40 ? PINS.full : PINS.small,
    hooks: () => retailer.doors.url });
  const day: Day = { plan, cast, retailer, look: look(retailer.opened.platform), book: [], begun,
    tell: (line) => o.on.line(`${elapsed(begun)}  ${line}`) };
  const stop = async (): Promise<void> => {
    await retailer.close();
    await cast.stop();
  };
  try {
    if (o.databaseUrl) await refuseUsed(day);
    await configure(retailer.opened.platform, cast);
    await retailer.open();
    return { day, url: retailer.doors.url, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** A day must not be traded among somebody's real orders. */
async function refuseUsed({ look }: Day): Promise<void> {
  const [row] = await look.rows<{ used: boolean }>(`
    select exists (select from message m where m.tenant = $1) or exists (select from connection c where c.tenant = $1) as used`);
  if (row?.used) throw new Error('The database of --database (or DATABASE_URL) holds data already: the demo wants an empty one.');
}

export async function trade(day: Day, on: Screen): Promise<Summary> {
  const unfollow = follow(day, on);
  try {
    const course = await run(day);
    return await summarise(day, { ...course, seconds: (performance.now() - day.begun) / 1000 });
  } finally {
    unfollow();
  }
}

/** Minutes and seconds since the doors were built: `01:07`. */
function elapsed(begun: number): string {
  const seconds = Math.floor((performance.now() - begun) / 1000);
  return [Math.floor(seconds / 60), seconds % 60].map((n) => String(n).padStart(2, '0')).join(':');
}

async function run(day: Day) {
  const scenes = allScenes();
  const troubles: string[] = [];
  const failures = new Map<number, string>();
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: Error) => void troubles.push(`${what}: ${error.message}`));
  };
  for (const s of scenes) await s.prepare?.(day);
  await opening(day);
  for (const sky of Object.values(day.cast.weathers)) sky.level = day.plan.faults;
  day.tell(`The doors are open: ${day.plan.orders} orders, seed ${day.plan.seed}, faults ${day.plan.faults}.`);
  await trading(day, { scenes, failures, troubles });
  day.tell('The last buyer is gone; what is under way drains.');
  await attempt('the day', () => quiet(day, 120));
  await attempt('settlement', () => settlement(day, day.tell));
  for (const s of scenes) if (s.at === 'closing') await playScene(day, s, failures);
  await attempt('the evening', () => quiet(day, 60));
  // At night the sky clears: as long as partners flicker, every poll brings something new.
  for (const sky of Object.values(day.cast.weathers)) sky.level = 'none';
  await attempt('the last polls', () => pollOnce(day));
  const counted = await recount(day).catch((error: Error) => {
    troubles.push(`the night count: ${error.message}`);
    return { shelves: 0, corrected: [] };
  });
  const results: SceneResult[] = [];
  for (const s of scenes) results.push(await judge(day, s, failures.get(s.number)));
  return { scenes: results.sort((a, b) => a.number - b.number), unplayable: UNPLAYABLE, recount: counted, troubles };
}

interface Trading {
  readonly scenes: readonly Scene[];
  readonly failures: Map<number, string>;
  readonly troubles: string[];
}

/** The timeline: buyers and scenes at their seeded times; the kill and the restart in the evening, with orders under way. */
async function trading(day: Day, { scenes, failures, troubles }: Trading): Promise<void> {
  const duration = 1000 * Math.max(SHORTEST, day.plan.orders * SECONDS_PER_ORDER);
  const buyers = traffic(day.plan);
  const shop = (b: Buyer) => ({ at: b.at, start: () => b.play(day).catch((e: Error) => void troubles.push(e.message)) });
  const stage = (s: Scene & { at: number }) => ({ at: s.at, start: () => playScene(day, s, failures) });
  const timed = scenes.filter((s): s is Scene & { at: number } => typeof s.at === 'number');
  const daytime = [...buyers.filter((b) => b.at < EVENING).map(shop), ...timed.filter((s) => s.at < 1).map(stage)];
  const bought = await inTime(daytime, duration, 0);
  await Promise.all(bought.stage);
  const late = [...buyers.filter((b) => b.at >= EVENING).map(shop), ...timed.filter((s) => s.at >= 1).map((s) => stage({ ...s, at: EVENING }))];
  const evening = await inTime(late, duration, EVENING);
  await Promise.all([...bought.all, ...evening.all]);
}

interface Turn { readonly at: number; readonly start: () => Promise<void> }

/** Starts each at its time; answers what is then under way, the scenes among it apart. */
async function inTime(turns: readonly Turn[], duration: number, from: number): Promise<{ all: Promise<void>[]; stage: Promise<void>[] }> {
  const begun = performance.now();
  const all: Promise<void>[] = [];
  for (const turn of turns.toSorted((a, b) => a.at - b.at)) {
    const wait = (turn.at - from) * duration - (performance.now() - begun);
    if (wait > 0) await pause(wait);
    all.push(turn.start());
  }
  return { all, stage: all };
}

async function playScene(day: Day, scene: Scene, failures: Map<number, string>): Promise<void> {
  const tell = (line: string): void => day.tell(`${String(scene.number).padStart(2)}  ${line}`);
  try {
    await scene.play(day, tell);
  } catch (error) {
    failures.set(scene.number, (error as Error).message);
    tell(`${scene.name}: ${(error as Error).message}`);
  }
}

async function judge(day: Day, scene: Scene, failed: string | undefined): Promise<SceneResult> {
  const { number, name } = scene;
  if (failed) return { number, name, failed };
  return { number, name, failed: await scene.check(day).catch((error: Error) => error.message) };
}
