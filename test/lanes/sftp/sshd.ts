/**
 * A real OpenSSH server for one test: its own host key, port and configuration, public keys only, and
 * nothing but sftp. It runs as whoever runs the test and touches nothing of the machine's own sshd.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface RealSshd {
  readonly port: number;
  readonly user: string;
  /** Where the tree lies on the disk; also the path under which the client sees it. */
  readonly folder: string;
  /** PEM of the one key it admits. */
  readonly privateKey: string;
  /** `SHA256:…` */
  readonly hostKey: string;
  stop(): Promise<void>;
}

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'];
const isRoot = process.getuid?.() === 0;

/** The path of sshd, installed by apt when we may; else a sentence that says what to do. */
async function findSshd(): Promise<{ path: string } | { missing: string }> {
  const found = () => SSHD.find((path) => existsSync(path));
  if (!found() && isRoot && existsSync('/usr/bin/apt-get'))
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'openssh-server'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: 180_000,
    }).catch(() => {});
  const path = found();
  return path ? { path } : { missing: 'sshd is not installed: apt-get install openssh-server' };
}

export async function startSshd(): Promise<RealSshd | { missing: string }> {
  const sshd = await findSshd();
  if ('missing' in sshd) return sshd;
  const home = await mkdtemp(join(tmpdir(), 'sshd-lane-'));
  const folder = join(home, 'drop');
  await mkdir(folder);
  // An sshd that starts as root separates its privileges into this folder.
  if (isRoot) await mkdir('/run/sshd', { recursive: true });
  for (const name of ['host_key', 'client_key'])
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)]);
  const port = await freePort();
  const { username: user } = userInfo();
  await writeFile(join(home, 'sshd_config'), configuration({ home, port, user }));
  const child = spawn(sshd.path, ['-D', '-e', '-f', join(home, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  if (!(await opens(port))) {
    await stop();
    throw new Error(`sshd did not open its port; it said:\n${said}`);
  }
  const privateKey = await readFile(join(home, 'client_key'), 'utf8');
  const hostKey = await fingerprint(join(home, 'host_key.pub'));
  return { port, user, folder, privateKey, hostKey, stop };
}

const configuration = ({ home, port, user }: { home: string; port: number; user: string }): string => `
Port ${port}
ListenAddress 127.0.0.1
HostKey ${join(home, 'host_key')}
PidFile none
AuthorizedKeysFile ${join(home, 'client_key.pub')}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowUsers ${user}
DisableForwarding yes
PermitTTY no
Subsystem sftp internal-sftp
ForceCommand internal-sftp
`;

async function fingerprint(publicKey: string): Promise<string> {
  const { stdout } = await run('ssh-keygen', ['-l', '-E', 'sha256', '-f', publicKey]);
  return stdout.split(' ')[1] ?? '';
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function opens(port: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
