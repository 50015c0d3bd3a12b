/**
 * Register days: tickets come in any order, before the Z and after it. The day's entry is made when the Z and its tickets
 * agree, or when those still on their way have had their time; what comes later is a supplement, and no entry is touched.
 */
import { addedUp, disagreements, states, type RegisterPlace, type Taking, type ZReport } from '#domain/register-day.ts';
import { brand } from '#domain/brand.ts';
import { add, currency, type Money } from '#domain/measure.ts';
import type { CloseRegisterDay, RegisterClosed, RegisterDayClosed, RegisterRang } from '#domain/messages.ts';
import { hash32 } from '#domain/shard.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { markSettled, raisedException } from '#store/operate.ts';
import * as store from '#store/register.ts';
import type { Draft } from '../append.ts';
import { policyOf, tenantOf } from '../platform.ts';
import { follow, sideBySide, type Batch, type LocalHandler, type Result } from './handler.ts';

interface RegisterPolicy {
  /** After its Z, tickets of a register are waited for so long. */
  readonly waitSeconds: number;
  /** What comes together is posted together: drawers beside their Z, late tickets in one supplement. */
  readonly supplementSeconds: number;
}
const REGISTERS: RegisterPolicy = { waitSeconds: 8, supplementSeconds: 4 };

type Rule = (batch: Batch, d: Claimed) => Promise<Draft[]>;
const RULES: Readonly<Record<string, Rule>> = { RegisterRang: rang, RegisterClosed: closed, CloseRegisterDay: timeIsUp };
/** Days side by side; of one day, its timer stands beside its tickets and must not come between them. */
export const registerHandler: LocalHandler = async (batch, deliveries) => {
  const results = new Map<Claimed, Result>();
  const oneByOne = async (some: readonly Claimed[]) => {
    for (const d of some) results.set(d, (await sideBySide([d], () => RULES[d.type]!(batch, d)))[0]!);
  };
  await Promise.all([...Map.groupBy(deliveries, (d) => d.subject.split('/')[0]).values()].map(oneByOne));
  return deliveries.map((d) => results.get(d)!);
};

const policyFor = (batch: Batch, d: Claimed, connection: string): RegisterPolicy =>
  policyOf(tenantOf(batch.platform, d.tenant), 'registers', connection, REGISTERS);
const at = (d: Claimed, dayId: string): store.DayAt => ({ tenant: d.tenant, shard: d.shard, dayId });

async function rang(batch: Batch, d: Claimed): Promise<Draft[]> {
  const { dayId, ...record } = revive<RegisterRang['data']>(d.data);
  const day = await store.openDay(batch.tx, at(d, dayId), record.place, d.correlation);
  if (!(await store.saveRecord(batch.tx, at(d, dayId), record))) return [];
  const now = await look(batch, d, dayId, day);
  return day.parts > 0 || agreed(now) ? [later(batch, d, now)] : [];
}

async function closed(batch: Batch, d: Claimed): Promise<Draft[]> {
  const { dayId, ...report } = revive<RegisterClosed['data']>(d.data);
  const day = await store.openDay(batch.tx, at(d, dayId), report.place, d.correlation);
  const before = revive<store.StoredReport[]>(day.reports);
  // The bare end of a day adds nothing to a Z that has its sums; a drawer that was counted does.
  if (before.some((z) => z.external === report.external) || (!states(report) && !report.over && before.some(states))) return [];
  await store.saveReports(batch.tx, at(d, dayId), [...before, report]);
  const now = await look(batch, d, dayId, { ...day, reports: [...before, report] });
  return [later(batch, d, now)];
}

async function timeIsUp(batch: Batch, d: Claimed): Promise<Draft[]> {
  const { dayId, part } = d.data as CloseRegisterDay['data'];
  const day = await store.heldDay(batch.tx, at(d, dayId));
  if (!day || day.parts !== part) return [];
  return post(batch, d, await look(batch, d, dayId, day));
}

