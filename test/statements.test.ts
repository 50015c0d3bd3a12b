/**
 * The rules that let every hot statement run on a distributed PostgreSQL, checked without a cluster at hand:
 * tenant and shard in every key of a hot table, one shard per hot statement, no insert in a CTE, an alias on
 * each insert target, no now() inside case or coalesce of an update, no trigger.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import type { Pool } from 'pg';
import { openPool } from '#store/postgres/connect.ts';
import { testDatabase } from '#store/postgres/testing.ts';

const HOT = ['message', 'delivery', 'workflow_state', 'link', 'reference', 'raw_payload', 'vault_party', 'entry', 'posting',
  'balance', 'reservation', 'stock_count', 'stock_hold', 'stock_incoming', 'stock_claim', 'stock_since',
  'stock_lot', 'location_load', 'order_view', 'order_line_view', 'shipment_view', 'assigned_part', 'return_view', 'return_line_view', 'payout_view',
  'payout_line', 'stock_told', 'feed_word', 'feed_mass'];
/** Statements of the engine's hot path: these must name one shard for every hot table they touch. */
const HOT_FILES = ['message', 'delivery', 'delivery-claim', 'delivery-work', 'state', 'ledger', 'order', 'told', 'stock-count', 'stock-reservation', 'stock-ahead', 'stock-lot', 'return', 'placement'];
/** By meaning not on the hot path: a look over shards through an index, or a rare sweep. */
const WIDE = new Set(['delivery-work', 'told-waiting', 'told-pending', 'told-heard', 'count-book-stock', 'feed-word-held']);

interface Statement { readonly file: string; readonly name: string; readonly text: string }
const statements: Statement[] = globSync('src/store/*.ts').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:name: [`']([^`']+)[`'][^}]*?)?text:\s*(?:`([^`]*)`|'([^']*)')/g)]
    .map((m) => ({ file, name: m[1] ?? '', text: (m[2] ?? m[3] ?? '').replace(/\s+/g, ' ') })));

it('finds the statements', () => assert.ok(statements.length > 40, `${statements.length} found`));

it('a name stands for one statement: a connection that has prepared one refuses another under it', () => {
  const named = Map.groupBy(statements.filter((s) => s.name && !s.name.includes('$')), (s) => s.name);
  assert.deepEqual([...named].filter(([, of]) => new Set(of.map((s) => s.text)).size > 1).map(([name, of]) => `${name}: ${of.map((s) => s.file).join(', ')}`), []);
});

it('a hot statement names its shard once per hot table', () => {
  const wrong = statements.filter((s) => HOT_FILES.some((f) => s.file === `src/store/${f}.ts`) && !WIDE.has(s.name)).flatMap((s) => {
    const aliases = [...s.text.matchAll(new RegExp(`(?:from|join|update|into) (${HOT.join('|')}) (?:as )?(\\w+)`, 'g'))];
    const missing = aliases.filter(([clause, , alias]) => !clause.startsWith('into') &&
      !new RegExp(`\\b${alias}\\.shard = (\\$\\d|any\\(\\$\\d::smallint\\[\\]\\)|\\w+\\.shard)`).test(s.text));
    return missing.map(([, table]) => `${s.file} ${s.name}: ${table}`);
  });
  assert.deepEqual(wrong, []);
});

it('every insert target has an alias, and no insert stands in a CTE', () => {
  const naked = statements.filter((s) => /insert into (\w+) \(/.test(s.text)).map((s) => `${s.file} ${s.name}`);
  const nested = statements.filter((s) => /\(\s*insert into/.test(s.text)).map((s) => `${s.file} ${s.name}`);
  assert.deepEqual([...naked, ...nested], []);
});

it('no stable function decides inside case or coalesce of a hot update', () => {
  const hot = statements.filter((s) => new RegExp(`update (${HOT.join('|')}) `).test(s.text));
  assert.deepEqual(hot.filter((s) => /set [^;]*(case|coalesce\()[^;]*now\(\)[^;]*where/.test(s.text.split(' where ')[0]!))
    .map((s) => `${s.file} ${s.name}`), []);
});

it('values are parameters: no statement is glued from them', () => {
  const glued = globSync('src/store/*.ts').filter((f) => /text: `[^`]*\$\{(?!take\.|ADD\[|[A-Z_]+\b)/.test(readFileSync(f, 'utf8')));
  assert.deepEqual(glued, []);
});

let pool: Pool;
let drop: () => Promise<void>;
before(async () => {
  const database = await testDatabase();
  pool = openPool(database.url, { max: 2, application: 'threadline-test' });
  drop = database.drop;
});
after(async () => {
  await pool.end();
  await drop();
});

it('each primary and unique key of a hot table holds tenant or is the shard’s own, and holds shard', async () => {
  const { rows } = await pool.query<{ table: string; definition: string }>(`
    select c.relname as table, pg_get_constraintdef(k.oid) as definition from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype in ('p', 'u', 'f') and c.relname = any($1)`, [HOT]);
  assert.ok(rows.length >= HOT.length);
  for (const r of rows) assert.match(r.definition, /\bshard\b.*\btenant\b|\btenant\b.*\bshard\b/, `${r.table}: ${r.definition}`);
});

it('hot tables have no trigger of ours', async () => {
  const { rows } = await pool.query(`
    select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal and c.relname = any($1)`, [HOT]);
  assert.deepEqual(rows, []);
});

it('the database refuses an entry that does not balance, and stock below zero', async () => {
  const entry = (lines: string) => pool.query(`
    insert into entry (tenant, shard, id, book, key, date, at, memo, document, lines, cause, correlation)
    values ('t', 1, gen_random_uuid(), 'money', gen_random_uuid()::text, '2026-11-21', now(), 'm', 'd', $1, gen_random_uuid(), gen_random_uuid())`,
  [lines]);
  await entry('[{"account":"a","unit":"EUR","amount":"5"},{"account":"b","unit":"EUR","amount":"-5"}]');
  await assert.rejects(entry('[{"account":"a","unit":"EUR","amount":"5"},{"account":"b","unit":"EUR","amount":"-4"}]'), /entry_balances/);
  await assert.rejects(entry('[{"account":"a","unit":"EUR","amount":"5"},{"account":"b","unit":"USD","amount":"-5"}]'), /entry_balances/);
  await assert.rejects(pool.query(`insert into balance (tenant, shard, account, unit, amount) values ('t', 1, 'stock:BER:on_hand', 'TEE', -1)`),
    /stock_not_negative/);
});
