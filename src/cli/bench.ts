/** `bench`: the figures that matter, as ratios to the raw limit taken in the same run. */
import type { Command } from 'commander';

const BENCHES = ['intake', 'deliveries', 'orders', 'reservations', 'stock', 'availability', 'settlement', 'lists', 'timers'] as const;

export function registerBench(program: Command): void {
  program.command('bench').argument('[names...]', `which of: ${BENCHES.join(', ')}`, [...BENCHES])
    .description('measure on this machine: figures with the raw limit of the same run beside them')
    .option('--seconds <n>', 'length of each measurement', '3')
    .action(async (names: string[], _options, self: Command) => {
      const { seconds, json } = self.optsWithGlobals<{ seconds: string; json?: boolean }>();
      const { measure } = await import('../../bench/run.ts');
      for (const name of names)
        if (!BENCHES.includes(name as never)) throw new Error(`There is no bench ${name}: choose from ${BENCHES.join(', ')}.`);
      await measure(names, Number(seconds), json === true);
    });
}
