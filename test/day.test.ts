/** A small trading day, whole: every partner's twin, every scene, every law. The harsh ones are test/lanes/day.lane.ts. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import pino from 'pino';
import { request } from 'undici';
import { decimal, minorOf, priceIn } from '#sandbox/day/catalog.ts';
import { openLine } from '#sandbox/day/line.ts';
import { openPostman } from '#sandbox/day/postman.ts';
import { silent } from '#sandbox/day/progress.ts';
import { complaints, type Summary } from '#sandbox/day/summary.ts';
import { openDay, trade } from '#sandbox/day/trade.ts';
import { traffic } from '#sandbox/day/traffic.ts';
import { weather } from '#sandbox/day/weather.ts';
import { openPlatform } from '#runtime/open.ts';
import { saveConnection } from '#store/configuration.ts';
import { testDatabase } from '#store/postgres/testing.ts';

const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }, pino.destination(2));

async function aDay(orders: number, seed: number): Promise<Summary> {
  const database = await testDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'threadline-day-'));
  const options = { orders, seed, faults: 'none', directory, databaseUrl: database.url, port: 0, console: false, log, on: silent } as const;
  const { day, stop } = await openDay(options);
  try {
    return await trade(day, silent);
  } finally {
    await stop();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  }
}

it('a day of twelve orders and all its scenes ends as it must', async () => {
  const summary = await aDay(12, 1);
  assert.deepEqual(complaints(summary), []);
  assert.ok(summary.ok);
  assert.ok(summary.scenes.length >= 23, `${summary.scenes.length} scenes`);
  assert.deepEqual([summary.orders.wrong, summary.oversold], [[], 0]);
  assert.match(summary.ledger, /^[0-9a-f]{16}$/);
  // A scene of the trading day (35, and four more of ours) is played or listed with the reason, never left out.
  const numbers = [...summary.scenes, ...summary.unplayable].map((s) => s.number).sort((a, b) => a - b);
  assert.deepEqual(numbers, Array.from({ length: 39 }, (_, i) => i + 1));
});

it('a database that is in use is not traded on', async () => {
  const database = await testDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'threadline-day-'));
  const used = await openPlatform({ directory, databaseUrl: database.url, log, application: 'test' });
  try {
    await saveConnection(used.platform.pool,
      { tenant: 'main', connection: 'shop', connector: 'simulated', roles: [], settings: {}, secrets: null });
    const options = { orders: 1, seed: 1, faults: 'none', directory, databaseUrl: database.url, port: 0, console: false, log, on: silent } as const;
    await assert.rejects(openDay(options), /holds data already/);
  } finally {
    await used.close();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  }
});

it('a seed is a day: the same buyers at the same times', () => {
  const plan = { orders: 50, seed: 7, faults: 'none' } as const;
  const seen = (seed: number) => traffic({ ...plan, seed }).map(({ at, channel }) => [at, channel]);
  assert.deepEqual(seen(7), seen(7));
  assert.notDeepEqual(seen(7), seen(8));
  assert.ok(new Set(seen(7).map(([, channel]) => channel)).size >= 5, 'several channels');
});

it('prices keep the places of their currency', () => {
  assert.deepEqual(['USD', 'JPY', 'KWD'].map((unit) => priceIn(unit, '59.90')), ['59.90', '9105', '18.389']);
  assert.deepEqual([decimal(5n, 2), decimal(5n, 0), decimal(1234n, 3)], ['0.05', '5', '1.234']);
  assert.equal(minorOf('18.389'), 18_389n);
});

it('a storm shows what was ordered, to those who can show it, and ends', () => {
  const sky = weather(3);
  assert.equal(sky.next('read', ['throttle']), undefined);
  sky.storm('throttle');
  assert.equal(sky.next('read', ['throttle', 'error']), 'throttle');
  assert.equal(sky.next('write', ['error']), undefined);
  sky.storm(undefined);
  assert.equal(sky.next('read', ['throttle']), undefined);
  assert.equal(sky.count(), 1);
});

it('the postman keeps a letter back until it is let go, and brings it again as it was', async () => {
  const heard: string[] = [];
  const us = createServer((incoming, reply) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (c: Buffer) => chunks.push(c)).on('end', () => {
      heard.push(`${incoming.url} ${Buffer.concat(chunks).toString()} ${String(incoming.headers['x-word'])}`);
      reply.end();
    });
  });
  await new Promise<void>((resolve) => { us.listen(0, '127.0.0.1', resolve); });
  const postman = await openPostman(() => `http://127.0.0.1:${(us.address() as AddressInfo).port}`);
  try {
    const send = (body: string) => request(`${postman.url}/shop`, { method: 'POST', headers: { 'x-word': 'hi' }, body });
    const letGo = postman.keep((l) => l.body.includes('late'));
    const late = send('late');
    await (await send('early')).body.dump();
    assert.deepEqual([heard.length, postman.kept()], [1, 1]);
    letGo();
    await (await late).body.dump();
    assert.deepEqual(await postman.again((l) => l.body.includes('early'), 2), [200, 200]);
    assert.deepEqual(heard, ['/hooks/shop early hi', '/hooks/shop late hi', '/hooks/shop early hi', '/hooks/shop early hi']);
    assert.deepEqual(await postman.again((l) => l.to === 'nobody', 2), []);
  } finally {
    await postman.stop();
    us.close();
  }
});

it('a line that two have cut is whole when both have mended it', async () => {
  const far = createServer((_incoming, reply) => reply.end('there'));
  await new Promise<void>((resolve) => { far.listen(0, '127.0.0.1', resolve); });
  const line = await openLine(`http://127.0.0.1:${(far.address() as AddressInfo).port}`);
  const ask = async (): Promise<string> => {
    const answer = await request(line.url, { reset: true }).catch(() => undefined);
    return answer ? answer.body.text() : 'dark';
  };
  try {
    assert.equal(await ask(), 'there');
    const [first, second] = [await line.cut(), await line.cut()];
    assert.equal(await ask(), 'dark');
    await first();
    await first();
    assert.equal(await ask(), 'dark');
    await second();
    assert.equal(await ask(), 'there');
  } finally {
    await line.stop();
    far.close();
  }
});
