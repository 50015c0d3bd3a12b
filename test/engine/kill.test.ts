/**
 * Workers in processes of their own, killed, hung and cut off from the database while partners misbehave:
 * nothing is lost, nothing reaches the partner twice, and each subject's wishes arrive in order.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, it } from 'node:test';
import { append, type Draft } from '#runtime/append.ts';
import { startEmbedded } from '#store/postgres/embedded.ts';
import { transaction } from '#store/query.ts';
import { ground, quiet, TENANT, type Ground } from './bench.fixture.ts';

const children: ChildProcess[] = [];
afterEach(() => { for (const c of children.splice(0)) c.kill('SIGKILL'); });

async function startProcess(g: Ground, name: string): Promise<ChildProcess> {
  const script = new URL('./worker.process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, g.url, g.directory, name],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

/** Wishes for the ERP, several per order, numbered so that their order at the partner can be checked. */
const wishes = (orders: number, each: number): Draft[] =>
  Array.from({ length: orders * each }, (_, i) => {
    const orderId = `ord-${i % orders}`;
    const key = `${orderId}#${String(Math.floor(i / orders)).padStart(3, '0')}`;
    return { tenant: TENANT, type: 'AmendErpOrder', data: { key, to: 'erp', orderId, erpOrder: 'X' }, key, at: '2026-11-21T08:00:00Z' };
  });

async function ask(g: Ground, drafts: readonly Draft[]): Promise<void> {
  for (let from = 0; from < drafts.length; from += 50)
    await transaction(g.opened.platform.pool, (tx) => append(tx, drafts.slice(from, from + 50)));
}

function onceEachInOrder(g: Ground, drafts: readonly Draft[]): void {
  const keys = g.twin.applied.map((a) => a.key!);
  assert.deepEqual(keys.filter((k, i) => keys.indexOf(k) !== i), [], 'twice at the partner');
  assert.deepEqual(drafts.map((d) => d.key).filter((k) => !keys.includes(k)), [], 'lost');
  const last = new Map<string, string>();
  for (const key of keys) {
    const subject = key.split('#')[0]!;
    assert.ok((last.get(subject) ?? '') < key, `${key} came after ${last.get(subject)}`);
    last.set(subject, key);
  }
}

it('kill -9 in mid-work, again and again: each wish once, in order', async () => {
  const g = await ground({ faults: 'harsh', seed: 7 });
  try {
    const drafts = wishes(40, 6);
    await Promise.all(['a', 'b', 'c'].map((n) => startProcess(g, n)));
    const asked = ask(g, drafts);
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      children.shift()!.kill('SIGKILL');
      await startProcess(g, `d${round}`);
    }
    await asked;
    const state = await quiet(g, 60);
    assert.equal(state['Parked'], undefined);
    onceEachInOrder(g, drafts);
  } finally {
    for (const c of children.splice(0)) c.kill('SIGKILL');
    await g.close();
  }
});

it('a hung worker is cut off, and cannot write when it wakes', async () => {
  const g = await ground({ faults: 'mild', seed: 3 });
  try {
    const drafts = wishes(60, 4);
    const hung = await startProcess(g, 'hung');
    await startProcess(g, 'well');
    const asked = ask(g, drafts);
    await new Promise((resolve) => setTimeout(resolve, 600));
    hung.kill('SIGSTOP');
    await asked;
    await quiet(g, 60);
    hung.kill('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await quiet(g, 30);
    onceEachInOrder(g, drafts);
  } finally {
    for (const c of children.splice(0)) c.kill('SIGKILL');
    await g.close();
  }
});

it('the database restarts under the workers: they find back by themselves', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'threadline-restart-'));
  let database = await startEmbedded({ directory });
  process.env['THREADLINE_TEST_DATABASE_URL'] = database.url;
  const g = await ground({ faults: 'mild', seed: 5 }).finally(() => delete process.env['THREADLINE_TEST_DATABASE_URL']);
  try {
    const drafts = wishes(40, 4);
    await ask(g, drafts);
    await startProcess(g, 'one');
    await new Promise((resolve) => setTimeout(resolve, 400));
    await database.stop();
    database = await startEmbedded({ directory, port: Number(new URL(database.url).port) });
    await quiet(g, 60);
    onceEachInOrder(g, drafts);
  } finally {
    for (const c of children.splice(0)) c.kill('SIGKILL');
    await g.close().catch(() => {});
    await database.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
