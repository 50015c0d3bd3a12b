/** Configuration as files: every fault with its place, a diff in words, one version, secrets never written. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { mappingOf, policyOf, tenantOf } from '#runtime/platform.ts';
import { productsOf } from '#store/configuration.ts';
import { ground, place, quiet, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { startWorker } from '#runtime/worker.ts';
import { applyConfiguration, ConfigurationProblem, planConfiguration, readConfiguration } from '#runtime/operations/configuration.ts';
import { sayHeld } from '#runtime/operations/configuration-held.ts';
import { approve } from '#runtime/operations/proposals.ts';
import { exportConfiguration } from '#runtime/operations/configuration-export.ts';

let g: Ground;
const act = { tenant: TENANT, who: 'test:anna', why: 'go live' };
before(async () => { g = await ground(); });
after(() => g.close());

const folder = (files: Record<string, string>): string => {
  const path = mkdtempSync(join(tmpdir(), 'threadline-configuration-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
};
const plan = (files: Record<string, string>, options = {}) =>
  planConfiguration(g.opened.platform, TENANT, readConfiguration(folder(files)), {
    environment: { SHOP_TOKEN: 'tk-1', SHOP_HOOK: 'wh-1' }, ...options,
  });
const apply = async (files: Record<string, string>, options = {}) =>
  applyConfiguration(g.opened.platform, act, await plan(files, options));
const said = (p: Awaited<ReturnType<typeof plan>>) =>
  p.changes.map((c) => `${c.kind} ${c.section} ${c.name}: ${c.detail}`);
const problem = (words: RegExp) => (e: unknown) => e instanceof ConfigurationProblem && words.test(e.message);

const CONNECTIONS = (url: string, more = '') => `
shop:
  connector: simulated
  settings:
    baseUrl: ${url}
    token: \${env:SHOP_TOKEN}
    webhookSecret: {env: SHOP_HOOK}
erp: { connector: simulated, roles: [erp], settings: { baseUrl: '${url}' } }
wms: { connector: simulated, roles: [warehouse], settings: { baseUrl: '${url}' } }
${more}`;

it('who is told of events is configuration, too: added, changed, with another secret, and taken away', async () => {
  const file = (more: string) => ({ 'subscriptions.yaml': `crm:\n  url: http://127.0.0.1:9/crm\n  events: [order.placed, shipment.*]\n${more}` });
  const secret = (n: number) => ({ environment: { CRM_SECRET: `whsec_${Buffer.alloc(32, n).toString('base64')}` } });
  await assert.rejects(plan(file('')), problem(/^subscriptions\.yaml, line \d: crm: the environment has no secret for it/));
  await assert.rejects(plan(file('  secret: whsec_abc')), problem(/^subscriptions\.yaml, line 4: crm\.secret: a secret is not written down/));
  const given = file('  secret: ${env:CRM_SECRET}');
  await assert.rejects(plan({ 'subscriptions.yaml': given['subscriptions.yaml'].replace('order.placed', 'order.eaten') }, secret(1)),
    problem(/crm: There is no event order\.eaten/));
  const added = await plan(given, secret(1));
  assert.match(said(added)[0]!, /^add subscriptions crm: http:\/\/127\.0\.0\.1:9\/crm; order\.placed shipment\./);
  await applyConfiguration(g.opened.platform, act, added);
  assert.deepEqual(said(await plan(given, secret(1))), []);
  assert.deepEqual(said(await plan(given, { environment: {} })), [], 'the secret that is there stays');
  assert.deepEqual(said(await plan(given, secret(2))), ['change subscriptions crm: another secret']);
  const exported = (await exportConfiguration(g.opened.platform, TENANT)).get('subscriptions.yaml')!;
  assert.ok(exported.includes('${env:CRM_SECRET}') && !exported.includes('whsec_'));
  assert.deepEqual(said(await plan({ 'subscriptions.yaml': exported }, secret(1))), []);
  await apply({ 'subscriptions.yaml': given['subscriptions.yaml'].replace('order.placed, ', '') }, secret(2));
  assert.deepEqual(said(await plan({ 'subscriptions.yaml': '{}' })), ['remove subscriptions crm: what it is still owed is dropped']);
  await apply({ 'subscriptions.yaml': '{}' });
  assert.equal((await exportConfiguration(g.opened.platform, TENANT)).has('subscriptions.yaml'), false);
});

it('every fault in a file is said with file, line and path', async () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ 'connections.yaml': 'shop:\n  connector: simulated\n  settings: [1' }, /^connections\.yaml, line 3: /],
    [
      { 'connections.yaml': 'shop:\n  conector: simulated' },
      /^connections\.yaml, line 2: shop: there is no conector here: check the spelling/,
    ],
    [
      { 'connections.yaml': 'shop:\n  connector: simulated\n  roles: [chanel]' },
      /^connections\.yaml, line 3: shop\.roles\.0: /,
    ],
    [
      { 'connections.yaml': 'shop:\n  connector: nobody' },
      /^connections\.yaml, line 2: shop: there is no connector nobody: they are .*simulated/,
    ],
    [
      {
        'connections.yaml':
          'new:\n  connector: simulated\n  settings:\n    baseUrl: https://a.example\n    token: ${env:NOT_SET}',
      },
      /^connections\.yaml, line 5: new\.settings\.token: the environment has no NOT_SET: set it/,
    ],
    [
      { 'connections.yaml': 'new:\n  connector: simulated\n  settings:\n    baseUrl: nowhere' },
      /^connections\.yaml, line 4: new: settings\.baseUrl: /,
    ],
    [{ 'locations.yaml': 'BER:\n  name: Berlin\n  kind: shed' }, /^locations\.yaml, line 3: BER\.kind: /],
    [
      { 'locations.yaml': 'BER:\n  name: Berlin\n  kind: store\n  priority: high' },
      /^locations\.yaml, line 4: BER\.priority: a whole number/,
    ],
    [
      { 'locations.yaml': 'BER:\n  name: Berlin\n  kind: store\n  connection: nobody' },
      /^locations\.yaml, line 4: BER: there is no connection nobody/,
    ],
    [{ 'mappings.yaml': 'sku:\n  shop:\n    "1": TEE\n    "1": MUG' }, /^mappings\.yaml, line 4: /],
    [
      { 'mappings.yaml': 'sku:\n  nobody:\n    "1": TEE' },
      /^mappings\.yaml, line 3: sku 1: there is no connection nobody/,
    ],
    [{ 'mappings.yaml': 'location:\n  shop:\n    "9": MUC' }, /^mappings\.yaml, line 3: 9: there is no location MUC/],
    [
      { 'mappings.csv': 'name,connection,external,own\nsku,shop,1,TEE\nsku,shop,2,\n' },
      /^mappings\.csv, line 3: own is empty/,
    ],
    [
      { 'mappings.csv': 'name,connection,theirs,own\nsku,shop,1,TEE\n' },
      /^mappings\.csv, line 1: the columns must be name,connection,external,own/,
    ],
    [
      { 'mappings.csv': 'name,connection,external,own\nsku,shop,1,TEE\nsku,shop,1,MUG\n' },
      /sku shop 1 stands twice, as TEE and as MUG/,
    ],
    [{ 'policies.yaml': 'stock:\n  shop: 5' }, /^policies\.yaml, line 2: stock\.shop: /],
    [{ 'all.yaml': 'skus: {}' }, /it has none of connections\.yaml/],
  ];
  for (const [files, words] of cases)
    await assert.rejects(async () => plan(files), problem(words), JSON.stringify(files));
  assert.throws(() => readConfiguration('/nowhere/at-all'), problem(/no such file or folder/));
  assert.throws(
    () => readConfiguration(join(folder({ 'all.yaml': 'products: {}\nskus: {}' }), 'all.yaml')),
    problem(/^all\.yaml, line 2: there is no section skus/),
  );
});

it('ids are text whatever they look like', async () => {
  const { mappings, products } = readConfiguration(
    folder({
      'mappings.yaml': 'sku:\n  shop:\n    12345678901234567890: TEE\n    0042: "007"\n    1e3: true',
      'products.yaml': 'TEE: { title: Tee, gtin: 0012345678905 }\n007: Bond\n',
    }),
  );
  assert.deepEqual(
    mappings?.map((m) => [m.external, m.own]),
    [
      ['12345678901234567890', 'TEE'], ['0042', '007'], ['1e3', 'true'],
    ],
  );
  assert.deepEqual(
    { ...products }, { TEE: { title: 'Tee', gtin: '0012345678905' }, '007': { title: 'Bond', gtin: undefined } },
  );
});

it('shows what would change, without a secret, and applies it as one version', async () => {
  const url = g.twin.url;
  const files = {
    'connections.yaml': CONNECTIONS(
      url,
      `pos: { connector: simulated, roles: [channel], settings: { baseUrl: '${url}', token: t, webhookSecret: w } }`,
    ),
    'locations.yaml':
      'BER: { name: Berlin, kind: warehouse, connection: wms, priority: 5, country: DE }\n' +
      'MUC: { name: Munich, kind: store }\n',
    'mappings.yaml':
      'sku:\n  shop:\n    "77": TEE\n  "*":\n    "78": GHOST\naccount:\n  erp: { "assets:bank:shop": "1010" }\n',
    'policies.yaml': 'stock:\n  "*": { safety: 2 }\nroute:\n  shop: { legalEntity: de, whenShort: cancel }\n',
  };
  const p = await plan(files);
  assert.deepEqual(said(p), [
    'change connections shop: token (secret); webhookSecret (secret)',
    'add connections pos: simulated, channel',
    'change locations BER: Berlin, warehouse, wms, priority 1, DE  ⇒  Berlin, warehouse, wms, priority 5, DE',
    'add locations MUC: Munich, store, no connection, priority 100',
    'add mappings sku shop 77: → TEE', 'add mappings sku * 78: → GHOST',
    'add accounts account erp assets:bank:shop: → 1010',
    'add policies stock *: {"safety":2}', 'add policies route shop: {"legalEntity":"de","whenShort":"cancel"}',
  ]);
  assert.deepEqual(p.warnings, ['Mapped to, and not among the products: GHOST.']);
  assert.doesNotMatch(JSON.stringify(p.changes), /tk-1|wh-1/);
  const { version } = await applyConfiguration(g.opened.platform, act, p);
  const t = tenantOf(g.opened.platform, TENANT);
  assert.deepEqual(mappingOf(t, 'sku', 'shop', '77'), { own: 'TEE', version });
  assert.deepEqual(mappingOf(t, 'account', 'erp', 'assets:bank:shop'), { own: '1010', version });
  assert.deepEqual(policyOf(t, 'stock', 'shop', { safety: 0, publish: true }), { safety: 2, publish: true });
  assert.equal((t.connections.get('shop')!.settings as { token: string }).token, 'tk-1');
  assert.equal(
    (t.connections.get('erp')!.settings as { token: string }).token, 'secret', 'a secret that is not named stays',
  );
  assert.deepEqual(said(await plan(files)), [], 'applied again it changes nothing');
  const { rows } = await g.opened.platform.pool.query(
    `select who, why, after->>'version' as version from audit where what = 'configuration.apply' and after->>'version' = $1`,
    [String(version)],
  );
  assert.deepEqual(rows, [{ who: 'test:anna', why: 'go live', version: String(version) }]);
});

it('what is not in a section is taken away, unless it is to be kept; what was used is never deleted', async () => {
  const less = { 'mappings.yaml': 'sku:\n  shop:\n    "77": MUG\n', 'policies.yaml': '{}' };
  assert.deepEqual(said(await plan(less, { keep: true })), ['change mappings sku shop 77: → TEE  ⇒  → MUG']);
  assert.deepEqual(said(await plan(less)), [
    'change mappings sku shop 77: → TEE  ⇒  → MUG', 'remove mappings sku * 78: → GHOST',
    'remove policies route shop: {"legalEntity":"de","whenShort":"cancel"}',
    'remove policies stock *: {"safety":2}',
  ]);
  await apply(less);
  await apply({ 'connections.yaml': CONNECTIONS(g.twin.url) });
  const t = tenantOf(g.opened.platform, TENANT);
  assert.equal(mappingOf(t, 'sku', 'shop', '78'), undefined);
  assert.equal(t.connections.get('pos')!.row.state, 'closed');
  assert.deepEqual(policyOf(t, 'stock', 'shop', { safety: 0 }), { safety: 0 });
  const { rows } = await g.opened.platform.pool.query(`select count(*)::int as n from mapping where external = '78'`);
  assert.deepEqual(rows, [{ n: 2 }]);
  const again = {
    'connections.yaml': CONNECTIONS(
      g.twin.url, `pos: { connector: simulated, roles: [channel], settings: { baseUrl: '${g.twin.url}' } }`,
    ),
  };
  await apply(again, { environment: { SHOP_TOKEN: 'secret', SHOP_HOOK: 'hook' } });
  assert.equal(
    tenantOf(g.opened.platform, TENANT).connections.get('pos')!.row.state, 'active',
    'named again, it is open again',
  );
});

it('applying a mapping lets go what waited for it, and a location with stock is not removed', async () => {
  const worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  try {
    await stockUp(g, 'TEE', 5);
    await place(g, 'Z-1', [{ sku: 'unknown-item', quantity: 1 }]);
    await quiet(g);
    const { released } = await apply({ 'mappings.yaml': 'sku:\n  shop:\n    unknown-item: TEE\n' }, { keep: true });
    assert.equal(released, 1);
    await assert.rejects(
      plan({ 'locations.yaml': 'MUC: { name: Munich, kind: store }' }),
      /BER cannot be removed while the books hold 5 × TEE there/,
    );
  } finally {
    await worker.stop();
  }
});

it('a thousand rows go in and come out as CSV, and an export applies to nothing new', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => `sku,shop,item ${i},TEE`).join('\n');
  const products = Array.from({ length: 300 }, (_, i) => `SKU-${i},"Thing, no. ${i}",${i % 2 ? `00${i}` : ''}`).join(
    '\n',
  );
  await apply({
    'mappings.csv': `name,connection,external,own\n${rows}\n`,
    'products.csv': `sku,title,gtin\n${products}\nTEE,Tee,\n`,
  });
  assert.equal((await productsOf(g.opened.platform.pool, TENANT, ['SKU-7']))[0]?.gtin, '007');
  const files = await exportConfiguration(g.opened.platform, TENANT);
  assert.deepEqual([...files.keys()].sort(), [
    'accounts.yaml', 'connections.yaml', 'locations.yaml', 'mappings.csv', 'policies.yaml', 'products.csv',
  ]);
  assert.doesNotMatch([...files.values()].join(), /tk-1|wh-1|secret"/);
  assert.match(files.get('connections.yaml')!, /token: \$\{env:SHOP_TOKEN\}/);
  assert.deepEqual(said(await plan(Object.fromEntries(files), { environment: {} })), []);
});

it('what decides about money is proposed once the books have begun, once; somebody else approves it, and the rest counts at once', async () => {
  const files = {
    'accounts.yaml': 'erp: { "assets:bank:shop": "1099" }\n', 'policies.yaml': 'books:\n  "*": { tolerance: 5 }\nstock:\n  "*": { safety: 4 }\n',
  };
  const p = await plan(files, { keep: true });
  assert.deepEqual(sayHeld(p.held), ['account of erp: assets:bank:shop → 1099', 'policy books for all: {"tolerance":5}']);
  const first = await applyConfiguration(g.opened.platform, act, p);
  const account = () => mappingOf(tenantOf(g.opened.platform, TENANT), 'account', 'erp', 'assets:bank:shop')?.own;
  assert.deepEqual([first.made.map((x) => [x.changes.length, x.guarded]), first.waiting, account()], [[[2, true]], [], '1010']);
  assert.deepEqual(policyOf(tenantOf(g.opened.platform, TENANT), 'stock', 'shop', {}), { safety: 4 });
  const again = await apply(files, { keep: true });
  assert.deepEqual([again.version, again.made, again.waiting], [undefined, [], [first.made[0]!.id]]);
  await assert.rejects(approve(g.opened.platform, act, { id: first.made[0]!.id }), /somebody else has to approve it/);
  await approve(g.opened.platform, { ...act, who: 'test:bert' }, { id: first.made[0]!.id });
  assert.equal(account(), '1099');
  assert.deepEqual(said(await plan(files, { keep: true })), []);
  const none = await plan({ 'accounts.yaml': '{}', 'policies.yaml': 'stock:\n  "*": { safety: 4 }\n' });
  assert.deepEqual(sayHeld(none.held), ['account of erp: assets:bank:shop → nothing', 'policy books for all: nothing']);
});
