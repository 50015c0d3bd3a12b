/**
 * The evidence of a month, for the auditor: its journals, the proofs, who approved what, which version of which mapping
 * decided, and every partner's document behind it with its SHA-256. Whoever has the original file can hash it and compare.
 */
import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { daysOf } from '#domain/period.ts';
import { approvals } from '#store/approval.ts';
import { auditOfBooks, dimensionsUsed, sourcesOf, versionsOf, type SourceRow } from '#store/evidence.ts';
import { entriesOf } from '#store/journal.ts';
import { loadPayload } from '#store/payload.ts';
import { periods } from '#store/period.ts';
import { reclassifications } from '#store/reclassification.ts';
import { payoutsBetween } from '#store/list-finance.ts';
import { payloadOwner, unpackDocument } from '../intake.ts';
import { entryOf } from '../journal-entry.ts';
import { journalWriter, type JournalFormat } from '../journal-formats.ts';
import { payoutHtml } from '../payout-html.ts';
import type { EvidenceFile } from '../evidence-file.ts';
import { openPieces } from '../pieces.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { gathered, journalWorkbook, TooLong } from '../workbooks.ts';
import { unseal } from '../vault.ts';
import { checklist } from './close-checks.ts';
import { proofOf } from './evidence-proof.ts';
import { explainPayout } from './payouts.ts';
import type { Month } from './periods.ts';
import { reconcile } from './reconcile.ts';
import { rollForward } from './roll-forwards.ts';

export interface Indexed { readonly path: string; readonly bytes: number; readonly sha256: string }

const json = (value: unknown): string =>
  `${JSON.stringify(value, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 2)}\n`;
/** A cell that a spreadsheet would run as a formula is text. */
const cell = (text: string): string => (/^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text);
const csv = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  stringify([head, ...rows], { record_delimiter: 'windows', cast: { string: cell } });
const sha = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** One file after the other; the last one is the index of all others with their digests. */
export async function* evidence(p: Platform, tenant: string, month: Month, asOf: string): AsyncGenerator<EvidenceFile> {
  const index: Indexed[] = [];
  for await (const file of files(p, tenant, month, asOf)) {
    const content = Buffer.from(file.content as string);
    index.push({ path: file.path, bytes: content.length, sha256: sha(content) });
    yield file;
  }
  yield { path: 'index.json', content: json({ tenant, ...month, asOf, files: index }) };
}

async function* files(p: Platform, tenant: string, month: Month, asOf: string): AsyncGenerator<EvidenceFile> {
  const span = daysOf(month.period);
  yield* journals(p, tenant, { ...month, ...span });
  const trial = await rollForward(p, tenant, { ...month, roots: [] });
  yield { path: 'trial-balance.csv', content: csv(['account', 'currency', 'opening', 'debit', 'credit', 'closing', 'ties'],
    trial.rows.map((r) => [r.account, r.currency, r.opening, r.debit, r.credit, r.closing, String(r.ties)])) };
  const rolled = await rollForward(p, tenant, month);
  yield { path: 'roll-forwards.json', content: json(rolled) };
  const reconciliation = await reconcile(p, tenant, { entity: month.entity, ...span });
  yield { path: 'reconciliation.json', content: json(reconciliation) };
  yield* proofOf(p, tenant, { reconciliation, rolled });
  const closed = (await periods(p.pool, tenant, month.entity)).find((x) => x.period === month.period);
  yield { path: 'checklist.json', content: json({ now: await checklist(p, tenant, month), period: closed ?? { state: 'open' } }) };
  yield* decisions(p, tenant, { ...month, ...span });
  // An ERP has them in the descriptions of its lines, when it has them at all.
  yield { path: 'dimensions.csv', content: csv(['dimension', 'value', 'entries'],
    (await dimensionsUsed(p.pool, tenant, { entity: month.entity, ...span })).map((x) => [x.name, x.value, x.entries])) };
  yield await sources(p, tenant, { entity: month.entity, ...span });
  const classes: unknown[][] = [];
  for (const { payout_id: id, connection, external } of await payoutsBetween(p.pool, tenant, { ...span, entity: month.entity })) {
    const x = await explainPayout(p, tenant, id);
    classes.push([connection, external, '', '', 'table', x.versions.reader ?? '', x.lines],
      ...x.versions.decided.map((d) => [connection, external, d.code, d.class, 'decision', d.version, d.lines]));
    const name = `payouts/${connection}-${external.replace(/[^\w.-]+/g, '_').slice(0, 80)}`;
    yield { path: `${name}.html`, content: payoutHtml(x, asOf) };
    yield { path: `${name}.json`, content: json(x) };
  }
  yield { path: 'classes.csv', content: csv(['connection', 'settlement', 'code', 'class', 'by', 'version', 'lines'], classes) };
}

