/** The fault a call stopped with, for tests that expect one. */
import assert from 'node:assert/strict';
import { Stopped, type Fault } from '#domain/fault.ts';

export async function stopped(call: Promise<unknown>): Promise<Fault> {
  const outcome = await call.then(() => undefined, (error: unknown) => error);
  if (outcome instanceof Stopped) return outcome.fault;
  return assert.fail(`it did not stop: ${String(outcome)}`);
}
