/** The connector against the twin, in the engine: bought once, told by webhook and by poll, voided, and never twice under faults. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { seededFaults } from '#sandbox/faults.ts';
import { startShipEngineTwin, type ShipEngineTwin } from '#sandbox/shipengine/index.ts';
import { buildApi } from '#api/server.ts';
import { orderIdOf, orderStory } from '#runtime/identity.ts';
import { addConnection } from '#runtime/operations/connections.ts';
import { verify } from '#runtime/operations/verify.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { ensureSchedules } from '#runtime/schedule.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveLocation } from '#store/configuration.ts';
import { transaction } from '#store/query.ts';
import { append } from '#runtime/append.ts';
import { derivedUuid } from '#runtime/identity.ts';
import { ground, place, TENANT, type Ground } from '../engine/bench.fixture.ts';

let g: Ground;
let twin: ShipEngineTwin;
let worker: Worker | undefined;
let app: Awaited<ReturnType<typeof buildApi>>;
before(async () => {
  g = await ground();
  const { platform, meter } = g.opened;
  twin = await startShipEngineTwin({ faults: seededFaults(7, 'mild'), apiKey: 'key' });
  app = await buildApi(platform, { intake: g.intake, meter });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  await addConnection(platform, { tenant: TENANT, who: 'test' }, { connection: 'labels', connector: 'shipengine',
    roles: ['warehouse'], settings: {
    baseUrl: twin.url, apiKey: 'key', carrierId: 'se-1', serviceCode: 'usps_ground_advantage', warehouseId: 'se-2',
      webhookKey: twin.publicKey,
    callbackUrl: `http://127.0.0.1:${port}/hooks/labels`, pollSeconds: 1, subscriptionSeconds: 1 } });
  await saveLocation(platform.pool, TENANT, { location: 'LOFT', name: 'The loft', kind: 'store', connection: 'labels',
    priority: 0, country: 'US' });
  await loadConfiguration(platform);
  await ensureSchedules(platform);
  worker = startWorker(platform, { controlUrl: g.url, intake: g.intake });
  const at = '2026-11-21T06:00:00.000Z';
  await transaction(platform.pool, (tx) => append(tx, [{ tenant: TENANT, type: 'StockCounted', key: 'count:loft', at,
    correlation: derivedUuid('x'),
    data: { connection: 'labels', location: 'LOFT', sku: 'TEE', onHand: 50, asOf: at } }]));
});
after(async () => {
  await worker?.stop();
  await app?.close();
  await twin?.stop();
  await g?.close();
});

const until = async (is: () => Promise<boolean> | boolean): Promise<void> => {
  for (let i = 0; i < 250 && !(await is()); i += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(await is(), String(is));
};
const told = async (order: string, type: string) =>
  (await g.opened.platform.pool.query<{ data: { shipment?: { parcels: { carrier: string }[] } } }>(
  `select data from message where type = $1 and correlation = $2`, [type, orderStory(TENANT, orderIdOf(TENANT, 'shop',
    order))])).rows.map((r) => r.data);
const buyer = { name: 'Ada Byron', street: ['1 Test Street'], city: 'Austin', postcode: '78701', country: 'US' };
const order = (name: string, more = {}) => place(g, name, [{ sku: 'TEE', quantity: 2 }], { shipTo: buyer, ...more });
const request = (name: string) => `${orderIdOf(TENANT, 'shop', name)}-1`;

it('a label is bought once, the parcel that a carrier has is a shipment, and one that arrived is delivered', async () => {
  for (const name of ['S-1', 'S-2', 'S-3']) await order(name);
  await until(() => twin.labels.size === 3);
  await until(async () => (await told('S-1', 'FulfillmentAccepted')).length === 1);
  assert.equal((await told('S-1', 'ShipmentDispatched')).length, 0);
  for (const name of ['S-1', 'S-2', 'S-3']) await twin.move(request(name), 'AC');
  await until(async () => (await told('S-1', 'ShipmentReported')).length === 1 && (await told('S-3', 'ShipmentReported')).length === 1);
  assert.deepEqual((await told('S-1', 'ShipmentDispatched')).map((d) => d.shipment?.parcels.map((p) => p.carrier)), [['USPS']]);
  for (const name of ['S-1', 'S-2', 'S-3']) await twin.move(request(name), 'DE', 'Delivered, in or at the letter box');
  await until(async () => (await told('S-1', 'ShipmentDelivered')).length === 1 && (await told('S-2',
    'ShipmentDelivered')).length === 1);
  assert.equal(twin.applied.filter((a) => a.operation === 'label').length, 3);
});

it('a cancellation in time voids the label; nothing is shipped', async () => {
  await order('S-4');
  await until(() => twin.labels.size === 4);
  await order('S-4', { cancelled: true, at: '2026-11-21T09:00:00Z' });
  await until(async () => (await told('S-4', 'ErpOrderCancelled')).length === 1);
  assert.deepEqual([(await told('S-4', 'FulfillmentCancelled')).length, (await told('S-4', 'ShipmentDispatched')).length], [1, 0]);
});

it('every law holds', async () => {
  for (const check of await verify(g.opened.platform)) assert.deepEqual(check.violations, [], check.says);
});
