/**
 * The file half of the SFTP server (protocol version 3, as ssh2 speaks it) over one folder tree.
 *
 * `/` is the root of that tree and nothing above it can be named. Uploads go to inbound/ only; other
 * files may be read, moved and removed. There is no posix-rename extension: a rename onto an existing
 * name fails, as it does on many servers that are not OpenSSH.
 */
import { constants } from 'node:fs';
import { open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join, posix } from 'node:path';
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';
import type { FaultKind, Faults } from '../faults.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

export interface Served {
  readonly root: string;
  readonly faults: Faults;
  /** Cuts the connection under the client. */
  readonly cut: () => void;
  /** Calls back when the client is gone: what it held open is closed then. */
  readonly gone: (then: () => void) => void;
}
type Listing = { filename: string; longname: string; attrs: Attributes };
type Open = { file: FileHandle } | { list: Listing[] };

export function serveFiles(sftp: SFTPWrapper, served: Served): void {
  const open = openTable();
  served.gone(() => void open.end());
  /** Runs one request and answers its failure with the protocol's status. */
  const serve: Serve = (id, work) => void work().catch((error) => sftp.status(id, statusOf(error)));
  const done: Serve = (id, work) => serve(id, () => work().then(() => sftp.status(id, STATUS_CODE.OK)));
  serveOpened(sftp, open, serve, done);
  servePaths(sftp, { ...served, open }, serve, done);
  for (const refused of ['MKDIR', 'RMDIR', 'SYMLINK', 'READLINK', 'EXTENDED'] as const)
    sftp.on(refused as 'RMDIR', (id) => sftp.status(id, STATUS_CODE.OP_UNSUPPORTED));
}

type Serve = (id: number, work: () => Promise<unknown>) => void;

/** What the client holds open, by the four bytes it was given for it. */
function openTable() {
  const handles = new Map<number, Open>();
  let next = 0;
  let ended = false;
  const found = (at: Buffer): Open => handles.get(at.readUInt32BE(0)) ?? fail('no such handle');
  return {
    async keep(opened: Open): Promise<Buffer> {
      if (ended) {
        if ('file' in opened) await opened.file.close();
        fail('the client is gone');
      }
      handles.set(++next, opened);
      const at = Buffer.alloc(4);
      at.writeUInt32BE(next, 0);
      return at;
    },
    file(at: Buffer): FileHandle {
      const open = found(at);
      return 'file' in open ? open.file : fail('a folder, not a file');
    },
    list(at: Buffer): Listing[] {
      const open = found(at);
      return 'list' in open ? open.list : fail('a file, not a folder');
    },
    async end(): Promise<void> {
      ended = true;
      const all = [...handles.values()];
      handles.clear();
      for (const opened of all) if ('file' in opened) await opened.file.close().catch(() => {});
    },
    async close(at: Buffer): Promise<void> {
      const open = found(at);
      handles.delete(at.readUInt32BE(0));
      if ('file' in open) await open.file.close();
    },
  };
}

function serveOpened(sftp: SFTPWrapper, open: ReturnType<typeof openTable>, serve: Serve, done: Serve): void {
  sftp.on('READ', (id, at, offset, length) =>
    serve(id, async () => {
      const buffer = Buffer.alloc(Math.min(length, 65_536));
      const { bytesRead } = await open.file(at).read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytesRead));
    }));
  sftp.on('READDIR', (id, at) =>
    serve(id, async () => {
      const part = open.list(at).splice(0, 100);
      if (part.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.name(id, part);
    }));
  sftp.on('WRITE', (id, at, offset, data) => done(id, () => open.file(at).write(data, 0, data.length, offset)));
  sftp.on('FSTAT', (id, at) => serve(id, async () => sftp.attrs(id, attrsOf(await open.file(at).stat()))));
  sftp.on('FSETSTAT', (id) => done(id, async () => {}));
  sftp.on('CLOSE', (id, at) => done(id, () => open.close(at)));
}

