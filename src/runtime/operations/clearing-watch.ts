/**
 * Looks at the clearing accounts by the clock: what nobody can explain, or has waited longer than the policy allows,
 * becomes one exception per account, which closes when the account is explained again.
 */
import { reasonsToAsk } from '#domain/approval.ts';
import { currency, fromDecimal } from '#domain/measure.ts';
import { transaction } from '#store/query.ts';
import { clearingWorries } from '#store/clearing-watch.ts';
import { markSettled } from '#store/operate.ts';
import { append, type Draft } from '../append.ts';
import { booksOf } from '../books.ts';
import { derivedUuid } from '../identity.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { Refusal } from './operation.ts';
import { entitiesOf } from './periods.ts';
import { explainClearing, type ClearingAccount } from './reconcile.ts';
import { writeOff } from './write-off.ts';

/** How often; what is open for weeks can wait an hour. */
export const CLEARING_SECONDS = 3600;
export interface Watched { readonly raised: readonly string[]; readonly settled: number }

export async function watchClearing(p: Platform, tenant: string): Promise<Watched> {
  const asOf = Temporal.Now.plainDateISO('UTC').toString();
  const open = new Map<string, Draft>();
  for (const entity of entitiesOf(p, tenant))
    for (const c of await explainClearing(p, tenant, { entity, asOf })) {
      await forgive(p, tenant, { entity, asOf }, c);
      if (c.explained) continue;
      const subject = `clearing:${entity}:${c.account}:${c.currency}`;
      open.set(subject, asked(tenant, { subject, asOf, entity }, c));
    }
  const worries = await clearingWorries(p.pool, tenant);
  const subjects = new Set(worries.map((w) => w.subject.split('/')[0]!));
  return transaction(p.pool, async (tx) => {
    let settled = 0;
    for (const w of worries.filter((x) => !open.has(x.subject.split('/')[0]!)))
      if (await markSettled(tx, { tenant, ...w })) settled += 1;
    const raised = [...open].filter(([subject]) => !subjects.has(subject));
    await append(tx, raised.map(([, draft]) => draft));
    return { raised: raised.map(([subject]) => subject), settled };
  });
}

/** Cents within the tolerance are written off by themselves, where the policy wants no second person for so little. */
async function forgive(p: Platform, tenant: string, at: { entity: string; asOf: string }, c: ClearingAccount): Promise<void> {
  const { approval, tolerance } = booksOf({ platform: p }, { tenant }, c.account.split(':')[2] ?? '');
  for (const i of c.items.filter((x) => x.reason === 'rounding')) {
    const { count } = fromDecimal(i.amount, currency(c.currency));
    const judged = { kind: 'write-off', unit: c.currency, amount: count < 0n ? -count : count, variance: 0n };
    if (reasonsToAsk(approval, judged).length > 0) continue;
    const act = { tenant, who: 'threadline', why: `within the tolerance of the policy books: up to ${tolerance} in minor units` };
    const of = { account: c.account, item: i.item, currency: c.currency, entity: at.entity, date: at.asOf };
    await writeOff(p, act, of).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error; // Somebody did it meanwhile, or it is a person's to say which.
    });
  }
}

function asked(tenant: string, at: { subject: string; asOf: string; entity: string }, c: ClearingAccount): Draft {
  const first = c.items.filter((i) => i.looks).slice(0, 3)
    .map((i) => `${i.item} ${i.amount} ${c.currency} (${i.reason}, ${i.days} days: ${i.says})`);
  const detail = `${c.account} of ${at.entity} stands at ${c.balance} ${c.currency}; to look at: ${c.toLookAt}. ${first.join('; ')}`;
  const key = `clearing-not-zero:${at.subject}:${at.asOf}:${now()}`;
  return { tenant, type: 'RaiseException', subject: `${at.subject}/exception:${key}`, key: `RaiseException:${key}`, at: now(),
    correlation: derivedUuid(tenant, 'clearing', at.subject), data: { kind: 'ClearingNotZero', detail, key } };
}
