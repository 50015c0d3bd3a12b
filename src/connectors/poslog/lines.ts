/**
 * The lines of a retail transaction: what was sold and brought back, ticket-level discounts and taxes, tenders.
 *
 * Vendors disagree on signs (a return is a Return, or a Sale of −1 with a positive amount), so amounts are read
 * without their sign and the kind of line is decided from element, quantity and amount together.
 */
import { stop } from '#domain/fault.ts';
import { add, measure, negate, zero, type Currency, type Money } from '#domain/measure.ts';
import { money, rounded } from './ticket.ts';
import { all, child, isTrue, textOf, type Element } from './xml.ts';

export interface Seen {
  readonly id: string;
  readonly item: string;
  readonly title: string;
  /** A decimal, above zero. */
  readonly quantity: string;
  readonly unitOfMeasure: string;
  /** Stock, Service, GiftCard…: the register's word. */
  readonly type: string;
  /** Its places in the merchandise hierarchy. */
  readonly classes: readonly string[];
  /** ExtendedAmount, and the discount it may or may not already have. */
  readonly amount: Money;
  readonly discount: Money;
  readonly taxes: readonly SeenTax[];
  readonly disposal: string | undefined;
  readonly link: Element | undefined;
}
export interface SeenTax {
  readonly title: string;
  readonly percent: string | undefined;
  readonly jurisdiction: string | undefined;
  readonly amount: Money;
  /** Undefined where the register does not say. */
  readonly included: boolean | undefined;
}
/** Whether the line's price has its taxes, where the line itself says it. */
const pricedWithTax = (e: Element): boolean | undefined =>
  flagIn(textOf(e, 'TaxIncludedInPriceFlag') ?? e.attributes['TaxIncludedInPriceFlag']);
const flagIn = (flag: string | undefined): boolean | undefined => (flag === undefined ? undefined : /^(true|1)$/i.test(flag));
export interface SeenTender { readonly id: string; readonly type: string; readonly amount: Money }
export interface Lines {
  readonly sales: readonly Seen[];
  readonly returns: readonly Seen[];
  /** Off the whole ticket, as positive amounts. */
  readonly discounts: readonly Money[];
  readonly taxes: readonly SeenTax[];
  /** Positive in, negative out; change given is one of them. */
  readonly tenders: readonly SeenTender[];
  readonly rounding: Money;
  /** For the staff, beside what is owed for the goods. */
  readonly tips: Money;
  /** Kinds of line nobody reads yet. */
  readonly unknown: readonly string[];
}

const SOLD = ['Sale', 'SaleForDelivery', 'SaleForPickup', 'SaleForPickUp'];
/** Kept in the raw ticket; nothing is moved or owed by them. */
const SILENT = new Set([
  'SequenceNumber', 'BeginDateTime', 'EndDateTime', 'DateTime', 'LoyaltyReward', 'Loyalty', 'LoyaltyMembership', 'Associate', 'ItemLink',
  'OperatorBypassApproval', 'Customer', 'Description', 'Message', 'Note', 'Coupon', 'Authorization', 'RetailPriceModifier',
  'ScanData', 'CreateNumber', 'CreateRefNumber', 'POSIdentity',
]);

/** A ticket that takes back an earlier one says its lines once more; all of them come back, as if they had never left. */
export function readLines(body: Element, unit: Currency, repeats = false): Lines {
  const lines = linesOf(body, unit, repeats);
  const link = all(body, 'TransactionLink').find((e) => /void/i.test(e.attributes['ReasonCode'] ?? ''));
  if (!link) return lines;
  const back = (l: Seen): Seen => ({ ...l, disposal: 'ReturnToStock', link: { ...link, children: [...link.children, numbered(l.id)] } });
  const out = (t: SeenTender): SeenTender => ({ ...t, amount: negate(magnitude(t.amount)) });
  const returns = [...lines.sales, ...lines.returns].map(back);
  return { ...lines, sales: [], returns, tenders: lines.tenders.map(out), tips: negate(lines.tips) };
}
const numbered = (text: string): Element => ({ name: 'LineItemSequenceNumber', attributes: {}, children: [], text });

function linesOf(body: Element, unit: Currency, repeats: boolean): Lines {
  const live = standing(all(body, 'LineItem'), repeats);
  const goods = live.flatMap((line) => all(line, ...SOLD, 'Return').map((e) => seen(line, e, unit)));
  const off = goods.filter((g) => g.sign < 0 && !g.back).map((g) => g.amount);
  const rest = goods.filter((g) => g.back || g.sign >= 0);
  return {
    sales: rest.filter((g) => !g.back), returns: rest.filter((g) => g.back),
    discounts: [...off, ...discountsOf(live, unit)],
    taxes: live.flatMap((line) => inForce(line, 'Tax').map((e) => tax(e, unit))),
    tenders: live.flatMap((line) => tendersOf(line, unit)),
    rounding: live.flatMap((line) => all(line, 'Rounding')).map((e) => amountIn(e, unit, 'Rounding')).reduce(add, zero(unit)),
    tips: live.flatMap((line) => [...all(line, ...TIPS), ...all(line, 'Tender').flatMap((t) => all(t, 'TipAmount', ...TIPS))])
      .map((e) => amountIn(e, unit, e.name)).reduce(add, zero(unit)),
    unknown: [...new Set(live.flatMap((line) => line.children.map((c) => c.name)).filter(isUnknown))],
  };
}
const TIPS = ['Tip', 'Gratuity'];
const READ = new Set([...SOLD, 'Return', 'Tax', 'Tender', 'TenderChange', 'Discount', 'Rounding', ...TIPS]);
const isUnknown = (name: string): boolean => !READ.has(name) && !SILENT.has(name) && !name.startsWith('ext:');

