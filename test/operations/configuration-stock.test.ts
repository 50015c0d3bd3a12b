/** Kits, units, places and stock policies as files: applied, exported the same, refused with the place of the fault. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { applyConfiguration, planConfiguration, readConfiguration } from '#runtime/operations/configuration.ts';
import { exportConfiguration } from '#runtime/operations/configuration-export.ts';
import { tenantOf } from '#runtime/platform.ts';
import { locationsOf } from '#store/configuration.ts';
import { ground, TENANT, type Ground } from '../engine/bench.fixture.ts';

let g: Ground;
before(async () => {
  g = await ground();
});
after(() => g.close());

const act = { tenant: TENANT, who: 'test', why: 'tested' };
const folder = (files: Readonly<Record<string, string>>): string => {
  const path = mkdtempSync(join(tmpdir(), 'threadline-stock-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
};
/** The pieces of a guide, file by file: a block names several with comments. */
function guide(): Record<string, string> {
  const text = readFileSync('docs/guides/stock-policies.md', 'utf8');
  const [first, ...rest] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((m) => m[1]!);
  const [, products = '', locations = ''] = /# products\.yaml\n([\s\S]*)# locations\.yaml\n([\s\S]*)/.exec(first!) ?? [];
  const known = 'SOAP: Soap\nTEE: Tee\nHOT: Hot\n';
  return {
    'products.yaml': products + known, 'policies.yaml': rest.join(''),
    'locations.yaml': `BER: {name: Berlin, kind: warehouse, connection: wms, priority: 1, country: DE}\n${
      locations.replaceAll(/connection: [a-z-]+, /g, 'connection: wms, ')}`,
  };
}

it('what the guide shows is applied, counts, and is exported so that nothing would change', async () => {
  const { platform } = g.opened;
  const plan = await planConfiguration(platform, TENANT, readConfiguration(folder(guide())));
  assert.deepEqual(plan.warnings, []);
  assert.ok(plan.changes.some((c) => c.detail === 'Mug and two soaps, fragile, kit of 1 × MUG + 2 × SOAP'));
  await applyConfiguration(platform, act, plan);
  const t = tenantOf(platform, TENANT);
  assert.deepEqual(t.items.get('GIFT-SET')?.parts, { MUG: 1, SOAP: 2 });
  assert.deepEqual(t.items.get('MUG')?.units, { case: [24, 1], pallet: [960, 1] });
  const east = (await locationsOf(platform.pool, TENANT)).find((l) => l.location === 'EAST');
  assert.deepEqual([east?.latitude, east?.longitude], [40_735_700, -74_172_400]);
  const exported = folder(Object.fromEntries([...await exportConfiguration(platform, TENANT)].filter(([name]) =>
    ['products.yaml', 'locations.yaml', 'policies.yaml'].includes(name))));
  assert.deepEqual((await planConfiguration(platform, TENANT, readConfiguration(exported))).changes, []);
});

it('a fault is named with its file, line and path', () => {
  for (const [file, content, said] of [
    ['policies.yaml', 'stock:\n  shop: { saftey: 2 }\n', /policies\.yaml, line 2: stock\.shop: there is no saftey here/],
    ['policies.yaml', 'stock:\n  "*":\n    buffer: a lot\n', /policies\.yaml, line 3: stock\.\*\.buffer/],
    ['policies.yaml', 'sourcing:\n  "*": { areas: { US: nowhere } }\n', /line 2: sourcing\.\*\.areas\.US: not a coordinate/],
    ['products.yaml', 'TEE: { title: Tee, units: { case: 1.5 } }\n', /products\.yaml, line 1: TEE.*/],
    ['locations.yaml', 'BER: { name: Berlin, kind: store, at: "91, 0" }\n', /locations\.yaml, line 1: BER\.at: not on earth/],
  ] as const)
    assert.throws(() => readConfiguration(folder({ [file]: content })), (error: Error) => said.test(error.message) || assert.fail(error.message));
});
