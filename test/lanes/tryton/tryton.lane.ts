/** The twin against the real Tryton 6.0: one conversation, chapter by chapter, must come out the same. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { seededFaults } from '#sandbox/faults.ts';
import { startTrytonTwin, type TrytonTwin } from '#sandbox/tryton/index.ts';
import { harborWorld } from '#sandbox/tryton/world.ts';
import { chapters } from './conversation.ts';
import { openOffice, type Office } from './office.ts';
import { missingTryton } from './install.ts';
import { startRealTryton, type RealTryton } from './server.ts';

const missing = missingTryton();

describe('the twin speaks like Tryton 6.0', { skip: missing ?? false }, () => {
  let real: RealTryton;
  let twin: TrytonTwin;
  let desks: { real: Office; twin: Office };
  before(async () => {
    [real, twin] = await Promise.all(
      [startRealTryton({ world: harborWorld }), startTrytonTwin({ faults: seededFaults(1) })],
    );
    desks = { real: await openOffice(real.url, harborWorld), twin: await openOffice(twin.url, harborWorld) };
  }, { timeout: 400_000 });
  after(async () => Promise.all([real?.stop(), twin?.stop()]));

  for (const [name, chapter] of Object.entries(chapters))
    test(name, async () => {
      const [said, echoed] = [await chapter(desks.real), await chapter(desks.twin)];
      assert.deepEqual(truths(echoed), truths(said));
    });
});

/** SQLite answers 0 and 1 where PostgreSQL answers false and true. */
const truths = (value: unknown): unknown => {
  if (typeof value === 'boolean') return Number(value);
  if (Array.isArray(value)) return value.map(truths);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, truths(one)]));
};
