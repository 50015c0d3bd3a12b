/**
 * The battery every connector passes. A connector's own test file is one call to `conformance` plus what
 * is odd about that partner. Recordings are JSON files in the connector's `recordings/`, by name:
 *
 * - `read-*.json`   {settings, document: {topic, headers?, body}, answers?, news}   news: the kinds said, in order
 * - `malformed-*.json` the same without `news`: must be refused whole as Malformed
 * - `poll-<name>*.json` {settings, since?, answers, documents: [reference…], more?}
 * - `write-<Wish>*.json` {settings, wish, key, answers, receipt, find?: {answers, receipt|null}}
 * - `webhook-*.json` {settings, headers, body, topic}
 *
 * `body` is text, or any JSON value (then it is the text of it). `answers` are replayed in order; each may
 * name what it expects: {expect?: {method?, url?: substring, body?: substring}, status, headers?, body}.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computedTotal, roundingBound } from '#domain/order.ts';
import { Stopped } from '#domain/fault.ts';
import { disagreement } from '#domain/payout.ts';
import { brand } from '#domain/brand.ts';
import { revive } from '#domain/wire.ts';
import type { Connector, Document, News, Write } from './contract.ts';
import { recordings, replay, settingsOf, textOf, type Recording } from './recording.ts';

export function conformance<S>(connector: Connector<S>, folder: URL): void {
  const all = recordings(folder);
  const named = (prefix: string) => all.filter((r) => r.name.startsWith(prefix));
  describe(`${connector.name} conforms`, () => {
    declares(connector, all);
    if (connector.can.read) {
      const read = connector.can.read;
      assert.ok(named('read-').length > 0 && named('malformed-').length > 0, 'record read-* and malformed-*');
      for (const r of named('read-')) it(`${r.name}: says the same twice, and it adds up`, () => reads(connector, r));
      for (const r of named('malformed-'))
        it(`${r.name}: is refused whole, with the fault in words`, () =>
          assert.rejects(async () => read(replay(connector, r), documentOf(r)),
            (e) => e instanceof Stopped && e.fault.kind === 'Malformed' && e.fault.detail.length > 10));
    }
    for (const r of named('poll-')) it(`${r.name}: pages`, () => polls(connector, r));
    for (const type of Object.keys(connector.can.writes ?? {})) {
      const mine = named(`write-${type}`).filter((r) => r.name.split('-')[1] === type);
      it(`records ${type}`, () => assert.ok(mine.length > 0, `record write-${type}.json`));
      for (const r of mine) it(`${r.name}: is applied, and found again by its key`, () => writes(connector, type, r));
    }
    if (connector.can.webhook) {
      it('records a webhook', () => assert.ok(named('webhook-').length > 0));
      for (const r of named('webhook-'))
        it(`${r.name}: accepts its own signature and nothing else`, () => webhooks(connector, r));
    }
  });
}

function declares<S>(connector: Connector<S>, all: readonly Recording[]): void {
  it('declares a capability, a budget and a version', () => {
    assert.ok(Object.keys(connector.can).length > 0);
    assert.ok(connector.budget['default'], 'no default budget');
    for (const b of Object.values(connector.budget)) assert.ok(b.capacity > 0 && b.perSecond > 0);
    assert.ok(connector.mappingVersion >= 1 && connector.apiVersion);
  });
  it('ships no secret in a recording', () => {
    for (const { name, settings } of all)
      for (const secret of connector.secrets)
        if (settings && secret in settings)
          assert.match(String(settings[secret]), /^scrubbed/, `${name}: ${secret} must read scrubbed…`);
  });
}

const documentOf = (r: Recording): Document => ({
  topic: r.document?.topic ?? '', headers: r.document?.headers ?? {}, body: Buffer.from(textOf(r.document?.body)),
});

async function reads<S>(connector: Connector<S>, r: Recording): Promise<void> {
  const once = async () => connector.can.read!(replay(connector, r), documentOf(r));
  const news = await once();
  assert.deepEqual(await once(), news);
  if (r.news) assert.deepEqual(news.map((n) => n.said), r.news);
  for (const n of news) addsUp(n);
  assert.ok(connector.can.reference?.(documentOf(r)) ?? true);
}

function addsUp(n: News): void {
  if (n.said === 'payout') assert.equal(disagreement(n.payout), undefined);
  if (n.said !== 'order') return;
  const off = computedTotal(n.order).count - n.order.total.count;
  assert.ok((off < 0n ? -off : off) <= roundingBound(n.order), `${n.order.number}: lines and total differ by ${off}`);
  const text = JSON.stringify(n.order, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v));
  for (const value of [n.parties?.buyer?.email, n.parties?.shipTo?.name, n.parties?.shipTo?.street?.[0]])
    assert.ok(!value || !text.includes(value), 'personal data stands in the order');
}

async function polls<S>(connector: Connector<S>, r: Recording): Promise<void> {
  const poll = connector.can.polls?.find((p) => r.name.startsWith(`poll-${p.name}`));
  assert.ok(poll, `${r.name}: no poll of that name`);
  const page = await poll.page(replay(connector, r), r.since);
  assert.deepEqual(page.documents.map((d) => d.reference), r.documents);
  assert.equal(page.more, r.more ?? false);
  assert.ok(page.next !== undefined);
}

async function writes<S>(connector: Connector<S>, type: string, r: Recording): Promise<void> {
  const write = (connector.can.writes as Record<string, Write<S, unknown>>)[type]!;
  const wish = revive<unknown>(r.wish);
  const key = brand<never>(r.key ?? '');
  assert.deepEqual(await write.apply(replay(connector, r), wish, key), r.receipt);
  if (!write.find) return;
  assert.ok(r.find, `${r.name}: has find, so record it`);
  const found = await write.find(replay(connector, { ...r, answers: r.find.answers }), wish, key);
  assert.deepEqual(found ?? null, r.find.receipt);
}

function webhooks<S>(connector: Connector<S>, r: Recording): void {
  const hook = connector.can.webhook!;
  const settings = settingsOf(connector, r);
  const raw = Buffer.from(textOf(r.body));
  const headers = r.headers ?? {};
  const url = 'https://hooks.example/hooks/x';
  assert.equal(hook.topic(headers, undefined, raw), r.topic);
  assert.equal(hook.verify(settings, raw, headers, url), true);
  assert.equal(hook.verify(settings, Buffer.concat([raw, Buffer.from(' ')]), headers, url), false);
  assert.equal(hook.verify(settings, raw, {}, url), false);
}
