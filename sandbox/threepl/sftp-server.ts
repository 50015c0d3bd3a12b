/**
 * The SSH half: host key, log-in by password or public key, and nothing but the sftp subsystem.
 *
 * The host key is new at each start and its fingerprint is published, so that a client can and must
 * pin it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ParsedKey } from 'ssh2';
import type { Faults } from '../faults.ts';
import { fingerprint, newSshKey } from './keys.ts';
import { serveFiles } from './sftp-files.ts';

export interface SftpOptions {
  readonly root: string;
  readonly port: number;
  readonly faults: Faults;
  readonly user: string;
  readonly password: string | undefined;
  /** The client's public key, one line in OpenSSH form. */
  readonly key: string | undefined;
}
export interface SftpServer {
  readonly port: number;
  readonly hostFingerprint: string;
  readonly refusedLogins: () => number;
  stop(): Promise<void>;
}

export async function startSftpServer(options: SftpOptions): Promise<SftpServer> {
  const host = newSshKey();
  const clients = new Set<Connection>();
  let refused = 0;
  const server = new ssh2.Server({ hostKeys: [host.private], ident: 'ThreePl_Drop_2.4' }, (client) => {
    if (options.faults.next('connect', ['throttle', 'error'])) return void client.end();
    // Small packets back and forth: without this each answer waits 40 ms for the other side's.
    (client as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true); // not in the types, but there
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => client.end()); // a client that vanishes is its own affair
    client.on('authentication', (context) => {
      if (admitted(context, options)) return context.accept();
      if (context.method !== 'none') refused += 1;
      return context.reject(['publickey', 'password']);
    });
    client.on('ready', () => serveSessions(client, options));
    return undefined;
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    hostFingerprint: fingerprint(host.public),
    refusedLogins: () => refused,
    stop: () =>
      new Promise((resolve) => {
        for (const client of clients) client.end();
        server.close(() => resolve());
      }),
  };
}

function serveSessions(client: Connection, options: SftpOptions): void {
  client.on('session', (accept) => {
    const session = accept();
    session.on('sftp', (acceptSftp) =>
      serveFiles(acceptSftp(), { root: options.root, faults: options.faults, cut: () => client.end(),
        gone: (then) => client.once('close', then) }));
    // Anything else is left without a handler, and ssh2 refuses it: no shell, no exec.
  });
}

function admitted(context: AuthContext, options: SftpOptions): boolean {
  if (!same(context.username, options.user)) return false;
  if (context.method === 'password') return options.password !== undefined && same(context.password, options.password);
  if (context.method !== 'publickey' || options.key === undefined) return false;
  const known = ssh2.utils.parseKey(options.key) as ParsedKey | Error;
  if (known instanceof Error || !same(context.key.data, known.getPublicSSH())) return false;
  // Without a signature the client only asks whether the key would do.
  if (!context.signature || !context.blob) return true;
  return known.verify(context.blob, context.signature, context.hashAlgo) === true;
}

function same(a: string | Buffer, b: string | Buffer): boolean {
  const digest = (value: string | Buffer) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