/**
 * A voided line goes, and the line it points at goes with it. One that points at nothing is either the line that was
 * taken off, or says so of an equal one before it (`repeats`): which, only the sum can tell.
 */
function standing(lines: readonly Element[], repeats: boolean): Element[] {
  const dead = new Set(lines.filter((l) => isTrue(l, 'CancelFlag') || isTrue(l, 'VoidFlag')));
  for (const voiding of [...dead].filter((l) => isTrue(l, 'VoidFlag'))) {
    const link = linkOf(voiding);
    const target = lines.findLast((l) => !dead.has(l) &&
      (link ? textOf(l, 'SequenceNumber') === link : repeats && lines.indexOf(l) < lines.indexOf(voiding) && alike(l, voiding)));
    if (target) dead.add(target);
  }
  return lines.filter((l) => !dead.has(l));
}
const linkOf = (line: Element): string | undefined => textOf(line, 'ItemLink') ?? textOf(child(line, ...SOLD, 'Return'), 'ItemLink');
const itemOf = (e: Element | undefined): string | undefined => textOf(e, 'ItemID') ?? textOf(child(e, 'POSIdentity'), 'POSItemID');
function alike(a: Element, b: Element): boolean {
  const [x, y] = [child(a, ...SOLD, 'Return'), child(b, ...SOLD, 'Return')];
  const plain = (e: Element | undefined) => [itemOf(e), textOf(e, 'Quantity'), textOf(e, 'ExtendedAmount')].join(' ').replaceAll('-', '');
  return x !== undefined && y !== undefined && plain(x) === plain(y);
}
/** A ticket has lines that were voided without saying which. */
export const voidsUnsaid = (body: Element): boolean =>
  all(body, 'LineItem').some((l) => isTrue(l, 'VoidFlag') && !linkOf(l));

function seen(line: Element, e: Element, unit: Currency): Seen & { readonly back: boolean; readonly sign: number } {
  const { id, item, stated, extended } = essentials(line, e, unit);
  const measure = quantityIn(e)?.attributes ?? {};
  return {
    id, item, quantity: stated.replace(/^[-+]/, ''), title: textOf(e, 'Description') ?? item,
    unitOfMeasure: measure['UnitOfMeasureCode'] ?? '', type: e.attributes['ItemType'] ?? textOf(e, 'ItemType') ?? 'Stock',
    classes: all(e, 'MerchandiseHierarchy').flatMap((m) => m.text.trim() || []),
    amount: magnitude(extended), discount: magnitude(discountOf(e, unit)),
    taxes: inForce(e, 'Tax').map((t) => ({ ...tax(t, unit), ...included(pricedWithTax(e)) })),
    disposal: child(e, 'Disposal')?.attributes['Method'], link: child(e, 'TransactionLink', 'ReturnTransactionLink'),
    back: e.name === 'Return' || stated.startsWith('-'), sign: extended.count < 0n ? -1 : 1,
  };
}

/** What is void within a line counts for nothing. */
const inForce = (e: Element, name: string): Element[] => all(e, name).filter((x) => !isTrue(x, 'VoidFlag'));

/** A piece that was weighed is said in pieces and by weight: the piece lay on the shelf. */
const quantityIn = (e: Element): Element | undefined =>
  all(e, 'Quantity').find((q) => q.text.trim() && PIECE.test(q.attributes['UnitOfMeasureCode'] ?? '')) ?? child(e, 'Quantity');
const PIECE = /^(EA|EACH|C62|H87|PCE|PC|PCS|UN|ST)?$/i;

/** @throws Stopped Malformed when the line does not say what, how many and for how much. */
function essentials(line: Element, e: Element, unit: Currency) {
  const id = textOf(line, 'SequenceNumber');
  if (!id) throw stop.malformed('LineItem.SequenceNumber: is not there');
  const path = `LineItem ${id}`;
  const item = itemOf(e);
  if (!item) throw stop.malformed(`${path}: names no item`);
  const stated = (quantityIn(e)?.text.trim() || undefined) ?? '1';
  if (!/^[-+]?\d{1,9}(\.\d{1,6})?$/.test(stated)) throw stop.malformed(`${path}: ${stated} is not a quantity`);
  const extended = money(textOf(e, 'ExtendedAmount'), unit, `${path}.ExtendedAmount`) ?? priced(e, stated, unit);
  if (!extended) throw stop.malformed(`${path}: has neither ExtendedAmount nor a price`);
  return { id, item, stated, extended };
}

const magnitude = (m: Money): Money => measure(m.count < 0n ? -m.count : m.count, m.unit);

