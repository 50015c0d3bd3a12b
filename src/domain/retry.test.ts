import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Timestamp } from './brand.ts';
import { EXCEPTIONS } from './exception.ts';
import type { Fault } from './fault.ts';
import { backoff, MAX_ATTEMPTS, verdict } from './retry.ts';
import { after } from './time.ts';

const now = '2026-11-21T12:00:00.000Z' as Timestamp;
const detail = 'why';

describe('what becomes of a delivery that stopped', () => {
  it('waits its turn without spending an attempt when it is throttled or the connection is suspended', () => {
    const until = after(now, 90);
    assert.deepEqual(verdict({ kind: 'Throttled', until, detail }, 5, now, 0), { state: 'Ready', due: until, spend: false });
    const v = verdict({ kind: 'Unauthorised', detail }, MAX_ATTEMPTS + 5, now, 0);
    assert.equal(v.state === 'Ready' && v.spend, false);
  });
  it('comes back later and later, and parks with operations when time did not help', () => {
    for (const kind of ['Unavailable', 'Unknown'] as const) {
      const v = verdict({ kind, detail }, 3, now, 0.5);
      assert.ok(v.state === 'Ready' && v.spend && v.due > now);
      const last = verdict({ kind, detail }, MAX_ATTEMPTS, now, 0.5);
      assert.equal(last.state === 'Parked' && last.owner, 'operations');
    }
  });
  it('goes to the owner of its exception, under what would release it', () => {
    for (const [exception, { owner }] of Object.entries(EXCEPTIONS)) {
      const fault = { kind: 'Refused', exception, detail, waitsOn: 'mapping:sku:shop:1' } as Fault;
      const v = verdict(fault, 1, now, 0);
      assert.deepEqual(v, { state: 'Parked', exception, owner, waitsOn: 'mapping:sku:shop:1' });
    }
  });
  it('a document nobody can read goes to a developer at once', () =>
    assert.deepEqual(verdict({ kind: 'Malformed', detail }, 1, now, 0),
      { state: 'Parked', exception: 'Unreadable', owner: 'developer' }));
  it('backs off with jitter between half and all, never above ten minutes', () => {
    for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts += 1) {
      assert.ok(backoff(attempts, 0) >= backoff(attempts, 1) / 2 - 1e-9);
      assert.ok(backoff(attempts, 1) <= 600 && backoff(attempts, 1) <= backoff(attempts + 1, 1));
    }
    assert.ok(backoff(1, 1) <= 0.5);
  });
});
