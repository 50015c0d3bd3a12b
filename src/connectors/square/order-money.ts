/** Taxes, charges, tips and tenders of an order of Square, as it states them. */
import { brand } from '#domain/brand.ts';
import { add, measure, subtract, sum, type Currency, type Money } from '#domain/measure.ts';
import type { Adjustment, ShippingLine, Tax, Tender } from '#domain/order.ts';
import { says } from '#connectors/translation.ts';
import { ORDER } from './status.ts';
import { money, type Charge, type Line, type SquareOrder, type SquareTender } from './shape.ts';

export function taxesOf(o: SquareOrder, applied: Line['applied_taxes'], unit: Currency): Tax[] {
  return (applied ?? []).flatMap((a): Tax[] => {
    const tax = (o.taxes ?? []).find((t) => t.uid === a.tax_uid);
    const amount = money(a.applied_money, unit);
    const percent = tax?.percentage;
    const rate = percent && /^\d+(\.\d+)?$/.test(percent) ? { rate: fraction(percent) } : {};
    return [{ title: tax?.name ?? 'Tax', amount, liable: 'seller', ...rate }];
  });
}
/** '8.25' percent is '0.0825'. */
function fraction(percent: string): string {
  const [whole = '0', part = ''] = percent.split('.');
  const digits = whole.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}${part}`.replace(/0+$/, '').replace(/\.$/, '');
}

/** Charges that are spread over the lines stand in their totals already. */
const isOwn = (c: Charge): boolean => c.treatment_type !== 'APPORTIONED_TREATMENT';
export const chargesOf = (o: SquareOrder, unit: Currency): ShippingLine[] =>
  (o.service_charges ?? []).filter((c) => isOwn(c) && c.type !== 'AUTO_GRATUITY').map((c, i) => chargeOf(o, c, { unit, i }));

function chargeOf(o: SquareOrder, c: Charge, { unit, i }: { unit: Currency; i: number }): ShippingLine {
  const taxes = taxesOf(o, c.applied_taxes, unit);
  return {
    lineId: brand(c.uid ?? `charge-${i}`), title: c.name ?? 'Service charge', discount: measure(0n, unit),
    net: subtract(money(c.total_money, unit), sum(unit, taxes.map((t) => t.amount))), taxes,
  };
}

export function adjustmentsOf(o: SquareOrder, unit: Currency): Adjustment[] {
  const gratuity = (o.service_charges ?? []).filter(isOwn).filter((c) => c.type === 'AUTO_GRATUITY')
    .map((c) => money(c.total_money, unit));
  const found: Adjustment[] = [
    { kind: 'tip', amount: gratuity.reduce(add, money(o.total_tip_money, unit)) },
    { kind: 'cash-rounding', amount: money(o.rounding_adjustment?.amount_money, unit) },
  ];
  return found.filter((a) => a.amount.count !== 0n);
}

const METHODS: Readonly<Record<string, Tender['method']>> = {
  CARD: 'card', THIRD_PARTY_CARD: 'card', CASH: 'cash', SQUARE_GIFT_CARD: 'gift-card', BANK_ACCOUNT: 'bank-transfer', WALLET: 'wallet',
  SQUARE_ACCOUNT: 'wallet',
};
const CARD: Readonly<Record<string, Tender['state']>> =
  { AUTHORIZED: 'authorised', CAPTURED: 'captured', VOIDED: 'voided', FAILED: 'failed' };
export const tendersOf = (o: SquareOrder, unit: Currency): Tender[] =>
  (o.tenders ?? []).flatMap((t, i) => tenderOf(o, t, { unit, i }));

function tenderOf(o: SquareOrder, t: SquareTender, { unit, i }: { unit: Currency; i: number }): Tender[] {
  if (t.type === 'NO_SALE') return [];
  const state = CARD[t.card_details?.status ?? ''] ?? (says(ORDER, o.state, 'cancelled') ? 'voided' : 'captured');
  const amount: Money = money(t.amount_money, unit);
  return [{
    external: brand(t.payment_id ?? t.id ?? `${o.id}/${i}`), method: METHODS[t.type] ?? 'other',
    provider: `square/${t.type.toLowerCase()}`, state, amount,
  }];
}
