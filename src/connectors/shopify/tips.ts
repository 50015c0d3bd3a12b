/**
 * A tip that is sold as a line of the order. Shopify lists it beside the goods: no variant, no SKU, no tax, nothing
 * to send, in the shop's language. It is no article that somebody could map to a SKU, so it is taken out of the lines;
 * what the order states as its tip says which lines those are, and is what order.ts then adds.
 */
import { same, sum, times } from '#domain/measure.ts';
import { currencyOf, money } from './amounts.ts';
import type { SeenLine, SeenOrder } from './seen.ts';

export function withoutTipLines(seen: SeenOrder): SeenOrder {
  const unit = currencyOf(seen.currency);
  const found = seen.lines.filter(couldBeTip);
  const worth = sum(unit, found.map((l) => times(money(l.unitPrice, unit), l.quantity)));
  if (found.length === 0 || !same(worth, money(seen.tip, unit))) return seen;
  const tips = new Set(found.map((l) => l.id));
  return {
    ...seen, lines: seen.lines.filter((l) => !tips.has(l.id)),
    refunds: seen.refunds.map((r) => ({ ...r, lines: r.lines.filter((l) => !tips.has(l.line)) })),
  };
}

const couldBeTip = (line: SeenLine): boolean =>
  line.variant === undefined && line.sku === undefined && !line.shipped && !line.giftCard && line.taxes.length === 0;
