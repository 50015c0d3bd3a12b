/** A session that is lost is replaced once, and its late end leaves the new one alone. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededFaults } from '#sandbox/faults.ts';
import { startThreePlTwin } from '#sandbox/threepl/index.ts';
import { closeFiles, openFiles } from './files.ts';

it('a call that fails costs its session and no other', async () => {
  const password = 'a-password-of-the-test';
  const twin = await startThreePlTwin({
    faults: seededFaults(1), locationCode: 'ELP1', stock: {}, password, pace: { beatMs: 0, patienceMs: 0 },
  });
  const memory = new Map<string, unknown>();
  const connection = {
    connection: 'files-test', memory, settings: { filesUrl: twin.url, password, hostKey: twin.sftp!.hostFingerprint },
  } as never;
  const files = openFiles(connection, () => true);
  try {
    for (let round = 0; round < 3; round += 1) {
      await assert.rejects(files.move('archive/nothing', 'archive/else'));
      await files.list('archive');
      const session = memory.get('sftp');
      // The end of the lost one is heard by now.
      await sleep(100);
      assert.ok(session && memory.get('sftp') === session, 'the session that works is still known');
      await files.list('archive');
      assert.equal(memory.get('sftp'), session, 'and used again');
    }
  } finally {
    await closeFiles(connection);
    await twin.stop();
  }
});
