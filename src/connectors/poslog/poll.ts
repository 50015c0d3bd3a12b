/**
 * Fetching the registers' files. Every ticket of a file becomes a document of its own; the file moves to the archive
 * when its last ticket is stored. One that is still being written is left alone. The folder itself is the cursor:
 * a register that was offline leaves its files late, under old names, and none is missed.
 */
import { createHash } from 'node:crypto';
import { Stopped } from '#domain/fault.ts';
import { secondsBetween } from '#domain/time.ts';
import type { FileDrop, Poll, PolledDocument, Port } from '#connectors/contract.ts';
import { decode } from './encoding.ts';
import type { Settings } from './settings.ts';
import { cut, referenceOf, type Cut } from './tickets.ts';

export const TOPIC = 'poslog';
/** Set by the poll: the file a ticket came in, when that was written, and why the whole of a file cannot be read. */
export const HEADER = { file: 'file', flaw: 'flaw', written: 'written' } as const;
export const ARCHIVE = 'archive';
export const PER_PAGE = 500;
const FILES_AT_ONCE = 20;

type Listed = Awaited<ReturnType<FileDrop['list']>>[number];
interface Fetched { readonly documents: readonly PolledDocument[]; readonly name: string }

export const files: Poll<Settings> = {
  name: 'files',
  everySeconds: 20,
  transport: 'file',
  async page(port, since) {
    const [from = '', skip = '0'] = (since ?? '').split('\n');
    const listed = await port.files.list(port.settings.folder);
    const waiting = listed.filter((f) => /\.xml(\.gz)?$/i.test(f.name) && f.name >= from).sort(byName);
    const documents: PolledDocument[] = [];
    for (let i = 0; i < waiting.length; i += FILES_AT_ONCE) {
      const some = await Promise.all(waiting.slice(i, i + FILES_AT_ONCE).map((file) => fetched(port, file)));
      for (const f of some) {
        const first = f.name === from ? Number(skip) : 0;
        const room = PER_PAGE - documents.length;
        documents.push(...f.documents.slice(first, first + room));
        if (f.documents.length - first > room) return { documents, more: true, next: `${f.name}\n${first + room}` };
      }
    }
    return { documents, more: false, next: '' };
  },
};
const byName = (a: Listed, b: Listed): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

async function fetched(port: Port<Settings>, file: Listed): Promise<Fetched> {
  const { name, modified } = file;
  const body = await port.files.read(`${port.settings.folder}/${name}`);
  const done = { settle: () => archive(port, name, body) };
  try {
    const { tickets, whole } = cut(decode(body, name), name);
    const stale = secondsBetween(modified, port.now) > port.settings.staleMinutes * 60;
    if (!whole && !stale) return { name, documents: [] };
    const documents = documentsOf(file, { tickets, whole });
    if (!whole) return { name, documents: [...documents, halfOf(port, name)] };
    return { name, documents: [...documents.slice(0, -1), { ...documents.at(-1)!, ...done }] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { name, documents: [{ ...flawed(name, body, error.fault.detail), ...done }] };
  }
}

function documentsOf({ name, modified }: Listed, { tickets }: Cut): PolledDocument[] {
  const headers = { [HEADER.file]: name, [HEADER.written]: modified };
  if (tickets.length === 0) return [{ topic: TOPIC, reference: `files/${name}`, body: '<POSLog/>', headers }];
  return tickets.map((body) => ({ topic: TOPIC, reference: referenceOf(body), body, headers }));
}

const digest = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex').slice(0, 24);
const flawed = (name: string, body: Uint8Array, flaw: string): PolledDocument =>
  ({ topic: TOPIC, reference: `files/${digest(body)}`, body, headers: { [HEADER.file]: name, [HEADER.flaw]: flaw } });

/** Stays where it is: should the rest of it come, the missing tickets are read then. */
function halfOf({ settings }: Port<Settings>, name: string): PolledDocument {
  const flaw = `it has not ended for ${settings.staleMinutes} minutes; its finished tickets were read`;
  return { topic: TOPIC, reference: `files/${name}`, body: '', headers: { [HEADER.file]: name, [HEADER.flaw]: flaw } };
}

async function archive(port: Port<Settings>, name: string, body: Uint8Array): Promise<void> {
  const from = `${port.settings.folder}/${name}`;
  const plain = `${ARCHIVE}/${name}`;
  const to = (await port.files.exists(plain)) ? `${plain}.${digest(body).slice(0, 12)}` : plain;
  try {
    if (!(await port.files.exists(to))) await port.files.move(from, to);
    else await port.files.move(from, `${to}.${port.now.replaceAll(/\D/g, '')}`);
  } catch (error) {
    // Gone: settled before, by us or by another worker.
    if (await port.files.exists(from)) throw error;
  }
}
