/** `verify`: proves the laws on a live database. */
import type { Command } from 'commander';
import { verify, type Finding } from '#runtime/operations/verify.ts';
import { paint, plural, table } from './print.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

export function registerVerify(program: Command, t: Terminal): void {
  program.command('verify').description('prove the laws on this database; ends with 1 when one is broken')
    .action(async (_options, self: Command) => inSession(self, t, async ({ platform }, { json }) => {
      const progress = json || !t.color ? undefined : (f: Finding) => t.err(`\r\u001b[K  law ${f.law}: ${f.says}`);
      const findings = await verify(platform, progress && { found: progress });
      if (progress) t.err('\r\u001b[K');
      return { data: findings, text: findingsText(findings, t), bad: findings.some((f) => f.violations.length > 0) };
    }));
}

/** Also what the demo prints. */
export function findingsText(findings: readonly Finding[], t: Pick<Terminal, 'width' | 'color'>): string {
  const rows = findings.flatMap((f) => {
    const broken = f.violations.length > 0;
    const mark = broken ? paint(t, 'red', '✗') : paint(t, 'green', '✓');
    const looked = paint(t, 'dim', f.looked.toLocaleString('en'));
    return [
      [mark, `law ${f.law}`, looked, f.says],
      ...f.violations.slice(0, 10).map((v) => ['', '', '', paint(t, 'red', `${v.what}: ${v.detail}`)]),
      ...(f.violations.length > 10
        ? [['', '', '', `and ${f.more ? 'more than ' : ''}${f.violations.length - 10} others`]]
        : []),
    ];
  });
  const broken = findings.filter((f) => f.violations.length > 0);
  const looked = findings.reduce((n, f) => n + f.looked, 0);
  const seconds = findings.reduce((n, f) => n + f.seconds, 0).toFixed(1);
  const verdict = broken.length === 0
    ? `All ${findings.length} checks hold; ${looked.toLocaleString('en')} rows looked at in ${seconds} s.`
    : `${plural(broken.length, 'check')} of ${findings.length} ${broken.length === 1 ? 'does' : 'do'} not hold.`;
  return `${table(rows, { width: t.width })}\n${verdict}\n`;
}
