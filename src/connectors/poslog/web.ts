/**
 * What a store took back of an order that was bought elsewhere: its line names the order's number instead of a ticket. The
 * goods belong to that order, so they are told with it and not as a movement of the shelf; what the register paid out for
 * them is told as given, and what it did not is somebody else's to give.
 */
import { brand, type ExternalId } from '#domain/brand.ts';
import { sum } from '#domain/measure.ts';
import type { Disposition } from '#domain/return.ts';
import type { News } from '#connectors/contract.ts';
import { unitsOf, whereTo } from './goods.ts';
import type { Lines, Seen } from './lines.ts';
import { backLines, methodBack, type Sold } from './order.ts';
import type { Settings } from './settings.ts';
import { contentOf } from './ticket.ts';
import { textOf, type Element } from './xml.ts';

/** The number of the order, as the clerk read it off the slip. */
export const webOrder = (link: Element | undefined): string | undefined =>
  textOf(link, 'CustomerOrderID', 'OrderID', 'SalesOrderNumber', 'ext:CustomerOrderID', 'ext:OrderID', 'ext:WebOrderID');

/** The same ticket without what came back of other channels' orders. */
export const withoutWeb = (lines: Lines): Lines => ({ ...lines, returns: lines.returns.filter((l) => !webOrder(l.link)) });

const FOUND: Readonly<Record<string, Disposition>> = { sellable: 'resaleable', damaged: 'damaged', gone: 'destroyed' };

export function webReturns(sold: Sold, settings: Settings): News[] {
  const back = backLines(sold).flatMap((b) => {
    const order = webOrder(b.l.link);
    return order ? [{ ...b, order }] : [];
  });
  const name = `${sold.ticket.base}~${contentOf(sold.ticket)}`;
  return [...Map.groupBy(back, (b) => b.order)].flatMap(([order, group]): News[] => {
    const lines = group.flatMap(({ l }) => lineOf(l, settings));
    const amount = sum(sold.unit, group.flatMap((b) => [b.net, b.tax]));
    const told = { external: brand<ExternalId>(`${name}/${order}`), at: sold.ticket.at, of: [order] };
    const bare = lines.map(({ disposition: _disposition, ...l }) => l);
    return [
      { said: 'returned-goods', ...told, looked: false, location: brand(sold.ticket.store), lines },
      ...(amount.count > 0n ? [{ said: 'return-credit' as const, ...told, return: told.external, kind: 'refund' as const,
        method: methodBack(sold), amount, lines: bare }] : []),
    ];
  });
}

function lineOf(l: Seen, settings: Settings) {
  const quantity = unitsOf(l.quantity, l.unitOfMeasure, settings);
  if (!quantity) return [];
  const disposition = FOUND[whereTo(l.disposal, settings)];
  return [{ item: brand<ExternalId>(l.item), statedSku: l.item, quantity, ...(disposition && { disposition }) }];
}
