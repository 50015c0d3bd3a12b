/**
 * Writes the pages that list what the code already says: `npx node docs/generate.ts`. test/docs.test.ts compares
 * them with what stands here and fails when they are stale, so nobody keeps a list by hand.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { connectors } from '#connectors/registry.ts';
import { ORDER_STATUS, REASONS, TRANSLATIONS } from './translations.ts';
import { wishesOf, type Connector } from '#connectors/contract.ts';
import { recordings } from '#connectors/recording.ts';
import { EXCEPTIONS } from '#domain/exception.ts';
import { drawing } from '#domain/machine.ts';
import { outcomeOf } from '#runtime/outcome.ts';
import { routesOf } from '#runtime/routes.ts';
import { cancellation, erpOrder } from '#workflows/order-to-cash/state.ts';
import { agreement } from '#workflows/return-to-refund/state.ts';

const root = new URL('../', import.meta.url);
const HEAD = '<!-- Written by `npx node docs/generate.ts`. Do not edit. -->\n';

/** Path → content. */
export const pages = (): ReadonlyMap<string, string> => new Map([
  ['docs/exceptions.md', exceptions()],
  ['docs/messages.md', messages()],
  ['docs/connectors.md', connectorPage()],
  ['docs/machines.md', machines()],
  ['docs/statuses.md', statuses()],
]);

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((r) => `| ${r.map(cell).join(' | ')} |`).join('\n');
const yes = (what: unknown): string => (what ? 'yes' : 'no');
const code = (words: readonly string[]): string => words.map((w) => `\`${w}\``).join(', ') || '–';

function exceptions(): string {
  const rows = Object.entries(EXCEPTIONS).map(([name, k]) =>
    [`\`${name}\``, k.owner, k.means, k.fix, k.settlesItself ? 'yes' : 'no']);
  return `${HEAD}# Exceptions\n\nWhat a person must settle, from \`src/domain/exception.ts\`. ` +
    'How to work them: [guides/work-exceptions.md](guides/work-exceptions.md).\n\n' +
    `${table(['kind', 'owner', 'what it means', 'what fixes it', 'can settle itself'], rows)}\n\n` +
    `No code raises these yet: ${code(notRaised())}.\n`;
}

/** Kinds that no source file names but the table itself. */
function notRaised(): string[] {
  const files = globSync('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts', 'src/domain/exception.ts'] });
  const text = files.map((f) => readFileSync(new URL(f, root), 'utf8')).join('');
  return Object.keys(EXCEPTIONS).filter((k) => !text.includes(`'${k}'`));
}

interface Said { readonly type: string; readonly wish: boolean; readonly about: string }
/** The files that declare messages; all are exported by the first. */
export const MESSAGE_FILES = ['src/domain/messages.ts', 'src/domain/cancel-messages.ts', 'src/domain/placement-messages.ts', 'src/domain/return-messages.ts', 'src/domain/fulfillment-messages.ts',
  'src/domain/bank-messages.ts', 'src/domain/register-messages.ts', 'src/domain/stock-messages.ts'];
/** Every `Message<'…'>` of them, with the comment above it. A wish has a key of its own in its data. */
export function messageTypes(): Said[] {
  const text = MESSAGE_FILES.map((file) => readFileSync(new URL(file, root), 'utf8')).join('\n');
  const found = text.matchAll(/(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export type (\w+) = Message<'\2',([\s\S]*?)>;/g);
  return [...found].map(([, comment = '', type = '', data = '']) => ({
    type, wish: /^\s*(Wish|Asked) &/.test(data), about: comment.replace(/\s*\n?\s*\*\s*/g, ' ').trim(),
  }));
}

/** Any data will do for asking who is meant; only `to` and `connection` are looked at. */
const anybody = { to: '<to>', connection: '<connection>' };
const handlers = (type: string): string => code(routesOf(type, anybody).map((r) => r.handler));
const isForPartner = (type: string): boolean => routesOf(type, anybody).some((r) => r.handler === 'connection:<to>');

function answerTo(type: string): string {
  const claimed = { type, data: { shipment: {}, fulfillment: {}, key: 'k' }, subject: 'order:x' };
  return outcomeOf(claimed as never, 'c', { external: 'x' as never }, '').type;
}

function messages(): string {
  const all = messageTypes();
  const lane = (type: string) => routesOf(type, anybody)[0]?.lane ?? '–';
  const row = ({ type, about }: Said) => [`\`${type}\``, handlers(type), lane(type), about];
  const partner = ({ type, about }: Said) =>
    [`\`${type}\``, handlers(type), lane(type), `\`${answerTo(type)}\``, about];
  const wishes = all.filter((m) => m.wish);
  const asked = wishes.filter((m) => isForPartner(m.type)).map(partner);
  const own = wishes.filter((m) => !isForPartner(m.type)).map(row);
  return `${HEAD}# Messages\n\n` +
    'Facts are past tense, wishes imperative; one spelling everywhere. From `src/domain/messages.ts`, with who owes\n' +
    'work on each from `src/runtime/routes.ts`. A message nobody handles is kept for the story.\n\n' +
    `## Facts\n\n${table(['fact', 'handled by', 'lane', 'note'], all.filter((m) => !m.wish).map(row))}\n\n` +
    '## Wishes to partners\n\nCarried out by the connection named in `to`.\n\n' +
    `${table(['wish', 'handled by', 'lane', 'answered by', 'note'], asked)}\n\n` +
    `## Wishes among ourselves\n\n${table(['wish', 'handled by', 'lane', 'note'], own)}\n`;
}

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
}
function settingsRows(shape: Shape, secrets: readonly string[], under = ''): string[][] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, of]) => {
    const needed = shape.required?.includes(name) ? 'yes' : 'no';
    const otherwise = of.default === undefined || of.properties ? '' : JSON.stringify(of.default);
    return [
      [`\`${under}${name}\``, secrets.includes(name) ? `${needed}, secret` : needed, otherwise, of.description ?? ''],
      ...settingsRows(of, [], `${under}${name}.`),
    ];
  });
}