interface Look {
  readonly dayId: string;
  readonly day: store.RegisterDayRow;
  readonly place: RegisterPlace;
  readonly reports: readonly store.StoredReport[];
  readonly records: readonly {
    readonly external: string; readonly kind: 'ticket' | 'drawer'; readonly takings: readonly Taking[]; readonly part: number | null;
  }[];
  readonly wrong: readonly string[];
}
async function look(batch: Batch, d: Claimed, dayId: string, day: Omit<store.RegisterDayRow,
  'reports'> & { reports: readonly unknown[] }): Promise<Look> {
  const records = (await store.recordsOf(batch.tx, at(d, dayId))).map((r) => ({ ...r, takings: revive<Taking[]>(r.takings) }));
  const reports = revive<store.StoredReport[]>(day.reports);
  const unit = currency(day.currency);
  const place = { connection: brand<never>(day.connection), store: day.store, register: day.register,
    date: brand<never>(day.date), currency: unit };
  return { dayId, day, place, reports, records, wrong: wrongWith(reports, records, unit) };
}

/** A Z is of what it closed, or of all that the register had: late tickets may belong to it or not. */
function wrongWith(reports: readonly ZReport[], records: Look['records'], unit: RegisterPlace['currency']): readonly string[] {
  const all = disagreements(reports, records, unit);
  const own = records.filter((r) => r.part === 0);
  return all.length > 0 && own.length > 0 && disagreements(reports, own, unit).length === 0 ? [] : all;
}

const agreed = ({ reports, wrong }: Look): boolean => wrong.length === 0 && reports.some(states);

/** Soon, when all is here that the Z speaks of, or when it is a supplement; else after the time that tickets may take. */
function later(batch: Batch, d: Claimed, l: Look): Draft {
  const { dayId, day: { parts, connection } } = l;
  const { waitSeconds, supplementSeconds } = policyFor(batch, d, connection);
  const soon = parts > 0 || agreed(l);
  const key = `${dayId}:${parts}${soon ? '' : ':at-last'}`;
  // Beside the day, so that what comes meanwhile does not wait behind it.
  return follow(d, 0, { type: 'CloseRegisterDay', key, subject: `register:${dayId}/time`, data: { key, dayId, part: parts },
    wait: soon ? supplementSeconds : waitSeconds }, batch.now);
}

/** Whatever no entry has yet; cash over or short of the Zs that are new. */
async function post(batch: Batch, d: Claimed, l: Look): Promise<Draft[]> {
  const part = l.day.parts;
  const fresh = l.records.filter((r) => r.part === null);
  // A drawer can be counted after the day was posted: its Z is of the next part.
  const zs = l.reports.filter((z) => z.part === undefined);
  const over = zs.flatMap((z) => z.over ?? []).reduce<Money | undefined>((a, b) => (a ? add(a, b) : b), undefined);
  const drafts = await judged(batch, d, l);
  if (fresh.length === 0 && !over && part > 0) return drafts;
  await store.takePart(batch.tx, at(d, l.dayId), part, fresh.map((r) => r.external));
  await store.saveReports(batch.tx, at(d, l.dayId), l.reports.map((z) => ({ ...z, part: z.part ?? part })));
  const data: RegisterDayClosed['data'] = {
    dayId: l.dayId, place: l.place, part, takings: addedUp(fresh.flatMap((r) => r.takings)),
    tickets: fresh.filter((r) => r.kind === 'ticket').length, ...(over && { over }), ...(zs[0] &&
      { report: zs[0].external, at: zs[0].at }),
  };
  return [follow(d, 0, { type: 'RegisterDayClosed', key: `${l.dayId}:${part}`, subject: `register:${l.dayId}`, data },
    batch.now), ...drafts];
}

/** A day whose Z its tickets do not come to is asked about once, and not any more when they do. */
async function judged(batch: Batch, d: Claimed, { dayId, day, place, wrong }: Look): Promise<Draft[]> {
  const variance = wrong.length > 0 ? wrong.join('; ') : null;
  if (variance === day.variance) return [];
  await store.noteVariance(batch.tx, at(d, dayId), variance);
  if (day.variance !== null) {
    const raised = await raisedException(batch.tx, { tenant: d.tenant, subject: d.subject, key: varianceKey(dayId, day.variance) });
    if (raised) await markSettled(batch.tx, raised);
  }
  if (variance === null) return [];
  const detail = `${place.store}, register ${place.register}, ${place.date}: ${variance}`;
  const key = varianceKey(dayId, variance);
  return [follow(d, 1, { type: 'RaiseException', data: { kind: 'RegisterVariance', detail, key } }, batch.now)];
}
const varianceKey = (dayId: string, variance: string): string => `register:${dayId}:${hash32(variance).toString(36)}`;
