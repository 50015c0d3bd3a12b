/** The platform of the engine's tests with a real Tryton as its ERP. */
import { SETTINGS } from '#connectors/tryton/port.test.fixture.ts';
import { loadConfiguration, secretsOwner, tenantOf } from '#runtime/platform.ts';
import { seal } from '#runtime/vault.ts';
import { harborWorld as world } from '#sandbox/tryton/world.ts';
import { saveConnection, saveProducts } from '#store/configuration.ts';
import { TENANT, type Ground } from '../../engine/bench.fixture.ts';

export async function erpIsTryton(g: Ground, baseUrl: string): Promise<void> {
  const { platform } = g.opened;
  const { database, login, password } = world;
  const { key } = tenantOf(platform, TENANT).key;
  await saveConnection(platform.pool, {
    tenant: TENANT, connection: 'erp', connector: 'tryton', roles: ['erp'],
    settings: { baseUrl, database, login, ...SETTINGS, warehouses: { BER: 'MAIN' } },
    secrets: seal(key, secretsOwner(TENANT, 'erp'), Buffer.from(JSON.stringify({ password }))),
  });
  await saveProducts(platform.pool, TENANT, [{ sku: 'HP-MUG', title: 'Enamel mug', gtin: null }]);
  await loadConfiguration(platform);
}
