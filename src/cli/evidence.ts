/** `evidence`: what the auditor wants of a month, as a folder or one archive. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { evidence } from '#runtime/operations/evidence.ts';
import { archived } from '#runtime/archive.ts';
import { entityOf } from '#runtime/operations/periods.ts';
import { month } from './day.ts';
import { plural } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Options { readonly out: string; readonly entity?: string }
export function registerEvidence(program: Command, t: Terminal): void {
  program.command('evidence').description('journals, proofs, approvals, versions and sources of a month, for the auditor')
    .argument('<period>', 'a month: 2026-10', month).requiredOption('--out <folder>', 'a folder, or a file that ends in .zip')
    .option('--entity <name>', 'whose books')
    .action(async (...[period, , self]: [string, unknown, Command]) => inSession<Options>(self, t, async ({ platform, tenant }, o) => {
      const at = { entity: entityOf(platform, tenant, o.entity), period };
      const files = evidence(platform, tenant, at, Temporal.Now.plainDateISO().toString());
      if (o.out.endsWith('.zip')) {
        const made = await archived(files);
        writeFileSync(o.out, made.bytes);
        return { data: { ...at, out: o.out, files: made.files }, text: `${o.out} holds ${plural(made.files, 'file')}.\n` };
      }
      let count = 0;
      for await (const { path, content } of files) {
        mkdirSync(dirname(join(o.out, path)), { recursive: true });
        writeFileSync(join(o.out, path), content);
        count += 1;
      }
      const text = `${o.out} holds ${plural(count, 'file')}; index.json has their digests.\n`;
      return { data: { ...at, out: o.out, files: count }, text };
    }));
}
