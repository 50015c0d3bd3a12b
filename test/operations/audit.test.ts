/** The audit trail: one commit with what it tells, a chain under concurrency, and any number of entries in pages. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Pool } from 'pg';
import { audited } from '#runtime/operations/operation.ts';
import { brokenLink, writeAudit } from '#store/audit.ts';
import { saveProducts } from '#store/configuration.ts';
import { openPool } from '#store/postgres/connect.ts';
import { ground, TENANT, type Ground } from '../engine/bench.fixture.ts';

let g: Ground;
let owner: Pool;
before(async () => {
  g = await ground();
  owner = openPool(g.url, { max: 2, application: 'owner' });
});
after(async () => {
  await owner.end();
  await g.close();
});
const count = async (text: string): Promise<number> => (await owner.query<{ n: number }>(text)).rows[0]!.n;
const entries = () => count('select count(*)::int as n from audit');
const products = () => count(`select count(*)::int as n from product where sku like 'AUDIT-%'`);
const change = (sku: string, after_: unknown = {}) =>
  audited(g.opened.platform, { tenant: TENANT, who: 'test' }, async (tx) => {
    await saveProducts(tx, TENANT, [{ sku, title: sku, gtin: null }]);
    if (sku === 'AUDIT-FAILS') throw new Error('this change fails');
    return { result: sku, what: 'product.save', before: null, after: after_ };
  });

it('a change that fails leaves no entry, and an entry that fails no change', async () => {
  await assert.rejects(change('AUDIT-FAILS'), /this change fails/);
  assert.deepEqual([await entries(), await products()], [0, 0]);
  await assert.rejects(change('AUDIT-NO-ENTRY', { text: 'a\u0000b' }), /unsupported Unicode escape|null character/);
  assert.deepEqual([await entries(), await products()], [0, 0]);
});

it('changes at once stand in one chain', async () => {
  await Promise.all(Array.from({ length: 25 }, (_, i) => change(`AUDIT-${i}`)));
  await writeAudit(g.opened.platform.pool, {
    tenant: TENANT, who: 'test', what: 'look', before: null, after: null, why: null,
  });
  assert.deepEqual([await entries(), await products()], [26, 25]);
  assert.equal(await brokenLink(g.opened.platform.pool, TENANT), undefined);
});

it('whatever the size of a page, the first entry that does not fit is found', async () => {
  const found = () => Promise.all([3, 13, 26, 1000].map((size) => brokenLink(g.opened.platform.pool, TENANT, size)));
  assert.deepEqual(await found(), [undefined, undefined, undefined, undefined]);
  await owner.query(`update audit set who = 'somebody else' where position = 14`);
  assert.deepEqual(await found(), [14n, 14n, 14n, 14n]);
  await owner.query(`update audit set who = 'test' where position = 14`);
  assert.deepEqual(await found(), [undefined, undefined, undefined, undefined]);
  await owner.query('delete from audit where position = 7');
  assert.deepEqual(await found(), [8n, 8n, 8n, 8n]);
});
