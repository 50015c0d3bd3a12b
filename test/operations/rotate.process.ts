/** Replaces the master key again and again until it is killed: `node rotate.process.ts DATABASE_URL DIRECTORY`. */
import pino from 'pino';
import { rotateMasterKey } from '#runtime/operations/rotate-key.ts';
import { openPlatform } from '#runtime/open.ts';

const [url, directory] = process.argv.slice(2);
const opened = await openPlatform({
  directory: directory!, databaseUrl: url!, application: 'rotate', log: pino({ level: 'silent' }), poolSize: 2,
});
process.stdout.write('ready\n');
for (;;) await rotateMasterKey(opened.platform, { tenant: 'main', who: 'test' }, directory!, {});
