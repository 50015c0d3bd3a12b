/**
 * The laws of the design: as `threadline verify` proves them, and once more in a few questions of our own that know
 * no code of the platform; and the ledger’s fingerprint.
 */
import { createHash } from 'node:crypto';
import { verify } from '#runtime/operations/verify.ts';
import { pause, type Day } from './day.ts';
import { complaintsOf } from './listener.ts';

export interface Law {
  readonly law: string;
  /** Undefined when it holds. */
  readonly broken: string | undefined;
}

interface Question {
  readonly law: string;
  readonly sql: string;
  /** Seconds in which it may come to hold: polls go on while the laws are looked at, and what one hears then is on its way. */
  readonly within?: number;
}
/** Each finds rows that must not be there. */
const QUESTIONS: readonly Question[] = [
  { law: 'every entry sums to zero per unit', sql: `
    select p.entry::text as what from posting p where p.tenant = $1 group by p.entry, p.unit having sum(p.amount) <> 0` },
  { law: 'balances are the sum of their postings', sql: `
    select b.account || ' ' || b.unit as what from balance b
    left join (select p.account, p.unit, p.shard, sum(p.amount) as amount from posting p where p.tenant = $1 group by 1, 2, 3) s
      on s.account = b.account and s.unit = b.unit and s.shard = b.shard
    where b.tenant = $1 and b.amount <> coalesce(s.amount, 0)` },
  { law: 'what is promised stands in the ledger as reserved', sql: `
    select coalesce(r.sku, b.unit) || ' at ' || coalesce(r.location, b.place) as what
    from (select r.sku, r.location, sum(r.reserved) as units from reservation r where r.tenant = $1 and r.kind = 'order' group by 1, 2) r
    full join (select b.unit, split_part(b.account, ':', 2) as place, sum(b.amount) as units from balance b
      where b.tenant = $1 and b.account like 'stock:%:reserved' group by 1, 2) b on b.unit = r.sku and b.place = r.location
    where coalesce(r.units, 0) <> coalesce(b.units, 0)` },
  { law: 'no unit is promised that was never counted (oversold)', sql: `
    select r.sku as what from (select r.sku, sum(r.reserved + r.taken) as units from reservation r where r.tenant = $1 group by 1) r
    left join (select p.unit, -sum(p.amount) as units from posting p where p.tenant = $1 and p.account in ('goods:variance', 'goods:supplier') group by 1) c
      on c.unit = r.sku where r.units > coalesce(c.units, 0)` },
  { law: 'no line ships more than was ordered', sql: `
    select l.order_id || ' ' || l.line_id as what from order_line_view l
    where l.tenant = $1 and (l.cancelled + l.shipped > l.ordered or l.reserved < 0)` },
  { law: 'a shipment is invoiced once', sql: `
    select m.data->>'shipmentId' as what from message m where m.tenant = $1 and m.type = 'InvoiceIssued'
    group by 1 having count(*) > 1` },
  { law: 'an order has one ERP document', sql: `
    select m.data->>'orderId' as what from message m where m.tenant = $1 and m.type = 'ErpOrderCreated'
    group by 1 having count(*) > 1` },
  { law: 'every message has its work done, or waiting with an owner', within: 20, sql: `
    select d.handler || ' ' || m.type as what
    from delivery d join message m on m.tenant = d.tenant and m.shard = d.shard and m.position = d.message
    where d.tenant = $1 and (d.state = 'Claimed' or (d.state = 'Ready' and d.due < now() + interval '1 hour') or (d.state = 'Parked' and d.owner is null)
      or (d.state = 'Queued' and not exists (select from delivery f where f.tenant = d.tenant and f.shard = d.shard
        and f.handler = d.handler and f.subject = d.subject and f.message < d.message and f.state not in ('Done', 'Dropped'))))` },
  { law: 'the clearing account of a channel is zero once it has paid out', sql: `
    select b.account || ' ' || b.unit || ' ' || sum(b.amount) as what from balance b
    where b.tenant = $1 and b.account like 'assets:clearing:%' group by b.account, b.unit having sum(b.amount) <> 0` },
  { law: 'no work was stopped by a defect of ours', sql: `
    select d.fault->>'detail' as what from delivery d where d.tenant = $1 and d.exception = 'Defect'` },
];

export async function laws(day: Day): Promise<Law[]> {
  const { look, retailer } = day;
  const proven = (await verify(retailer.opened.platform)).map(({ law, says, violations }): Law => ({
    law: `law ${law}: ${says}`,
    broken: violations.length > 0 ? violations.slice(0, 5).map((v) => `${v.what}: ${v.detail}`).join('; ') : undefined,
  }));
  const asked = await Promise.all(QUESTIONS.map(async ({ law, sql, within = 0 }): Promise<Law> => {
    const ask = () => look.rows<{ what: string }>(`${sql} limit 5`);
    let rows = await ask();
    for (const end = performance.now() + within * 1000; rows.length > 0 && performance.now() < end; rows = await ask()) await pause(250);
    return { law, broken: rows.length > 0 ? rows.map((r) => r.what).join('; ') : undefined };
  }));
  return [...proven, ...asked, await told(day)];
}

/** Whoever is told of events was told each one. */
async function told({ look, cast }: Day): Promise<Law> {
  const rows = await look.rows<{ id: string }>(`
    select m.id from message m join subscription s on s.tenant = m.tenant and s.deleted_at is null and m.type = any(s.types)
    where m.tenant = $1`);
  const wrong = complaintsOf(cast.listener, rows.map((r) => r.id));
  return { law: `every event came to the subscriber, signed, in the order of its subject, with nobody’s name (${rows.length})`,
    broken: wrong.length > 0 ? wrong.join('; ') : undefined };
}

/**
 * The ledger without ids and times: two days that ended alike have the same one. By document and not by entry, because
 * freight rides on an order's first invoice, and which of two warehouses is first is chance.
 */
export async function digest({ look }: Day): Promise<string> {
  const rows = await look.rows<{ text: string }>(`
    select d.book || ' ' || d.legal_entity || ' ' || string_agg(d.account || ' ' || d.unit || ' ' || d.amount, ', '
      order by d.account, d.unit) as text
    from (select e.book, e.legal_entity, e.document, p.account, p.unit, sum(p.amount) as amount
      from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
      where e.tenant = $1 group by 1, 2, 3, 4, 5 having sum(p.amount) <> 0) d
    group by d.book, d.legal_entity, d.document`);
  const hash = createHash('sha256');
  for (const text of rows.map((r) => r.text).sort()) hash.update(text).update('\n');
  return hash.digest('hex').slice(0, 16);
}
