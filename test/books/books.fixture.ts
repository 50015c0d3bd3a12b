/** Books on a test database: statements handed over, invoices issued, and what the ledger says of it. */
import { append } from '#runtime/append.ts';
import { makeIntake } from '#runtime/intake.ts';
import { orderIdOf } from '#runtime/identity.ts';
import { drain, type Drained } from '#runtime/operations/drain.ts';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { savePolicies } from '#store/operate-configuration.ts';
import { transaction } from '#store/query.ts';
import { ground, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';

export { TENANT };
export const act = (who: string, why?: string) => ({ tenant: TENANT, who: `test:${who}`, ...(why && { why }) });

export type Books = Awaited<ReturnType<typeof booksGround>>;
export async function booksGround(policies: Readonly<Record<string, object>> = {}) {
  const g = await ground();
  const { platform } = g.opened;
  let version = 0;
  const policy = async (scope: string, value: object): Promise<void> => {
    version += 1;
    await savePolicies(platform.pool, { tenant: TENANT, version, author: 'test' }, [{ name: 'books', scope, value }]);
    await loadConfiguration(platform);
  };
  for (const [scope, value] of Object.entries(policies)) await policy(scope, value);
  const worker: Worker = startWorker(platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 1000);
  const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await platform.pool.query<never>(text, values)).rows as T[];
  const until = async (what: string, test: () => Promise<boolean>): Promise<void> => {
    for (let n = 0; n < 100; n += 1) {
      if (await test()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`not within ten seconds: ${what}`);
  };
  const hand = async (connection: string, topic: string, body: string): Promise<Drained> => {
    const taken = await ingestFile(platform, g.intake, act('anna'), { connection, topic, body: Buffer.from(body) });
    return drain(platform, {
      tenant: TENANT, documents: [taken], controlUrl: g.url, intake: makeIntake(platform, () => {}), timeoutSeconds: 30,
    });
  };
  return {
    g: g as Ground, platform, worker, policy, rows, until, hand,
    /** A Stripe statement: id of the payout, its day, and its charges as [order, amount, day]. */
    stripe: (payout: string, day: string, charges: readonly (readonly [string, string, string])[]): Promise<Drained> =>
      hand('stripe', 'settlement', statement(payout, day, charges)),
    balance: async (account: string, unit = 'USD'): Promise<bigint> => (await rows<{ amount: bigint }>(
      'select coalesce(sum(amount), 0)::bigint as amount from balance where account = $1 and unit = $2', [account, unit]))[0]!.amount,
    /** An order that is invoiced, and in the books unless the channel's payouts are its revenue. */
    async invoice(number: string, count: bigint, { posted = true, at = '2026-11-20T00:00:00.000Z' } = {}): Promise<void> {
      const orderId = orderIdOf(TENANT, 'shop', number);
      if ((await rows('select 1 from order_view where order_id = $1', [orderId])).length === 0) {
        const net = `${count / 100n}.${String(count % 100n).padStart(2, '0')}`;
        await hand('shop', 'order', JSON.stringify({
          order: number, at: '2026-11-18T08:00:00Z', currency: 'USD', lines: [{ id: '1', sku: 'TEE', quantity: 1, net }] }));
      }
      const [money, none] = [{ count, unit: 'USD' }, { count: 0n, unit: 'USD' }];
      await transaction(platform.pool, (tx) => append(tx, [{
        tenant: TENANT, type: 'InvoiceIssued', key: `InvoiceIssued:test:${number}`, at,
        data: { orderId, by: 'erp', external: `INV-${number}`, shipmentId: `shp-${number}`, amounts: {
          lines: [{ lineId: '1', sku: 'TEE', title: 'Tee', quantity: 1, net: money, tax: none }], shippingNet: none, shippingTax: none,
          other: none, total: money } },
      }]));
      worker.wake();
      const handled = posted ? `select 1 from entry where document = $1 and book = 'money'`
        : `select 1 from delivery where subject = $1 and handler = 'ledger:money' and state = 'Done'`;
      await until(`invoice ${number}`, async () => (await rows(handled, [`order:${orderId}`])).length > 0);
    },
    async close(): Promise<void> {
      await worker.stop();
      await g.close();
    },
  };
}

export function statement(payout: string, day: string, charges: readonly (readonly [string, string, string])[]): string {
  const head = 'id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Transfer,Transfer Date (UTC),order_id (metadata)\n';
  return head + charges.map(([order, amount, created], i) =>
    `txn_${payout}${i},charge,ch_${payout}${i},${amount},0.00,${amount},usd,${created} 10:00,${payout},${day} 00:00,${order}\n`).join('');
}
