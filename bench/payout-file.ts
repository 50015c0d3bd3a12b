/**
 * Payouts of any size in the shapes of providers' exports, with invented orders: what buyers paid, what was kept of it, now
 * and then a refund. One payout each; two lines of the books come of a row that has a fee.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

const FLUSH = 1 << 20;

interface Sold {
  readonly n: number; readonly gross: bigint; readonly fee: bigint; readonly refund: boolean; readonly at: string; readonly balance: bigint;
}
interface Shape {
  readonly head: string;
  readonly row: (s: Sold) => string;
  /** The payout's own row, where the provider writes one. */
  readonly foot?: (total: bigint) => string;
}

const decimal = (cents: bigint): string => {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const day = (at: string): string => `${at.slice(5, 7)}/${at.slice(8, 10)}/${at.slice(0, 4)}`;

export const SHAPES: Readonly<Record<string, Shape>> = {
  stripe: {
    head: 'balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,description,automatic_payout_id,' +
      'automatic_payout_effective_at_utc,payment_metadata[order_id]',
    row: ({ n, gross, fee, refund, at }) => `txn_${n},${at},usd,${decimal(gross)},${decimal(fee)},${decimal(gross - fee)},` +
      `${refund ? 'refund' : 'charge'},ch_${n},Order ${n},po_bench,2026-11-09 00:00:00,S-${n}`,
  },
  shopify: {
    head: 'Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,Available On,Amount,Fee,Net,Checkout,' +
      'Payment Method Name,Presentment Amount,Presentment Currency,Currency',
    row: ({ n, gross, fee, refund, at }) => `${at} +0000,${refund ? 'refund' : 'charge'},#${n},visa,online,paid,2026-11-09,880077,2026-11-09,` +
      `${decimal(gross)},${decimal(fee)},${decimal(gross - fee)},#5${n},card,${decimal(gross)},USD,USD`,
  },
  paypal: {
    head: '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID","Invoice Number","Balance"',
    row: ({ n, gross, fee, refund, at, balance }) => `"${day(at)}","${at.slice(11)}","America/New_York","A buyer",` +
      `"${refund ? 'Payment Refund' : 'Express Checkout Payment'}","Completed","USD","${decimal(gross)}","${decimal(-fee)}",` +
      `"${decimal(gross - fee)}","PP${n}","I-${n}","${decimal(balance)}"`,
  },
  adyen: {
    head: 'Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,' +
      'Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),' +
      'Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number',
    row: ({ n, gross, fee, refund, at }) => (refund
      ? `Co,Shop,PSP${n},A-${n},visa,${at},UTC,Refunded,M${n},USD,${decimal(-gross)},,1,USD,${decimal(-gross)},,,,,,12`
      : `Co,Shop,PSP${n},A-${n},visa,${at},UTC,Settled,,USD,,${decimal(gross)},1,USD,,${decimal(gross - fee)},${decimal(fee)},,,,12`),
    foot: (total) => `Co,Shop,,,,2026-11-09 00:00:00,UTC,MerchantPayout,,USD,,,,USD,${decimal(total)},,,,,,12`,
  },
  'payout-csv': {
    head: 'payout,payout date,currency,date,type,order,reference,amount,fee,net',
    row: ({ n, gross, fee, refund, at }) => `P-1,2026-11-09,USD,${at.slice(0, 10)},${refund ? 'refund' : 'sale'},C-${n},r${n},` +
      `${decimal(gross)},${decimal(fee)},${decimal(gross - fee)}`,
    foot: (total) => `P-1,2026-11-09,USD,2026-11-09,payout,,,${decimal(-total)},,`,
  },
};
export interface Written { readonly total: bigint; readonly bytes: number }

/** Exactly so many lines of the books. */
export function writePayout(path: string, connector: string, lines: number): Written {
  const shape = SHAPES[connector]!;
  const file = openSync(path, 'w');
  let [text, total, bytes] = [`${shape.head}\n`, 0n, 0];
  for (const sold of sales(lines)) {
    total += sold.gross - sold.fee;
    text += `${shape.row(sold)}\n`;
    if (text.length < FLUSH) continue;
    bytes += writeSync(file, text);
    text = '';
  }
  bytes += writeSync(file, text + (shape.foot ? `${shape.foot(total)}\n` : ''));
  closeSync(file);
  return { total, bytes };
}

function* sales(lines: number): Generator<Sold> {
  let balance = 0n;
  for (let n = 0, made = 0; made < lines; n += 1) {
    const refund = n % 25 === 24 || lines - made === 1;
    const gross = BigInt(999 + (n * 131) % 9000) * (refund ? -1n : 1n);
    const fee = refund ? 0n : 30n + gross * 29n / 1000n;
    made += refund ? 1 : 2;
    balance += gross - fee;
    yield { n, gross, fee, refund, balance, at: new Date(Date.UTC(2026, 9, 25, 12) + Math.floor(n * 13 * 86_400 / lines) * 1000)
      .toISOString().slice(0, 19).replace('T', ' ') };
  }
}
