/**
 * 31: the acquirer pays the stores' card takings in two payouts. The first reaches the bank a cent short: rounding, by
 * policy and in sight. The second is two days late: somebody is asked, and need not answer any more when it comes.
 */
import { join } from 'node:path';
import { addConnection } from '#runtime/operations/connections.ts';
import { explainClearing } from '#runtime/operations/reconcile.ts';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { savePolicy } from '#store/configuration.ts';
import { hurry } from '#store/flow.ts';
import { startBank, type BankTwin } from '../../bank/index.ts';
import { seededFaults } from '../../faults.ts';
import { until, type Day } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';

/** The connection that a document of the acquirer gets; the card takings of the stores clear with it. */
export const ACQUIRER = 'stripe';
const BANK = 'bank';
const [SHORT, LATE] = ['po_stores1', 'po_stores2'] as const;
const decimal = (cents: bigint): string => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;

export function shortAndLate(): Scene {
  let bank: BankTwin;
  let asked = '';
  let taken: Temporal.PlainDate;
  const on = (days: number): string => taken.add({ days }).toString();
  return {
    number: 31, name: 'A bank deposit a cent short, another two days late', at: 'closing',
    async prepare(day) {
      bank = await startBank({ faults: seededFaults(day.plan.seed), folder: join(day.retailer.directory, BANK), currency: 'USD',
        iban: 'US00HARBORPINE0001', opening: 1_000_000 });
      await enter(day, bank);
    },
    async play(day, tell) {
      const owed = await takings(day);
      taken = await lastTaking(day);
      const first = owed / 2n;
      for (const [payout, cents] of [[SHORT, first], [LATE, owed - first]] as const) await payOut(day, payout, cents, on(0));
      bank.book({ cents: Number(first) - 1, name: 'STRIPE', text: `TRANSFER ${SHORT.toUpperCase()}` });
      await closed(day, bank, on(0));
      tell(`the bank has ${decimal(first - 1n)} of ${decimal(first)}: a cent is rounding; of ${decimal(owed - first)} nothing is seen`);
      bank.book({ cents: -2500, name: 'HARBOR BANK', text: 'MONTHLY FEE' });
      await closed(day, bank, on(1));
      asked = await until('somebody is asked', async () => (await missing(day))[0], 60);
      bank.book({ cents: Number(owed - first), name: 'STRIPE', text: 'TRANSFER' });
      await closed(day, bank, on(2));
      await until('nobody is asked any more', async () => (await missing(day)).length === 0, 60);
      tell('two days later it is there, and whoever was asked need not look');
    },
    check: (day) => judge(day, bank, { asked, until: on(2) }),
  };
}

const missing = async (day: Day): Promise<string[]> =>
  (await day.look.parked()).filter((p) => p.exception === 'DepositMissing').map((p) => p.detail);
const balance = async (day: Day, account: string): Promise<bigint> => (await day.look.rows<{ n: bigint }>(`
  select coalesce(sum(b.amount), 0)::bigint as n from balance b where b.tenant = $1 and b.account = $2`, account))[0]!.n;
/** What the stores took by card; the tickets of scene 23, once their days are posted. */
const takings = (day: Day): Promise<bigint> => until('the stores’ card takings are in the books', async () => {
  const owed = await balance(day, `assets:clearing:${ACQUIRER}`);
  return owed > 1n && owed;
}, 60);

/** The acquirer pays on the day on which the last of it was taken. */
async function lastTaking(day: Day): Promise<Temporal.PlainDate> {
  const [row] = await day.look.rows<{ date: string }>(`
    select max(e.date)::text as date from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
    where e.tenant = $1 and e.kind = 'register-day' and p.account = $2`, `assets:clearing:${ACQUIRER}`);
  return Temporal.PlainDate.from(row!.date);
}

async function payOut(day: Day, payout: string, cents: bigint, date: string): Promise<void> {
  const body = Buffer.from('id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Transfer,Transfer Date (UTC)\n' +
    `txn_${payout},charge,ch_${payout},${decimal(cents)},0.00,${decimal(cents)},usd,${date} 09:00,${payout},${date} 18:00\n`);
  await ingestFile(day.retailer.opened.platform, day.retailer.intake, { tenant: TENANT, who: 'demo:clerk', why: 'the acquirer’s statement' },
    { connection: ACQUIRER, topic: 'settlement', body });
  await until(`payout ${payout} is expected at the bank`, async () =>
    (await day.look.rows(`select 1 from deposit d where d.tenant = $1 and d.external = $2`, payout)).length > 0, 60);
}

async function closed(day: Day, bank: BankTwin, date: string): Promise<void> {
  const number = await bank.closeDay(date);
  await until(`the bank’s statement ${number} is in`, async () => {
    await hurry(day.retailer.opened.platform.pool, TENANT, `poll:${BANK}:`);
    return (await day.look.rows(`select 1 from bank_statement s where s.tenant = $1 and s.number = $2 and s.repeated is not null`,
      String(number))).length > 0;
  }, 60);
}

async function judge(day: Day, bank: BankTwin, { asked, until: asOf }: { asked: string; until: string }): Promise<string | undefined> {
  const found = new Findings();
  found.that(asked.includes(LATE), `asked about ${asked}, not about ${LATE}`);
  found.equal('rounding in the books', await balance(day, `expenses:rounding:${BANK}`), 1n);
  found.equal('still in transit', await balance(day, `assets:bank:${ACQUIRER}`), 0n);
  found.equal('on the clearing account', await balance(day, `assets:clearing:${ACQUIRER}`), 0n);
  found.equal('the bank’s account in the books', await balance(day, `assets:bank:${BANK}`), BigInt(bank.balance() - 1_000_000));
  const explained = await explainClearing(day.retailer.opened.platform, TENANT, { entity: 'harbor-us', asOf });
  found.equal('open on it', explained.find((c) => c.account === `assets:clearing:${ACQUIRER}`)?.items, []);
  const open = await day.look.rows(`select 1 from bank_line l where l.tenant = $1 and l.match_id is null and l.account_path is null and not l.repeats`);
  found.equal('open lines of the bank', open.length, 0);
  return found.verdict();
}

async function enter({ retailer }: Day, bank: BankTwin): Promise<void> {
  const p = retailer.opened.platform;
  const act = { tenant: TENANT, who: 'demo:setup', why: 'the bank' };
  await addConnection(p, act, { connection: BANK, connector: 'bank', roles: ['payments'], settings: { filesUrl: bank.url, folder: '.', pollSeconds: 3600 } });
  await savePolicy(p.pool, TENANT, { name: 'deposits', scope: '*', author: act.who, value: {
    missingAfter: 0, rules: [{ text: 'monthly fee', account: 'expenses:bank-fees', only: 'out' }] } });
  await loadConfiguration(p);
}
