/** `apply` and `export`: configuration as files. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import {
  applyConfiguration, planConfiguration, readConfiguration, type Change, type Plan,
} from '#runtime/operations/configuration.ts';
import { exportConfiguration } from '#runtime/operations/configuration-export.ts';
import { sayHeld } from '#runtime/operations/configuration-held.ts';
import { conflict } from '#runtime/operations/operation.ts';
import { paint, plural, table } from './print.ts';
import { inSession, type Answer, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface ApplyOptions {
  readonly yes?: boolean;
  readonly keep?: boolean;
  readonly dryRun?: boolean;
  readonly why?: string;
}

export function registerConfiguration(program: Command, t: Terminal): void {
  program
    .command('apply')
    .description('apply configuration files: shows what would change, asks, applies it as one version')
    .argument(
      '<path>',
      'a folder with connections, locations, products, mappings, accounts, policies (.yaml, .csv), or one file',
    )
    .option('--yes', 'do not ask')
    .option('--keep', 'what is not in the files stays; without it a section that is there is complete')
    .option('--dry-run', 'only show what would change')
    .option('--why <reason>', 'for the audit trail')
    .addHelpText(
      'after',
      '\nSecrets are named, not written: token: ${env:SHOPIFY_US_TOKEN} or token: {env: SHOPIFY_US_TOKEN}.\n' +
        'One whose variable is not set keeps the value it has.\n',
    )
    .action(async (path: string, _options, self: Command) =>
      inSession<ApplyOptions>(self, t, (s, o) => apply(s, path, o)),
    );
  program
    .command('export')
    .description('write the configuration as files that can be applied; secrets leave as names of variables')
    .argument('<folder>', 'where to')
    .option('--force', 'write over files that are there')
    .action(async (folder: string, _options, self: Command) =>
      inSession<{ force?: boolean }>(self, t, (s, { force = false }) => write(s, folder, force)));
}

async function apply(
  s: Session, path: string, { yes, keep = false, dryRun, why, json }: ApplyOptions & { json?: boolean },
): Promise<Answer | undefined> {
  const plan = await planConfiguration(s.platform, s.tenant, readConfiguration(path), { keep });
  const { changes, warnings } = plan;
  const held = sayHeld(plan.held);
  if (changes.length === 0) return { data: { changes, warnings, applied: false }, text: 'Nothing would change.\n' };
  if (dryRun) return { data: { changes, warnings, held, applied: false }, text: planText(plan, s.t) };
  if (!json) s.t.out(planText(plan, s.t));
  if (!yes && !(await agreed(s.t)))
    return { data: { changes, warnings, held, applied: false }, text: 'Nothing was applied.\n', bad: true };
  const { version, released, made, waiting } = await applyConfiguration(s.platform, s.act(why), plan);
  const more = released > 0 ? `; ${plural(released, 'delivery that waited goes', 'deliveries that waited go')} on` : '';
  const proposed = made.map(({ id }) => id);
  return {
    data: { changes, warnings, held, applied: version !== undefined, version: version ?? null, released, proposed, waiting },
    text: (version === undefined ? '' : `Applied as version ${version}${more}.\n`) +
      heldText(made.map((x) => [x.id, x.changes.length]), waiting),
  };
}

/** What was not applied, and who makes it count. */
function heldText(made: readonly (readonly [id: string, count: number])[], waiting: readonly string[]): string {
  const approve = (id: string) => `threadline proposal approve ${id}`;
  return made.map(([id, count]) => `${plural(count, 'change decides', 'changes decide')} about tax, fees or revenue and ` +
    `${count === 1 ? 'waits' : 'wait'} for somebody else: ${approve(id)}\n`).join('') +
    waiting.map((id) => `The same was proposed before and waits for somebody else: ${approve(id)}\n`).join('');
}

async function agreed(t: Terminal): Promise<boolean> {
  const answer = await t.ask('Apply? [y/N] ');
  if (answer === undefined) throw conflict('Nobody can be asked here: look with --dry-run, then apply with --yes.');
  return /^(y|yes)$/i.test(answer.trim());
}

const MARK = { add: ['green', '+'], change: ['yellow', '~'], remove: ['red', '−'] } as const;
const MOST = 20;
function planText({ changes, held, warnings }: Plan, t: Terminal): string {
  const sections = [...Map.groupBy(changes, (c) => c.section)].map(([section, of]) =>
    `${paint(t, 'bold', section)}\n${table(of.slice(0, MOST).map((c) => line(c, t)), t)}` +
    (of.length > MOST ? `  … and ${(of.length - MOST).toLocaleString('en')} more\n` : ''));
  const count = (kind: Change['kind']) => changes.filter((c) => c.kind === kind).length;
  const said = [`${count('add')} to add`, `${count('change')} to change`, `${count('remove')} to remove`].join(', ');
  const second = held.length > 0 ? `${paint(t, 'yellow', '!')} ${plural(held.length, 'of these decides', 'of these decide')} about tax, ` +
    `fees or revenue: proposed, and somebody else approves.\n${sayHeld(held).slice(0, MOST).map((x) => `    ${x}\n`).join('')}` : '';
  return `${sections.join('\n')}\n${second}${warnings.map((w) => `${paint(t, 'yellow', '!')} ${w}\n`).join('')}${said}.\n`;
}
function line({ kind, name, detail }: Change, t: Terminal): string[] {
  const [color, mark] = MARK[kind];
  return [paint(t, color, mark), name, detail];
}

async function write(s: Session, folder: string, force: boolean): Promise<Answer> {
  const files = await exportConfiguration(s.platform, s.tenant);
  const there = [...files.keys()].map((f) => join(folder, f)).filter((f) => existsSync(f));
  if (there.length > 0 && !force)
    throw conflict(`${there[0]} is there already: choose another folder, or write over it with --force.`);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of files) writeFileSync(join(folder, file), content);
  const names = [...files.keys()];
  const variables = [
    ...new Set([...files.values()].flatMap((c) => [...c.matchAll(/\$\{env:(\w+)\}/g)].map((m) => m[1]!))),
  ];
  const secrets =
    variables.length > 0 ? `Secrets are not in them. To apply them elsewhere set ${variables.join(', ')}.\n` : '';
  return { data: { folder, files: names, variables }, text: `Wrote ${names.join(', ')} to ${folder}.\n${secrets}` };
}