function connectorPage(): string {
  const all = [...connectors.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${HEAD}# Connectors\n\nFrom the manifests in \`src/connectors/*/index.ts\`; \`simulated\` is for tests and ` +
    'benchmarks. Every connection may\nalso set `pollSeconds` and `subscriptionSeconds`, which overrule how often it ' +
    'is polled and its subscriptions are\nchecked.\n\n' +
    `${all.map(oneConnector).join('\n')}`;
}

function oneConnector(c: Connector<never>): string {
  const polls = (c.can.polls ?? []).map((p) => `\`${p.name}\` every ${p.everySeconds} s (${p.transport})`).join(', ');
  const budget = Object.entries(c.budget)
    .map(([name, b]) => `\`${name}\` ${b.capacity} at once, ${b.perSecond} a second`).join('; ');
  const shape = z.toJSONSchema(c.settings as unknown as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Shape;
  return `## ${c.name}\n\n` +
    `- kind: ${c.kind}; API version: ${c.apiVersion}; mapping version: ${c.mappingVersion}\n` +
    `- wishes: ${code(wishesOf(c))}\n- polls: ${polls || '–'}\n- webhooks: ${yes(c.can.webhook)}; ` +
    `subscriptions renewed: ${yes(c.can.subscribe)}; looked at by \`doctor\`: ${yes(c.can.check)}\n` +
    `- documents it reads, by topic: ${code(topics(c.name))}\n` +
    `- budget: ${budget}\n\n` +
    `${table(['setting', 'required', 'otherwise', 'what it is'], settingsRows(shape, c.secrets))}\n`;
}

/** What its recordings show it reading; `ingest` takes these. */
const topics = (name: string): string[] =>
  [...new Set(recordings(new URL(`src/connectors/${name}/recordings/`, root)).filter((r) => r.name.startsWith('read-'))
    .flatMap((r) => r.document?.topic ?? []))].sort();

function statuses(): string {
  const all = { ...ORDER_STATUS, ...TRANSLATIONS, ...REASONS };
  const one = (name: string, { path, words, own }: (typeof all)[string]) => `## ${name}\n\n\`${path}\`\n\n` +
    `${table(['theirs', 'means'], Object.entries(words).map(([word, means]) => [`\`${word}\``, means.join(', ')]))}\n\n` +
    `${table(['ours', 'is told as'], Object.entries(own).map(([word, theirs]) => [word, `\`${theirs}\``]))}\n`;
  return `${HEAD}# Words of partners and ours\n\nOne table for each place a word stands in, both ways, from the files \`status.ts\` and ` +
    '`reasons.ts` of the\nconnectors. A word that stands in no table is reported as `ContractDrift` and changes nothing; a word of a shop’s ' +
    'own making\nis given its meaning by a mapping of the table `status` or `reason`.\n\n' +
    `${Object.entries(all).map(([name, of]) => one(name, of)).join('\n')}`;
}

function machines(): string {
  const draw = (title: string, text: string) => `## ${title}\n\n\`\`\`mermaid\n${text}\n\`\`\`\n`;
  return `${HEAD}# State machines\n\nTables of \`src/workflows/order-to-cash/state.ts\`, drawn. ` +
    'A word that stands in no row is ignored.\n\n' +
    `${draw('Whether an order is to be cancelled', drawing(cancellation))}\n` +
    `${draw('The ERP’s sales order', drawing(erpOrder))}\n` +
    draw('An agreement that goods may come back', drawing(agreement));
}

if (import.meta.main) {
  for (const [path, content] of pages()) writeFileSync(new URL(path, root), content);
  process.stdout.write(`Wrote ${[...pages().keys()].join(', ')}.\n`);
}
