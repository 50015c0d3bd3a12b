/**
 * A writer in a process of its own, for a race: `node writer.process.ts URL`. It says `ready`, then makes the order that
 * each line of its input describes and answers in one line: the sale, or the fault.
 */
import { createInterface } from 'node:readline';
import { Stopped } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import { encode, revive } from '#domain/wire.ts';
import { actOn, portTo } from '#connectors/tryton/port.test.fixture.ts';
import { harborWorld as world } from '#sandbox/tryton/world.ts';

const read = (line: string) => revive<WishOf<'CreateErpOrder'>>(JSON.parse(line));
const port = portTo({ url: process.argv[2]!, world });
const { apply } = actOn(() => port);
// Signs in, so that the race is about the sale.
await apply('CreateErpOrder', read(process.argv[3]!));
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await apply('CreateErpOrder', read(line)).then(
    ({ external }) => ({ external }),
    (error: unknown) => ({ fault: error instanceof Stopped ? error.fault.kind : String(error) }));
  process.stdout.write(`${encode(answer)}\n`);
}
