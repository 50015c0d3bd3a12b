/** The 3PL's front door, tried with an ordinary SFTP client: who gets in, how far, and what breaks. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import ssh2 from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import { requestFile, requestRow, rows, startClient, type Client } from './client.fixture.ts';
import { newSshKey } from './keys.ts';

const key = newSshKey();
const stranger = newSshKey();
const password = 'a-password-of-the-test';
const FILE = 'SHIPREQ_ELP1_S1.csv';

let client: Client;
const open: SftpClient[] = [];
beforeEach(async () => void (client = await startClient({ port: 0, user: 'shop', password, key: key.public })));
afterEach(async () => {
  await Promise.all(open.splice(0).map((c) => c.end().catch(() => {})));
  await client.twin.stop();
});

async function connect(login: Record<string, unknown> = { password }): Promise<SftpClient> {
  const { host, port, user } = client.twin.sftp!;
  // Its error events are answered by the calls that fail; without listeners it prints them.
  const sftp = new SftpClient('test', { error: () => {}, end: () => {}, close: () => {} });
  open.push(sftp);
  // Its own socket, because the client's would wait 40 ms before each small packet.
  const sock = createConnection({ host, port, noDelay: true });
  await sftp.connect({ sock, username: user, readyTimeout: 3000, ...login });
  return sftp;
}
async function upload(sftp: SftpClient, ref: string): Promise<void> {
  await sftp.put(Buffer.from(requestFile([requestRow(ref, 'MUG', 2)])), `/inbound/${FILE}.part`);
  await sftp.rename(`/inbound/${FILE}.part`, `/inbound/${FILE}`);
}

describe('logging in', () => {
  it('works by password and by key, and by nothing else', async () => {
    await connect();
    await connect({ privateKey: key.private });
    await assert.rejects(connect({ password: 'guess' }), /authentication/i);
    await assert.rejects(connect({ privateKey: stranger.private }), /authentication/i);
    await assert.rejects(connect({ username: 'root', password }), /authentication/i);
    assert.ok(client.twin.sftp!.refusedLogins() >= 3);
  });
  it('shows the host key whose fingerprint was published', async () => {
    let seen = '';
    const hostVerifier = (blob: Buffer) => {
      seen = `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
      return true;
    };
    await connect({ password, hostVerifier });
    assert.equal(seen, client.twin.sftp!.hostFingerprint);
  });
  it('offers no shell and no command', async () => {
    const { host, port, user } = client.twin.sftp!;
    const shell = new ssh2.Client();
    const answer = await new Promise<string>((resolve) => {
      shell.on('ready', () => shell.exec('id', (error) => resolve(error ? error.message : 'it ran')));
      shell.connect({ host, port, username: user, password });
    });
    shell.end();
    assert.match(answer, /Unable to exec/);
  });
});

describe('the tree', () => {
  it('takes a request by .part and rename, and gives the confirmation back', async () => {
    const sftp = await connect({ privateKey: key.private });
    await upload(sftp, 'R1');
    await client.pass(0);
    await client.pass(600);
    const names = (await sftp.list('/outbound')).map((f) => f.name).filter((n) => /^SHIPCONF.*csv$/.test(n));
    assert.equal(names.length, 1);
    const text = String(await sftp.get(`/outbound/${names[0]}`));
    assert.match(text, /SHIPPED/);
    await sftp.rename(`/outbound/${names[0]}`, `/archive/${names[0]}`);
    assert.equal(rows(client.twin, 'SHIPCONF').length, 0);
    await sftp.delete(`/archive/${names[0]}`);
    assert.equal(await sftp.exists(`/archive/${names[0]}`), false);
  });
  it('is all there is: nothing above the root can be named or linked to', async () => {
    const sftp = await connect();
    const top = ['archive', 'error', 'inbound', 'outbound'];
    for (const path of ['/', '/..', '/../../..', '..'])
      assert.deepEqual((await sftp.list(path)).map((f) => f.name).sort(), top, path);
    await assert.rejects(sftp.get('/../../etc/passwd'), /No such file/);
    await assert.rejects(sftp.get('/inbound/../../../../etc/passwd'), /No such file/);
  });
  it('is written to in inbound only, and no rename goes over a file', async () => {
    const sftp = await connect();
    await assert.rejects(sftp.put(Buffer.from('x'), '/outbound/x.csv'), /Permission denied/);
    await sftp.put(Buffer.from('x'), '/inbound/a.part');
    await sftp.put(Buffer.from('y'), '/inbound/b.part');
    await assert.rejects(sftp.rename('/inbound/a.part', '/inbound/b.part'), /Failure/);
    assert.equal(String(await sftp.get('/inbound/b.part')), 'y');
  });
  it('lists and reads large things whole', async () => {
    const sftp = await connect();
    const large = Buffer.alloc(300_000, 'threepl ');
    writeFileSync(join(client.twin.folder, 'outbound', 'large.bin'), large);
    for (let n = 0; n < 250; n++) writeFileSync(join(client.twin.folder, 'error', `f${n}`), '');
    assert.ok(large.equals((await sftp.get('/outbound/large.bin')) as Buffer));
    assert.equal((await sftp.list('/error')).length, 250);
  });
});

describe('faults', () => {
  it('a rename that was applied and never answered leaves one file, accepted once', async () => {
    client.twin.faults.order('rename', 'timeout-after-apply');
    await assert.rejects(connect().then((sftp) => upload(sftp, 'R1')));
    const again = await connect();
    assert.deepEqual((await again.list('/inbound')).map((f) => f.name), [FILE]);
    await client.pass(0);
    assert.deepEqual(client.twin.applied.map((a) => a.key), ['R1']);
  });
  it('a refused rename and a busy disk change nothing', async () => {
    const sftp = await connect();
    client.twin.faults.order('rename', 'error');
    await assert.rejects(upload(sftp, 'R1'), /Failure/);
    client.twin.faults.order('list', 'error');
    await assert.rejects(sftp.list('/inbound'), /Failure/);
    assert.deepEqual((await sftp.list('/inbound')).map((f) => f.name), [`${FILE}.part`]);
  });
  it('a full server closes the door before the greeting is over', async () => {
    client.twin.faults.order('connect', 'throttle');
    await assert.rejects(connect());
    await connect();
  });
});
