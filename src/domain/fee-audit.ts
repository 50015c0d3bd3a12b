/**
 * What a marketplace should have charged, by its rate card as we keep it, against what it did. A rate card is data with
 * dates: a line is judged by the card that was in force when it was charged, and a difference names the rule that says so.
 */
import type { LocalDate } from './brand.ts';
import { measure, toDecimal, type Currency, type Money } from './measure.ts';

export interface RateRule {
  /** What it is called in a claim: 'Referral, Home'. */
  readonly name: string;
  /** Class of payout line that it is charged as. */
  readonly class: string;
  readonly marketplace?: string;
  readonly category?: string;
  readonly size?: string;
  readonly currency?: string;
  /** In force from this day, and before that one. */
  readonly from?: LocalDate;
  readonly until?: LocalDate;
  /** Of what the item was sold for, in steps: 15 % up to 100.00, 8 % of what is above. Percent with decimals. */
  readonly percent?: string;
  readonly steps?: readonly { readonly upTo?: string; readonly percent: string }[];
  /** Whether what the buyer paid for shipping counts too. */
  readonly ofShipping?: boolean;
  /** For each unit. */
  readonly perUnit?: string;
  readonly minimum?: string;
  readonly maximum?: string;
}
export interface RateCard {
  /** Named in every claim. */
  readonly version: string;
  readonly rules: readonly RateRule[];
  /** What an item is, by SKU. */
  readonly items: Readonly<Record<string, { readonly category?: string; readonly size?: string }>>;
  /** So many minor units of difference are not claimed. */
  readonly tolerance: number;
}
export const NO_CARD: RateCard = { version: '', rules: [], items: {}, tolerance: 1 };

/** What one order line of a payout was sold for and charged, as positive amounts. */
export interface ChargedLine {
  readonly order: string;
  readonly sku: string;
  readonly marketplace: string;
  readonly day: LocalDate;
  readonly units: number;
  readonly currency: Currency;
  readonly sold: bigint;
  readonly shipping: bigint;
  /** By class of line. */
  readonly charged: Readonly<Record<string, bigint>>;
}
export interface Judged {
  readonly line: ChargedLine;
  readonly class: string;
  readonly charged: Money;
  readonly expected: Money;
  /** Above zero: charged too much. */
  readonly difference: Money;
  readonly rule: string;
  readonly card: string;
  readonly says: string;
}
export interface Audited {
  readonly claims: readonly Judged[];
  readonly agreed: number;
  /** No rule speaks of these; by class, with how much was charged. */
  readonly unruled: readonly { readonly class: string; readonly lines: number; readonly amount: Money }[];
}

/** Each class of fee that a rule of the card is about, line by line. */
export function auditFees(lines: readonly ChargedLine[], card: RateCard): Audited {
  const classes = [...new Set(card.rules.map((r) => r.class))];
  const claims: Judged[] = [];
  const unruled = new Map<string, { lines: number; amount: Money }>();
  let agreed = 0;
  for (const line of lines)
    for (const kind of classes) {
      const charged = line.charged[kind] ?? 0n;
      const rule = ruleFor(line, kind, card);
      if (!rule) {
        if (charged !== 0n) note(unruled, `${kind} ${line.currency}`, measure(charged, line.currency));
        continue;
      }
      const judged = judge(line, charged, { rule, card });
      if (size(judged.difference.count) <= BigInt(card.tolerance)) agreed += 1;
      else claims.push(judged);
    }
  return { claims, agreed, unruled: [...unruled].map(([name, n]) => ({ class: name.split(' ')[0]!, ...n })) };
}
const size = (n: bigint): bigint => (n < 0n ? -n : n);
function note(all: Map<string, { lines: number; amount: Money }>, name: string, amount: Money): void {
  const before = all.get(name);
  all.set(name, { lines: (before?.lines ?? 0) + 1, amount: measure((before?.amount.count ?? 0n) + amount.count, amount.unit) });
}

/** The most particular rule that is about the line on its day; of equals, the one that began last. */
export function ruleFor(line: ChargedLine, kind: string, card: RateCard): RateRule | undefined {
  const item = card.items[line.sku] ?? {};
  const about = (wanted: string | undefined, is: string | undefined) => wanted === undefined || wanted === is;
  const fitting = card.rules.filter((r) => r.class === kind && about(r.marketplace, line.marketplace) && about(r.category,
    item.category) &&
    about(r.size, item.size) && about(r.currency, line.currency) && (!r.from || r.from <= line.day) && (!r.until ||
      line.day < r.until));
  const particular = (r: RateRule) => [r.marketplace, r.category, r.size].filter((x) => x !== undefined).length;
  return fitting.toSorted((a, b) => particular(b) - particular(a) || ((a.from ?? '') < (b.from ?? '') ? 1 : -1))[0];
}

function judge(line: ChargedLine, charged: bigint, { rule, card }: { rule: RateRule; card: RateCard }): Judged {
  const expected = expectedFee(line, rule);
  const money = (n: bigint): Money => measure(n, line.currency);
  const difference = money(charged - expected);
  return {
    line, class: rule.class, charged: money(charged), expected: money(expected), difference, rule: rule.name, card: card.version,
    says: `${line.units} × ${line.sku} sold for ${toDecimal(money(line.sold))} ${line.currency} on ${line.day}: ${rule.name} ` +
      `(${card.version}) is ${toDecimal(money(expected))}, charged ${toDecimal(money(charged))}`,
  };
}

export function expectedFee(line: ChargedLine, rule: RateRule): bigint {
  const { currency } = line;
  const base = line.sold + (rule.ofShipping ? line.shipping : 0n);
  // Steps and bounds are of one unit, as marketplaces charge them.
  const units = BigInt(Math.max(1, line.units));
  const each = base / units;
  const of = (amount: bigint) => stepped(amount, rule, currency) + cents(rule.perUnit, currency);
  const bounded = (fee: bigint): bigint => {
    const [least, most] = [cents(rule.minimum, currency), rule.maximum === undefined ? undefined : cents(rule.maximum, currency)];
    return most !== undefined && fee > most ? most : fee < least ? least : fee;
  };
  // What does not divide goes with the last unit.
  return bounded(of(each)) * (units - 1n) + bounded(of(base - each * (units - 1n)));
}

function stepped(amount: bigint, { percent, steps }: RateRule, unit: Currency): bigint {
  const all = steps ?? (percent === undefined ? [] : [{ percent }]);
  let from = 0n;
  let millionths = 0n;
  for (const step of all) {
    const top = 'upTo' in step && step.upTo !== undefined ? cents(step.upTo, unit) : undefined;
    const part = (top !== undefined && top < amount ? top : amount) - from;
    if (part > 0n) millionths += part * share(step.percent);
    if (top === undefined || top >= amount) break;
    from = top;
  }
  // Rounded half up, once.
  return (millionths + 500_000n) / 1_000_000n;
}

/** Percent as millionths: '15.25' is 152500. */
function share(percent: string): bigint {
  const [whole = '0', part = ''] = percent.split('.');
  return BigInt(whole + part.slice(0, 4).padEnd(4, '0'));
}
function cents(text: string | undefined, unit: Currency): bigint {
  if (text === undefined) return 0n;
  const places = toDecimal(measure(0n, unit)).split('.')[1]?.length ?? 0;
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole + part.slice(0, places).padEnd(places, '0'));
}