/** Whole pieces at a unit price; a weighed piece without an amount cannot be priced without guessing at rounding. */
function priced(e: Element, quantity: string, unit: Currency): Money | undefined {
  const price = money(textOf(e, 'ActualSalesUnitPrice', 'RegularSalesUnitPrice'), unit, 'ActualSalesUnitPrice');
  return price && /^[-+]?\d+(\.0+)?$/.test(quantity) ? measure(price.count * BigInt(Math.trunc(Number(quantity))), unit) : undefined;
}

function discountOf(e: Element, unit: Currency): Money {
  const whole = money(textOf(e, 'ExtendedDiscountAmount'), unit, 'ExtendedDiscountAmount');
  if (whole && whole.count !== 0n) return whole;
  return inForce(e, 'RetailPriceModifier').flatMap((m) => all(m, 'Amount'))
    .filter((a) => (a.attributes['Action'] ?? 'Subtract') === 'Subtract')
    .map((a) => magnitude(money(a.text.trim() || undefined, unit, 'RetailPriceModifier.Amount') ?? zero(unit))).reduce(add, zero(unit));
}

/**
 * Off the whole ticket. A reward may stand there per item and once more in sum: one promotion counts once.
 */
function discountsOf(lines: readonly Element[], unit: Currency): Money[] {
  const plain = lines.flatMap((l) => all(l, 'Discount')).map((e) => magnitude(amountIn(e, unit, 'Discount')));
  const rewards = new Map<string, Money>();
  for (const e of lines.flatMap((l) => all(l, 'LoyaltyReward'))) {
    const [category, level] = [textOf(e, 'ext:RewardCategory'), textOf(e, 'ext:RewardLevel')];
    if ((category && category !== 'Monetary') || (level && level !== 'Transaction')) continue;
    const amount = money(textOf(e, 'MonetaryRewardAmount', 'DiscountAmount', 'Amount', 'ext:ExtendedRewardAmount'), unit, 'LoyaltyReward');
    const name = `${textOf(e, 'PromotionID') ?? rewards.size}/${textOf(e, 'EventID') ?? ''}`;
    if (amount && amount.count !== 0n) rewards.set(name, magnitude(amount));
  }
  return [...plain, ...rewards.values()].filter((m) => m.count !== 0n);
}

const amountIn = (e: Element, unit: Currency, path: string): Money =>
  money(textOf(e, 'Amount', 'RoundingAmount') ?? (e.text.trim() || undefined), unit, `${path}.Amount`) ?? zero(unit);

const included = (flag: boolean | undefined): { included?: boolean } => (flag === undefined ? {} : { included: flag });
function tax(e: Element, unit: Currency): SeenTax {
  const flag = child(e, 'TaxableAmount')?.attributes['TaxIncludedInTaxableAmountFlag'] ?? e.attributes['TaxIncludedFlag'];
  const percent = textOf(e, 'Percent');
  return {
    title: [e.attributes['TaxType'] ?? 'Tax', textOf(e, 'TaxGroupID', 'TaxRuleID')].filter(Boolean).join(' '),
    percent: percent && /^\d+(\.\d+)?$/.test(percent) ? percent : undefined, jurisdiction: textOf(e, 'TaxAuthority', 'TaxLocationID'),
    amount: magnitude(rounded(textOf(e, 'Amount'), unit, 'Tax.Amount') ?? zero(unit)),
    included: flagIn(flag),
  };
}

function tendersOf(line: Element, unit: Currency): SeenTender[] {
  const id = textOf(line, 'SequenceNumber') ?? '0';
  return [...all(line, 'Tender').flatMap((e) => {
    const given = money(textOf(e, 'Amount'), unit, 'Tender.Amount') ?? zero(unit);
    const out = (/refund|return/i.test(e.attributes['TypeCode'] ?? '') || isTrue(e, 'ChangeFlag')) && given.count > 0n;
    const change = money(textOf(child(e, 'TenderChange'), 'Amount'), unit, 'TenderChange.Amount');
    const type = e.attributes['TenderType'] ?? 'Other';
    return [
      { id, type, amount: out ? measure(-given.count, unit) : given },
      ...(change && change.count !== 0n ? [{ id: `${id}-change`, type: 'Cash', amount: measure(-magnitude(change).count, unit) }] : []),
    ];
  }), ...all(line, 'TenderChange').flatMap((e) => changeOf(e, id, unit))];
}
/** Change on a line of its own; some say it once more within, with what it was given in. */
function changeOf(e: Element, id: string, unit: Currency): SeenTender[] {
  const parts = all(e, 'TenderChange').length > 0 ? all(e, 'TenderChange') : [e];
  return parts.flatMap((part, i) => {
    const amount = money(textOf(part, 'Amount'), unit, 'TenderChange.Amount');
    const type = part.attributes['TenderType'] ?? e.attributes['TenderType'] ?? 'Cash';
    const name = `${id}-change${i > 0 ? `-${i}` : ''}`;
    return amount && amount.count !== 0n ? [{ id: name, type, amount: measure(-magnitude(amount).count, unit) }] : [];
  });
}
