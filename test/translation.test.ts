/** Every table of words, both ways: each word of the partner's specification, and each of ours. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { CANCEL_REASONS } from '#domain/cancel-messages.ts';
import { standingOf, STANDINGS, type Units } from '#domain/standing.ts';
import { STATUS, STATUS_OF } from '#connectors/returns/words.ts';
import { ORDER_STATUS, REASONS, TRANSLATIONS } from '../docs/translations.ts';

const SHARED = new URL('../../shared/partners/', import.meta.url);
const skip = existsSync(SHARED) ? false : 'no ../shared/partners here: no specification to compare with';
const zipped = (path: string) => JSON.parse(gunzipSync(readFileSync(new URL(path, SHARED))).toString('utf8')) as unknown;

/** Whatever quantities a small order may have. */
function* everyUnits(): Generator<Units> {
  for (let ordered = 1; ordered <= 3; ordered += 1)
    for (let cancelled = 0; cancelled <= ordered; cancelled += 1)
      for (let sent = 0; sent <= ordered - cancelled; sent += 1)
        for (let delivered = 0; delivered <= sent; delivered += 1)
          for (const held of [false, true]) yield { ordered, cancelled, sent, delivered, held };
}

describe('a word of a partner and its meaning', () => {
  for (const [name, table] of Object.entries(ORDER_STATUS))
    it(`${name}: whatever the quantities are, the word they are told by may mean them`, () => {
      for (const units of everyUnits()) {
        const standing = standingOf(units);
        const word = table.own[standing];
        assert.ok(table.words[word]?.includes(standing), `${standing} is told as ${word}, which means ${table.words[word]}`);
      }
      assert.deepEqual(Object.keys(table.own).sort(), [...STANDINGS].sort());
      assert.deepEqual(Object.entries(table.words).filter(([, own]) => own.length === 0), []);
    });

  for (const [name, table] of Object.entries(TRANSLATIONS))
    it(`${name}: each word of ours is told by one of theirs that means it, and each of theirs means something`, () => {
      for (const [own, word] of Object.entries<string>(table.own)) assert.deepEqual(table.words[word], [own], `${own}: ${word}`);
      for (const [word, own] of Object.entries<readonly string[]>(table.words))
        assert.ok(own.length === 1 && Object.hasOwn(table.own, own[0] ?? ''), `${word} means ${own.join(', ') || 'nothing'}`);
    });

  for (const [name, table] of Object.entries(REASONS))
    it(`${name}: each of ours is told by one of theirs that may mean it, and each of theirs may mean one of ours`, () => {
      assert.deepEqual(Object.keys(table.own).sort(), [...CANCEL_REASONS].sort());
      for (const own of CANCEL_REASONS) assert.ok(table.words[table.own[own]]?.includes(own), `${own}: ${table.own[own]}`);
      for (const [word, any] of Object.entries(table.words))
        assert.ok(any.length > 0 && any.every((own) => CANCEL_REASONS.includes(own)), word);
    });

  it('the returns platform: every word of ours is told by one of theirs that means it', () => {
    for (const [own, word] of Object.entries(STATUS_OF)) assert.equal(STATUS[word], own);
    assert.deepEqual(Object.keys(STATUS_OF).sort(), [...new Set(Object.values(STATUS))].sort());
  });
});

describe('the partners’ specifications', { skip }, () => {
  const words = (name: string): string[] => {
    const table = { ...ORDER_STATUS, ...TRANSLATIONS, ...REASONS }[name];
    return Object.keys(table!.words).sort();
  };
  const same = (name: string, listed: readonly string[], more: readonly string[] = []) =>
    it(`${name}: the table has each word and no other`, () => assert.deepEqual(words(name), [...listed, ...more].sort()));

  if (skip) return;
  interface Type { readonly name: string; readonly enumValues: readonly { readonly name: string }[] | null }
  type Introspection = Record<string, { readonly types: readonly Type[] }>;
  const raw = zipped('shopify/graphql/admin_2026-10.introspection.json.gz') as { readonly data?: Introspection } & Introspection;
  const { types } = (raw.data ?? raw)['__schema']!;
  const listed = (name: string) => types.find((t) => t.name === name)!.enumValues!.map((v) => v.name);
  same('shopify order', listed('OrderDisplayFulfillmentStatus'));
  same('shopify fulfillment order', listed('FulfillmentOrderStatus'));
  same('shopify fulfillment', listed('FulfillmentStatus'));
  same('shopify reason of a cancellation', listed('OrderCancelReason'));
  same('shopify restock', listed('RefundLineItemRestockType'));

  const amazon = JSON.parse(readFileSync(new URL('amazon-sp-api/models/orders_2026-01-01.json', SHARED), 'utf8')) as {
    definitions?: Record<string, { enum: string[] }>; components?: { schemas: Record<string, { enum: string[] }> } };
  same('amazon order', (amazon.definitions ?? amazon.components!.schemas)['FulfillmentStatus']!.enum);

  const square = zipped('square/openapi/square_api.trimmed.json.gz') as { components: { schemas: Record<string, { enum: string[] }> } };
  same('square order', square.components.schemas['OrderState']!.enum);
  same('square fulfillment', square.components.schemas['FulfillmentState']!.enum);
  // One of the two lists of the same field lacks it.
  same('square refund', square.components.schemas['RefundStatus']!.enum, ['COMPLETED']);
});
