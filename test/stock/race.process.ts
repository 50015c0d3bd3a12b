/** One of several processes that take in orders over HTTP and work: `node race.process.ts DATABASE_URL DIRECTORY NAME`. */
import pino from 'pino';
import { buildApi } from '#api/server.ts';
import { makeIntake } from '#runtime/intake.ts';
import { openPlatform } from '#runtime/open.ts';
import { ensureSchedules } from '#runtime/schedule.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';

const [url, directory, name] = process.argv.slice(2);
const opened = await openPlatform({
  directory: directory!, databaseUrl: url!, application: name!, allowPrivateHosts: true, poolSize: 8,
  log: pino({ level: process.env['LOG'] ?? 'silent' }, pino.destination(2)),
});
await ensureSchedules(opened.platform);
let worker: Worker | undefined;
const intake = makeIntake(opened.platform, () => worker?.wake());
const app = await buildApi(opened.platform, { intake, meter: opened.meter });
worker = startWorker(opened.platform, { controlUrl: url!, intake, name: name! });
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${(app.server.address() as { port: number }).port}\n`);
process.on('SIGTERM', () => void app.close().then(() => worker?.stop()).then(() => opened.close()).then(() => process.exit(0)));
