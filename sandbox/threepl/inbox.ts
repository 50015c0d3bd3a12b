/**
 * Takes the client's files out of inbound/: whole ones only, each once, into archive/ or error/.
 *
 * What it answers are the rows of an ACK; a file refused whole gets one row without a request.
 */
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readControlFile, type Row } from './control-file.ts';
import { INBOUND, kindOfName, type InboundKind } from './layout.ts';
import { sha256 } from './outbox.ts';

export interface Inbox {
  readonly root: string;
  readonly patienceMs: number;
  readonly handle: (kind: InboundKind, rows: readonly Row[]) => readonly Row[];
}
export interface Taken {
  readonly file: string;
  readonly rows: readonly Row[];
}
type Content = { readonly kind: InboundKind; readonly rows: readonly Row[] };

export async function takeInbound(inbox: Inbox): Promise<Taken[]> {
  const folder = join(inbox.root, 'inbound');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.csv')).sort(requestsFirst);
  const taken: Taken[] = [];
  for (const file of names) {
    const content = await contentOf(folder, file);
    if ('refusal' in content) {
      const { mtimeMs } = await stat(join(folder, file));
      if (content.refusal === 'NO_TRAILER' && Date.now() - mtimeMs < inbox.patienceMs) continue;
      await refuse(inbox.root, file, content.refusal);
      taken.push({ file, rows: [{ file, status: 'FILE_REFUSED', reason: content.refusal }] });
      continue;
    }
    const rows = inbox.handle(content.kind, content.rows).map((row) => ({ file, ...row }));
    await moveTo(inbox.root, 'archive', file);
    taken.push({ file, rows });
  }
  return taken;
}

/** A cancellation that lies beside its own request must find it taken. */
const requestsFirst = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);
const rank = (name: string): number => (name.startsWith('CANCEL') ? 1 : 0);

async function contentOf(folder: string, file: string): Promise<Content | { refusal: string }> {
  const kind = kindOfName(file);
  if (!kind || !isInbound(kind)) return { refusal: 'UNKNOWN_KIND' };
  const bytes = await readFile(join(folder, file));
  const vouched = await readFile(join(folder, `${file}.sha256`), 'utf8').catch(() => undefined);
  if (vouched !== undefined && vouched.slice(0, 64) !== sha256(bytes)) return { refusal: 'CHECKSUM' };
  const read = readControlFile(INBOUND[kind], bytes.toString('utf8'));
  return 'refusal' in read ? read : { kind, rows: read.rows };
}

const isInbound = (kind: string): kind is InboundKind => kind in INBOUND;

async function refuse(root: string, file: string, reason: string): Promise<void> {
  const moved = await moveTo(root, 'error', file);
  await writeFile(`${moved}.reason.txt`, `${reason}\n`);
}

/** A name that came before is kept beside the earlier one, never over it. */
async function moveTo(root: string, where: 'archive' | 'error', file: string): Promise<string> {
  await mkdir(join(root, where), { recursive: true });
  const there = new Set(await readdir(join(root, where)));
  let name = file;
  for (let n = 1; there.has(name); n++) name = `${file}.${n}`;
  await rename(join(root, 'inbound', file), join(root, where, name));
  await rename(join(root, 'inbound', `${file}.sha256`), join(root, where, `${name}.sha256`)).catch(() => {});
  return join(root, where, name);
}
