/**
 * Harbor & Pine as the platform knows it: database, doors, workers, and a configuration that a new user would
 * write. Everything of the day goes through what is opened here.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { makeIntake, type Intake } from '#runtime/intake.ts';
import { DEFAULT_TENANT, openPlatform, type Opened } from '#runtime/open.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { startEmbedded, type Embedded } from '#store/postgres/embedded.ts';
import { openDoors, type Doors } from './doors.ts';
import { startSecondWorker, type SecondWorker } from './second-worker.ts';

export const TENANT = DEFAULT_TENANT;

export interface Retailer {
  readonly opened: Opened;
  readonly intake: Intake;
  readonly doors: Doors;
  /** Of the database; holds a password. */
  readonly url: string;
  readonly directory: string;
  /** Starts the loop here and one in a process of its own. Called once the configuration stands. */
  open(): Promise<void>;
  readonly second: () => SecondWorker | undefined;
  /** A new one in place of one that was killed. */
  hire(): Promise<SecondWorker>;
  /** Undefined when the database is not ours to restart. */
  readonly restartDatabase: (() => Promise<void>) | undefined;
  close(): Promise<void>;
}

export interface RetailerOptions {
  readonly directory: string;
  readonly databaseUrl?: string | undefined;
  readonly port: number;
  /** Whether people will look: the console is built then. */
  readonly console: boolean;
  readonly log: Logger;
}

export async function openRetailer(o: RetailerOptions): Promise<Retailer> {
  const postgres = join(o.directory, 'postgres');
  let embedded: Embedded | undefined = o.databaseUrl ? undefined : await startEmbedded({ directory: postgres });
  const url = embedded?.url ?? o.databaseUrl!;
  const opened = await openPlatform({
    directory: o.directory, databaseUrl: url, log: o.log, application: 'demo', allowPrivateHosts: true,
  });
  let worker: Worker | undefined;
  let second: SecondWorker | undefined;
  let hired = 0;
  const intake = makeIntake(opened.platform, () => worker?.wake());
  const doors = await openDoors(opened, intake, o);
  const hire = async (): Promise<SecondWorker> =>
    (second = await startSecondWorker(url, o.directory, `second-worker-${(hired += 1)}`));
  return {
    opened, intake, doors, url, directory: o.directory, hire,
    second: () => second,
    async open() {
      await loadConfiguration(opened.platform);
      worker = startWorker(opened.platform, { controlUrl: url, intake, name: 'demo-worker' });
      await hire();
    },
    restartDatabase: embedded && (async () => {
      const { port } = new URL(url);
      await embedded?.stop();
      embedded = await startEmbedded({ directory: postgres, port: Number(port) });
    }),
    async close() {
      await doors.close();
      await second?.stop();
      await worker?.stop();
      await opened.close();
      await embedded?.stop();
    },
  };
}
