/**
 * Fetching the 3PL's files. One that is still being written is left alone; one that has been stored is
 * moved to the archive. The folder itself is the cursor, so a file that appears late is not missed.
 */
import { secondsBetween } from '#domain/time.ts';
import type { FileDrop, Poll, PolledDocument, Port } from '#connectors/contract.ts';
import { hasTrailer, sha256 } from './control-file.ts';
import { kindOfName } from './layout.ts';
import { HEADER, reference } from './read.ts';
import type { Settings } from './settings.ts';

export const FOLDER = { inbound: 'inbound', outbound: 'outbound', archive: 'archive', error: 'error' } as const;
const PER_PAGE = 50;

export const outbound: Poll<Settings> = {
  name: 'outbound',
  everySeconds: 15,
  transport: 'file',
  async page(port, since) {
    const listed = await port.files.list(FOLDER.outbound);
    const there = new Set(listed.map((f) => f.name));
    // `since` is only where the page before this one ended; a new round begins with all that lies there.
    const data = listed.filter((f) => f.name.endsWith('.csv') && f.name > (since ?? '')).sort(byName);
    // Together, because over SFTP each read waits for the wire and not for the disk.
    const fetched = await Promise.all(
      data.slice(0, PER_PAGE).map((file) => fetchFile(port, file, there.has(`${file.name}.sha256`))));
    const more = data.length > PER_PAGE;
    return { documents: fetched.filter((d) => d !== undefined), more, next: more ? data[PER_PAGE - 1]!.name : '' };
  },
};

type Listed = Awaited<ReturnType<FileDrop['list']>>[number];
const byName = (a: Listed, b: Listed): number => (a.name < b.name ? -1 : 1);

async function fetchFile(port: Port<Settings>, file: Listed, summed: boolean): Promise<PolledDocument | undefined> {
  const path = `${FOLDER.outbound}/${file.name}`;
  const [sidecar, body] = await Promise.all([
    summed ? port.files.read(`${path}.sha256`) : undefined, port.files.read(path),
  ]);
  const vouched = sidecar && vouchedBy(sidecar);
  const half = vouched ? undefined : whyHalf(port.settings, body);
  const stale = secondsBetween(file.modified, port.now) > port.settings.staleMinutes * 60;
  if (half && !stale) return undefined;
  const topic = kindOfName(file.name) ?? 'UNKNOWN';
  const headers = {
    [HEADER.file]: file.name, ...(vouched && { [HEADER.vouched]: vouched }), ...(half && { [HEADER.half]: half }),
  };
  return {
    topic, body, headers, reference: reference({ topic, headers, body }),
    // A half file stays where it is: should the rest of it come, it is read then.
    ...(!half && { settle: () => archive(port.files, { name: file.name, body, summed }) }),
  };
}

const vouchedBy = (sidecar: Uint8Array): string =>
  Buffer.from(sidecar).toString('latin1').trim().slice(0, 64).toLowerCase();

function whyHalf(settings: Settings, body: Uint8Array): string | undefined {
  if (!hasTrailer(body)) return `it has had no trailer for ${settings.staleMinutes} minutes, so part of it is missing`;
  if (settings.sidecar === 'optional') return undefined;
  return `its .sha256 has not come for ${settings.staleMinutes} minutes`;
}

/** The data first: a sidecar left behind is ignored, a file left without its sidecar would be waited for. */
async function archive(files: FileDrop, file: { name: string; body: Uint8Array; summed: boolean }): Promise<void> {
  const target = await freeName(files, file.name, file.body);
  await moveIfThere(files, `${FOLDER.outbound}/${file.name}`, target);
  if (file.summed) await moveIfThere(files, `${FOLDER.outbound}/${file.name}.sha256`, `${target}.sha256`);
}

/** A file that is no longer there was settled before, by us or by another worker. */
async function moveIfThere(files: FileDrop, from: string, to: string): Promise<void> {
  try {
    await files.move(from, to);
  } catch (error) {
    if (await files.exists(from)) throw error;
  }
}

/** A name the 3PL used before is kept beside the earlier one, told apart by its content. */
async function freeName(files: FileDrop, name: string, body: Uint8Array): Promise<string> {
  const plain = `${FOLDER.archive}/${name}`;
  if (!(await files.exists(plain))) return plain;
  const byContent = `${plain}.${sha256(body).slice(0, 12)}`;
  let target = byContent;
  for (let n = 2; await files.exists(target); n++) target = `${byContent}.${n}`;
  return target;
}
