/** The only composition root: the commands that run the platform, and those of operations beside them. */
import { registerBench } from '#cli/bench.ts';
import { registerDemo } from '#cli/demo.ts';
import { buildProgram } from '#cli/program.ts';
import { registerStart } from '#cli/start.ts';

await buildProgram({ run: [registerStart, registerDemo, registerBench] }).parseAsync();
