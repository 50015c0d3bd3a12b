/**
 * Validates an order against data that people own: items to SKUs, totals, currency, the route to the ERP.
 * A missing mapping stops the order whole; it waits under the mapping's name and is released by setting it.
 */
import { DEADLINES, type DeadlinePolicy } from '#domain/deadline-policy.ts';
import { computedTotal, roundingBound, wanted, type Order } from '#domain/order.ts';
import { stop, waiting } from '#domain/fault.ts';
import { subtract, toDecimal } from '#domain/measure.ts';
import { TELLINGS, type Route, type ValidateOrder, type ValidatedLine } from '#domain/messages.ts';
import type { ConnectionId, Sku } from '#domain/brand.ts';
import { wishesOf } from '#connectors/contract.ts';
import { revive } from '#domain/wire.ts';
import { knownSkus } from '#store/configuration.ts';
import { routePolicy } from '../route-policy.ts';
import { mappingOf, policyOf, tenantOf, type TenantConfiguration } from '../platform.ts';
import { follow, sideBySide, type LocalHandler } from './handler.ts';

export const validationHandler: LocalHandler = (batch, deliveries) => sideBySide(deliveries, async (d) => {
  const t = tenantOf(batch.platform, d.tenant);
  const { order, key, round } = revive<ValidateOrder['data']>(d.data);
  const stated = [...new Set(order.lines.flatMap((l) => (l.statedSku ? [l.statedSku] : [])))];
  const known = await knownSkus(batch.tx, { tenant: d.tenant, skus: stated });
  const data = { ...validate(t, order, known), ...(round !== undefined && { round }) };
  return [follow(d, 0, { type: 'OrderValidated', data, key }, batch.now)];
});

function validate(t: TenantConfiguration, order: Order, known: ReadonlySet<string>) {
  const rounding = subtract(order.total, computedTotal(order));
  const off = rounding.count < 0n ? -rounding.count : rounding.count;
  if (off > roundingBound(order))
    throw stop.refused('TotalsDisagree', `order ${order.number}: ${order.channel} says ${toDecimal(order.total)} ` +
      `${order.currency}, the lines add up to ${toDecimal(computedTotal(order))}`);
  let mapping = 0;
  const lines: ValidatedLine[] = [];
  for (const line of order.lines.filter((l) => wanted(l) > 0)) {
    const mapped = mappingOf(t, 'sku', order.channel, line.item);
    const sku = mapped?.own ?? (line.statedSku && known.has(line.statedSku) ? line.statedSku : undefined);
    if (!sku)
      throw stop.refused('UnmappedSku', `order ${order.number}: ${order.channel} sold item ${line.item}` +
        `${line.statedSku ? ` (SKU ${line.statedSku})` : ''}, which is no SKU of ours`,
      waiting('sku', order.channel, line.item));
    mapping = Math.max(mapping, mapped?.version ?? 0);
    lines.push({ lineId: line.lineId, sku: sku as Sku, quantity: wanted(line) });
  }
  return { orderId: order.orderId, lines, route: routeFor(t, order), rounding, mapping };
}

function routeFor(t: TenantConfiguration, order: Order): Route {
  const policy = routePolicy(t, order.channel);
  const { shipWithin } = policyOf<DeadlinePolicy>(t, 'deadlines', order.channel, DEADLINES);
  const connector = t.connections.get(order.channel)?.connector;
  // What we made ourselves the channel does not know: it is told nothing, and cannot be asked to cancel it.
  const tells = connector && !order.replaces ? TELLINGS.filter((wish) => wishesOf(connector).includes(wish)) : [];
  return {
    channel: order.channel, legalEntity: policy.legalEntity, whenShort: order.replaces ? 'backorder' : policy.whenShort,
    ...(policy.erp && { erp: policy.erp as ConnectionId }), ...(tells.length > 0 && { tells }),
    ...(shipWithin && { shipWithin: Temporal.Duration.from(shipWithin).total({ unit: 'seconds',
      relativeTo: order.placedAt.slice(0, 10) }) }),
  };
}