type Tree = Served & { readonly open: ReturnType<typeof openTable> };
function servePaths(sftp: SFTPWrapper, tree: Tree, serve: Serve, done: Serve): void {
  const local = (path: string) => join(tree.root, virtual(path));
  const describe = (id: number, path: string) =>
    serve(id, async () => sftp.attrs(id, attrsOf(await stat(local(path)))));
  sftp.on('STAT', describe);
  sftp.on('LSTAT', describe);
  sftp.on('SETSTAT', (id) => done(id, async () => {}));
  sftp.on('REMOVE', (id, path) => done(id, () => rm(local(path))));
  sftp.on('REALPATH', (id, path) => {
    sftp.name(id, [{ filename: virtual(path), longname: virtual(path), attrs: DIRECTORY }]);
  });
  sftp.on('OPEN', (id, path, flags) =>
    serve(id, async () => {
      const file = await open(local(path), modeOf(virtual(path), flags), 0o640);
      sftp.handle(id, await tree.open.keep({ file }));
    }));
  sftp.on('OPENDIR', (id, path) =>
    serve(id, async () => {
      if (tree.faults.next('list', ['error'])) fail('the disk is busy');
      sftp.handle(id, await tree.open.keep({ list: await listingOf(local(path)) }));
    }));
  sftp.on('RENAME', (id, from, to) =>
    serve(id, () => renameOn(sftp, tree, { id, from: local(from), to: local(to) })));
}

function fail(sentence: string): never {
  throw new Error(sentence);
}

const RENAME_FAULTS: readonly FaultKind[] = ['error', 'timeout-after-apply'];

async function renameOn(sftp: SFTPWrapper, served: Served, { id, from, to }: { id: number; from: string; to: string }) {
  const fault = served.faults.next('rename', RENAME_FAULTS);
  if (fault === 'error') return sftp.status(id, STATUS_CODE.FAILURE);
  const taken = await stat(to).then(() => true, () => false);
  if (taken) return sftp.status(id, STATUS_CODE.FAILURE);
  await rename(from, to);
  if (fault === 'timeout-after-apply') return served.cut();
  return sftp.status(id, STATUS_CODE.OK);
}

/** An absolute path inside the tree: `..` at the root stays at the root, as under chroot. */
export const virtual = (path: string): string => posix.normalize(posix.join('/', path.replaceAll('\\', '/')));

function modeOf(path: string, flags: number): number {
  const writes = (flags & OPEN_MODE.WRITE) !== 0;
  if (writes && !path.startsWith('/inbound/')) throw Object.assign(new Error('read only'), { code: 'EACCES' });
  let mode = writes ? ((flags & OPEN_MODE.READ) !== 0 ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
  if ((flags & OPEN_MODE.CREAT) !== 0) mode |= constants.O_CREAT;
  if ((flags & OPEN_MODE.TRUNC) !== 0) mode |= constants.O_TRUNC;
  if ((flags & OPEN_MODE.EXCL) !== 0) mode |= constants.O_EXCL;
  return mode | constants.O_NOFOLLOW;
}

async function listingOf(folder: string): Promise<Listing[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const listed = await Promise.all(
    entries.map(async (entry) => {
      const found = await stat(join(folder, entry.name)).catch(() => undefined);
      if (!found) return [];
      const attrs = attrsOf(found);
      const kind = entry.isDirectory() ? 'd' : '-';
      const longname = `${kind}rw-r----- 1 threepl client ${attrs.size} Jan 01 00:00 ${entry.name}`;
      return [{ filename: entry.name, longname, attrs }];
    }),
  );
  return listed.flat();
}

type Stat = { mode: number; size: number; atimeMs: number; mtimeMs: number };
const attrsOf = (s: Stat): Attributes => ({
  mode: s.mode, uid: 0, gid: 0, size: s.size, atime: Math.floor(s.atimeMs / 1000), mtime: Math.floor(s.mtimeMs / 1000),
});
const DIRECTORY: Attributes = { mode: 0o040_755, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE;
  return code === 'EACCES' || code === 'EPERM' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE;
}
