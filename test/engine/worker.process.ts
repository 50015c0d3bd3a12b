/** A worker in a process of its own, to be killed: `node worker.process.ts DATABASE_URL DIRECTORY NAME`. */
import pino from 'pino';
import { makeIntake } from '#runtime/intake.ts';
import { openPlatform } from '#runtime/open.ts';
import { startWorker } from '#runtime/worker.ts';

const [url, directory, name] = process.argv.slice(2);
const opened = await openPlatform({
  directory: directory!, databaseUrl: url!, application: name!, allowPrivateHosts: true, poolSize: 8,
  log: pino({ level: process.env['LOG'] ?? 'silent' }, pino.destination(2)),
});
const worker = startWorker(opened.platform, { controlUrl: url!, intake: makeIntake(opened.platform, () => {}), name: name! });
process.stdout.write('ready\n');
process.on('SIGTERM', () => void worker.stop().then(() => opened.close()).then(() => process.exit(0)));
