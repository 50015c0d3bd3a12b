/** One look at each connection: do its settings read, does the partner answer, is it held back by anything. */
import { budgets, breakers, schedules, type BudgetRow } from '#store/list-partners.ts';
import { Stopped } from '#domain/fault.ts';
import type { Connection, Platform } from '../platform.ts';
import { portFor } from '../port.ts';
import { isReadOnly } from './connections.ts';
import { fail, ok, warn, type Symptom } from './symptom.ts';

const PATIENCE_MS = 15_000;

export async function examineConnections(p: Platform): Promise<Symptom[]> {
  const all = [...p.tenants.values()]
    .flatMap((t) => [...t.connections.values()])
    .filter((c) => c.row.state !== 'closed');
  if (all.length === 0) return [warn('connections', 'there are none yet', 'threadline apply FOLDER, or npm run demo')];
  return (await Promise.all(all.map((c) => examineOne(p, c)))).flat();
}

/** One of them: what a person asks for who presses "test connection". */
export async function examineOne(p: Platform, c: Connection): Promise<Symptom[]> {
  const what = `${c.connection} (${c.connector.name})`;
  if (c.problem) return [fail(what, `its settings cannot be used: ${c.problem}`, 'Correct them and apply.')];
  if (isReadOnly(c.row))
    return [
      warn(
        what, 'it only reads: ingest made it, with an address that leads nowhere',
        'Apply its real settings to connect it.',
      ),
    ];
  if (c.row.state === 'suspended')
    return [
      fail(
        what, `is suspended: ${c.row.reason ?? 'no reason was given'}`,
        `threadline connection resume ${c.connection}`,
      ),
    ];
  return [await answers(p, c, what), ...(await held(p, c, what)), ...(await subscribed(p, c, what))];
}

async function answers(p: Platform, c: Connection, what: string): Promise<Symptom> {
  if (!c.connector.can.check) return ok(what, 'its settings can be read; it has nothing to ask the partner');
  try {
    return ok(what, await within(PATIENCE_MS, c.connector.can.check(portFor(p, c))));
  } catch (error) {
    const unauthorised = error instanceof Stopped && error.fault.kind === 'Unauthorised';
    const detail = error instanceof Stopped ? error.fault.detail : (error as Error).message;
    return fail(
      what, detail,
      unauthorised ? 'Do what it says, or correct the credentials and apply.' : 'Look whether the partner can be reached from here.',
    );
  }
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function held(p: Platform, c: Connection, what: string): Promise<Symptom[]> {
  const mine = (row: { tenant: string; connection: string }) =>
    row.tenant === c.tenant && row.connection === c.connection;
  const symptoms: Symptom[] = [];
  for (const b of (await breakers(p.pool, c.tenant)).filter(mine))
    if (b.open_until && Temporal.Instant.compare(b.open_until, Temporal.Now.instant()) > 0)
      symptoms.push(
        warn(
          what, `did not answer ${b.failures} times in a row; it is tried again in a moment`,
          'Nothing, if it answers above.',
        ),
      );
  for (const b of (await budgets(p.pool, c.tenant)).filter(mine)) symptoms.push(...spent(b, what));
  return symptoms;
}
const spent = (b: BudgetRow, what: string): Symptom[] =>
  b.blocked_until
    ? [
        warn(
          what, `its ${b.bucket} budget is closed by the partner until ${b.blocked_until}`,
          'Wait: the work is not lost.',
        ),
      ]
    : b.tokens < 1
      ? [
          warn(
            what, `its ${b.bucket} budget is spent (${b.per_second} a second come back)`,
            'Wait: the work is not lost.',
          ),
        ]
      : [];

/** Renewing is the worker's business; here it is only said when that was last done. */
async function subscribed(p: Platform, c: Connection, what: string): Promise<Symptom[]> {
  if (!c.connector.can.subscribe) return [];
  if (!c.row.settings['callbackUrl'])
    return [
      warn(
        what, 'has no callbackUrl: news come by polling only',
        'Set callbackUrl to the public address of /hooks/… and apply.',
      ),
    ];
  const row = (await schedules(p.pool, c.tenant)).find((s) => s.name === `subscriptions:${c.connection}`);
  if (!row?.last_ok)
    return [
      warn(
        what, `its subscriptions were never checked${row?.last_fault ? `: ${row.last_fault}` : ''}`,
        'Start a worker: it checks and renews them.',
      ),
    ];
  return [ok(what, `its subscriptions were in order at ${row.last_ok.toString({ smallestUnit: 'second' })}`)];
}
