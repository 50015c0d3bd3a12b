/** Every model the twin knows, by name. One that is missing answers as an unknown model would. */
import type { Model } from './schema.ts';
import { accountModels } from './models/account.ts';
import { lot, moveLot } from './models/lot.ts';
import { inventoryModels } from './models/inventory.ts';
import { invoiceModels } from './models/invoice.ts';
import { moveModels } from './models/account-move.ts';
import { partyModels } from './models/party.ts';
import { productModels } from './models/product.ts';
import { packageModels } from './models/package.ts';
import { sale } from './models/sale.ts';
import { saleLine } from './models/sale-line.ts';
import { shipmentOut } from './models/shipment.ts';
import { shipmentInternal } from './models/shipment-internal.ts';
import { shipmentReturn } from './models/shipment-return.ts';
import { stockModels } from './models/stock.ts';
import { tax } from './models/tax.ts';
import { userModels } from './models/user.ts';
import type { TrytonWorld } from './world.ts';

const models: ReadonlyMap<string, Model> = new Map([
  ...accountModels, ...inventoryModels, ...invoiceModels, ...moveModels, ...packageModels, ...partyModels,
  ...productModels, sale, saleLine, shipmentOut, shipmentReturn, shipmentInternal, ...stockModels, tax, ...userModels,
].map((model) => [model.name, model]));

/** A world that keeps lots has the module for it: a model more, and a field of each move. */
export function modelsOf({ lots }: Pick<TrytonWorld, 'lots'>): ReadonlyMap<string, Model> {
  if (!lots) return models;
  const move = models.get('stock.move')!;
  return new Map([...models, [lot.name, lot], [move.name, { ...move, fields: { ...move.fields, lot: moveLot } }]]);
}
