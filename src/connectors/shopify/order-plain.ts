/**
 * Orders as they were written before buyers could pay in a currency of their own: amounts are plain decimals, without
 * the pair of shop and presentment money beside them. Recorded documents and other people's exports still look so.
 * Each amount becomes the pair, both sides in the one currency there was; everything else stays as it is.
 */
type Json = Readonly<Record<string, unknown>>;

const AMOUNTS = new Set(['price', 'amount', 'total_discount', 'subtotal', 'total_tax', 'tax_amount', 'total_price',
  'current_total_price', 'total_discounts']);

export function withPairs(order: unknown): unknown {
  if (!isObject(order) || typeof order['currency'] !== 'string' || order['presentment_currency'] != null) return order;
  const { currency, gateway } = order;
  return {
    presentment_currency: currency, ...(typeof gateway === 'string' && gateway && { payment_gateway_names: [gateway] }),
    ...(paired(order, currency) as Json),
  };
}

/** A refund names its currency only where money went back. */
export function refundWithPairs(refund: Json): unknown {
  const { transactions } = refund;
  const currency = Array.isArray(transactions) ? (transactions[0] as Json | undefined)?.['currency'] : undefined;
  return withPairs({ ...refund, currency });
}

function paired(value: unknown, currency: string): unknown {
  if (Array.isArray(value)) return value.map((v) => paired(v, currency));
  if (!isObject(value)) return value;
  const parts = Object.fromEntries(Object.entries(value).map(([name, v]) => [name, paired(v, currency)]));
  // A pair that is stated wins over one made here.
  const missing = Object.entries(value).filter(([name, v]) =>
    AMOUNTS.has(name) && isDecimal(v) && parts[`${name}_set`] == null);
  return { ...parts, ...Object.fromEntries(missing.map(([name, v]) => [`${name}_set`, pair(String(v), currency)])) };
}

function pair(amount: string, currency: string): Json {
  const money = { amount, currency_code: currency };
  return { shop_money: money, presentment_money: money };
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isDecimal = (value: unknown): boolean => /^-?\d+(\.\d+)?$/.test(String(value ?? ''));