const FORMATS: readonly (readonly [JournalFormat, string])[] =
  [['csv', 'csv'], ['json', 'json'], ['beancount', 'beancount'], ['text', 'journal']];

type Span = Month & { readonly from: string; readonly to: string };
async function* journals(p: Platform, tenant: string, { entity, from, to }: Span): AsyncGenerator<EvidenceFile> {
  const pages = async function* () {
    for await (const rows of entriesOf(p.pool, tenant, { book: 'money', from, to, entity })) yield rows.map(entryOf);
  };
  for (const [format, ending] of FORMATS) {
    const writer = journalWriter(format);
    const parts: string[] = [];
    for await (const page of pages()) parts.push(writer.page(page));
    yield { path: `journal.${ending}`, content: [...parts, writer.end()].join('') };
  }
  const all = await gathered(pages()).catch((error: unknown) => {
    if (error instanceof TooLong) return undefined; // The other formats have it whole.
    throw error;
  });
  if (all) yield { path: 'journal.xlsx', content: await journalWorkbook(all) };
}

async function* decisions(p: Platform, tenant: string, { entity, from, to }: Span): AsyncGenerator<EvidenceFile> {
  const asked = await approvals(p.pool, tenant, { entity, from, to });
  yield { path: 'approvals.csv', content: csv(
    ['entry', 'date', 'memo', 'currency', 'amount', 'reasons', 'author', 'state', 'decided_by', 'decided_at', 'why'],
    asked.map((a) => [a.entry ?? a.id, a.date, a.memo, a.unit, String(a.amount), a.reasons.join('; '), a.author, a.state,
      a.decided_by ?? '', a.decided_at?.toString() ?? '', a.why ?? ''])) };
  yield { path: 'reclassifications.csv', content: csv(
    ['settlement', 'code', 'from', 'to', 'currency', 'amount', 'mapping_version', 'author', 'state', 'decided_by'],
    (await reclassifications(p.pool, tenant, {})).map((r) => [`${r.connection} ${r.external}`, r.code, r.from_class, r.to_class, r.currency,
      String(r.amount), r.mapping, r.author, r.state, r.decided_by ?? ''])) };
  yield { path: 'versions.csv', content: csv(['table', 'scope', 'external', 'version', 'own', 'author', 'active_from'],
    (await versionsOf(p.pool, tenant)).map((v) =>
      [v.name, v.scope, v.external, v.version, v.own ?? '', v.author, v.active_from.toString()])) };
  yield { path: 'audit.csv', content: csv(['position', 'at', 'who', 'what', 'why', 'before', 'after', 'hash'],
    (await auditOfBooks(p.pool, tenant, from)).map((a) => [String(a.position), a.at.toString(), a.who, a.what, a.why ?? '',
      JSON.stringify(a.before), JSON.stringify(a.after), a.hash])) };
}

async function sources(p: Platform, tenant: string, span: { entity: string; from: string; to: string }): Promise<EvidenceFile> {
  const rows = await sourcesOf(p.pool, tenant, span);
  const lines: unknown[][] = [];
  for (const s of rows)
    lines.push([s.connection, s.topic, s.reference, s.received_at.toString(), s.transport, s.bytes ?? '',
      await digestOf(p, tenant, s), s.digest, s.read_by ?? '', s.entries.join(' ')]);
  return { path: 'sources.csv', content: csv(
    ['connection', 'topic', 'reference', 'received_at', 'transport', 'bytes', 'sha256', 'digest_at_intake', 'reader_version',
    'entries'], lines) };
}

/** Of the bytes as they came; empty when they were erased, and then the digest taken at intake stands for them. */
async function digestOf(p: Platform, tenant: string, s: SourceRow): Promise<string> {
  const at = { tenant, shard: s.shard, id: s.payload };
  const row = s.kept ? await loadPayload(p.pool, at) : undefined;
  if (!row?.body) return '';
  const { key } = tenantOf(p, tenant).key;
  const { count, body } = unpackDocument(unseal(key, payloadOwner(tenant, s.payload), row.body));
  const hash = createHash('sha256');
  if (!count) return hash.update(body).digest('hex');
  for await (const piece of openPieces(p.pool, key, at, count)) hash.update(piece);
  return hash.digest('hex');
}
