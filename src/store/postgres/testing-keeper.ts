/**
 * A process of its own that stops the shared test server once nobody uses it; started by `testing.ts`.
 *
 * The last test process cannot do it: nobody knows which one is the last, and it may be killed. The keeper
 * only looks whether the use lock is free, which the kernel sees to.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import { stopIfUnused } from './embedded.ts';
import { tryLock } from './lock.ts';
import { openPlace } from './place.ts';
import { findPostmaster } from './postmaster.ts';
import { keeperLock } from './testing.ts';

const [directory, linger] = process.argv.slice(2);
/** Long enough for the next test file of the same run to come. */
const LINGER_MS = Number(linger ?? 2_000);
const LOOK_MS = 200;

const place = openPlace(directory!);
const binaries = findBinaries();

// Between its end and the release of its lock a test process may have relied on this keeper, so it looks again.
for (let running = true; running; running = findPostmaster(place.data) !== undefined) {
  const mine = tryLock(keeperLock(place.directory), 'exclusive');
  if (!mine) break;
  do await unused();
  while (!(await stopIfUnused(place, binaries)));
  mine.release();
}

/** Returns when nobody has used the server for a while. */
async function unused() {
  for (let idle_ms = 0; idle_ms < LINGER_MS; idle_ms += LOOK_MS) {
    await sleep(LOOK_MS);
    const free = tryLock(place.useLock, 'exclusive');
    if (!free) idle_ms = -LOOK_MS;
    free?.release();
  }
}
