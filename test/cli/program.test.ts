/** The command line as people and programs use it: words, JSON, exit codes, one sentence when something is wrong. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { ground, stockUp, type Ground } from '../engine/bench.fixture.ts';
import { buildProgram } from '#cli/program.ts';
import { run } from '#cli/start.ts';

let g: Ground;
const folder = mkdtempSync(join(tmpdir(), 'threadline-cli-'));
before(async () => {
  g = await ground();
  process.env['THREADLINE_ALLOW_PRIVATE_HOSTS'] = '1';
  await stockUp(g, 'TEE', 10);
});
after(() => g.close());

interface Said { readonly out: string; readonly err: string; readonly code: number }
/** Runs `threadline …` on the test's database; `answer` is what is typed when it asks. */
async function threadline(args: readonly string[], answer?: string): Promise<Said> {
  const said = { out: '', err: '', code: 0 };
  const program = buildProgram({ terminal: {
    out: (text) => { said.out += text; }, err: (text) => { said.err += text; }, ask: async () => answer,
    end: (code) => { said.code = code; }, width: 110, color: false,
  } }).exitOverride();
  for (const command of program.commands) for (const c of [command, ...command.commands]) c.exitOverride();
  const exit = process.exit;
  process.exit = ((code: number) => { said.code = code; throw new Error('exit'); }) as never;
  try {
    await program.parseAsync([...args, '--database', g.url, '--data', g.directory], { from: 'user' });
  } finally {
    process.exit = exit;
  }
  return said;
}
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const order = (number: string, sku: string) => file(`${number}.json`, JSON.stringify({
  order: number, at: '2026-11-21T08:00:00Z', currency: 'EUR', lines: [{ id: '1', sku, quantity: 2, net: '19.98' }],
}));

it('every command has help, and the program groups them', () => {
  const program = buildProgram();
  const help = program.helpInformation();
  for (const command of [
    'migrate', 'doctor', 'apply', 'export', 'ingest', 'story', 'journal', 'exceptions', 'deliveries', 'mapping',
    'connection', 'verify', 'connector',
  ])
    assert.match(help, new RegExp(`^  ${command}\\b`, 'm'));
  for (const command of program.commands.flatMap((c) => (c.commands.length > 0 ? c.commands : [c]))) {
    assert.ok(command.description().length > 10, `${command.name()} has no description`);
    assert.match(command.helpInformation(), /--json +answer in JSON/);
    assert.match(command.helpInformation(), /--database <url>/);
  }
});

it('a port that cannot be had is said before anything is started', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const start = (options: { port: string; host: string }) =>
    run({ data: join(folder, 'never'), ...options }, { api: true, worker: true });
  await assert.rejects(start({ port: String(port), host: '127.0.0.1' }), /Port \d+ is taken: stop what uses it/);
  await assert.rejects(start({ port: '70000', host: '127.0.0.1' }), /70000 is not a port number/);
  await assert.rejects(start({ port: '4400', host: '192.0.2.1' }), /192\.0\.2\.1 is no address of this machine/);
  assert.ok(!existsSync(join(folder, 'never')), 'no database was made');
  taken.close();
});

it('an order is handed over, stops, is mended, and goes on: exceptions, mapping, story', async () => {
  const taken = await threadline(['ingest', 'shop', 'order', order('C-1', 'their-tee'), '--drain']);
  assert.equal(taken.code, 0, taken.err);
  assert.match(taken.out, /^shop said order about orders\/C-1 \(\d+ bytes\); it is stored\.$/m);
  assert.match(taken.out, /C-1 +19\.98 EUR +shop +placed/);
  assert.match(taken.out, /! +UnmappedSku · operations +order C-1/);
  const { out } = await threadline(['exceptions']);
  assert.match(out, /^1 exception\n\nUnmappedSku · operations · C-1 · for \d+ s\n/);
  const [, delivery] = /^ {2}(\d+-\d+-policy:validation)$/m.exec(out) ?? [];
  assert.ok(delivery);
  const json = JSON.parse((await threadline(['exceptions', '--json'])).out);
  assert.deepEqual([json[0].delivery, json[0].about, json[0].waitsOn], [delivery, 'C-1', 'mapping:sku:shop:their-tee']);
  assert.match(
    (await threadline(['deliveries', 'list', '--state', 'Parked'])).out,
    new RegExp(`^${delivery} +Parked +ValidateOrder +1 `, 'm'),
  );
  assert.match((await threadline(['deliveries', 'assign', delivery, '--to', 'ben'])).out, /is ben’s now/);
  assert.match((await threadline(['exceptions'])).out, /ben \(operations\)/);
  const set = await threadline(['mapping', 'set', 'sku', 'shop', 'their-tee', 'TEE']);
  assert.match(set.out, /^sku shop their-tee → TEE \(version \d+\); 1 delivery goes on\.$/m);
  assert.match((await threadline(['mapping', 'list'])).out, /sku +shop +their-tee +TEE/);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  const drained = await threadline(['ingest', 'shop', 'order', order('C-1', 'their-tee'), '--drain', '--json']);
  const told = JSON.parse(drained.out);
  assert.deepEqual([told.known, told.complete, told.waiting, told.orders[0].stage], [true, true, [], 'released']);
  const story = await threadline(['story', 'c-1', '--zone', 'UTC']);
  assert.match(story.out, /^Order C-1 · 19\.98 EUR · shop · released/);
  assert.match((await threadline(['story', 'C-9'])).err, /^Nobody has told us of C-9: .*\.\n$/);
});

it('the ledger prints in every format', async () => {
  const text = await threadline(['journal', '--book', 'goods']);
  assert.match(text.out, /^\d{4}-\d\d-\d\d \* (counted|reserved)\n {4}\S+ +-?\d+ TEE$/m);
  assert.match((await threadline(['journal', '--book', 'goods', '--format', 'csv'])).out, /^date,entry,book/);
  assert.ok(JSON.parse((await threadline(['journal', '--book', 'goods', '--json'])).out).length >= 2);
  const beancount = (await threadline(['journal', '--book', 'goods', '--format', 'beancount'])).out;
  assert.match(beancount, /^\d{4}-\d\d-\d\d open Assets:Stock:BER:On-hand$/m);
  const none = await threadline(['journal', '--from', '2030-01-01']);
  assert.deepEqual([none.out, none.err, none.code], ['', 'There is no entry in that time.\n', 0]);
});

it('work is dropped with a reason, in bulk retried, and connections are stopped and started', async () => {
  await threadline(['ingest', 'shop', 'order', order('C-2', 'no-such'), '--drain']);
  const [{ delivery }] = JSON.parse((await threadline(['deliveries', 'list', '--state', 'Parked', '--json'])).out);
  assert.match(
    (await threadline(['deliveries', 'retry', '--exception', 'UnmappedSku'])).out, /^1 delivery due now\.$/m,
  );
  assert.match((await threadline(['deliveries', 'retry'])).err, /^Say which ones: /);
  const dropped = await threadline(['deliveries', 'drop', delivery, '--reason', 'test order', '--json']);
  assert.deepEqual(JSON.parse(dropped.out), { delivery, dropped: true, undone: true });
  const again = await threadline(['deliveries', 'drop', delivery, '--reason', 'twice']);
  assert.deepEqual(
    [again.code, again.err], [1, `${delivery} is dropped already: only what has stopped can be changed.\n`],
  );
  assert.match((await threadline(['connection', 'suspend', 'erp', '--reason', 'month end'])).out, /erp is suspended/);
  assert.match((await threadline(['connection', 'list'])).out, /erp +simulated +erp +suspended: month end/);
  assert.match((await threadline(['connection', 'resume', 'erp'])).out, /erp goes on; nothing waited for it/);
});

it('configuration is shown, asked about, applied and exported', async () => {
  const path = file('policies.yaml', 'stock:\n  "*": { safety: 3 }\n');
  const dry = await threadline(['apply', path, '--dry-run']);
  assert.equal(dry.out, 'policies\n  +  stock *  {"safety":3}\n\n1 to add, 0 to change, 0 to remove.\n');
  const no = await threadline(['apply', path], 'n');
  assert.deepEqual([no.code, no.out.endsWith('Nothing was applied.\n')], [1, true]);
  const nobody = await threadline(['apply', path]);
  assert.deepEqual(
    [nobody.code, nobody.err], [1, 'Nobody can be asked here: look with --dry-run, then apply with --yes.\n'],
  );
  assert.match((await threadline(['apply', path], 'y')).out, /^Applied as version \d+\.$/m);
  assert.equal((await threadline(['apply', path, '--yes'])).out, 'Nothing would change.\n');
  const wrong = await threadline(['apply', file('locations.yaml', 'BER:\n  kind: shed\n'), '--yes']);
  assert.deepEqual([wrong.code, /^locations\.yaml, line \d: BER\.\w+: /.test(wrong.err)], [1, true], wrong.err);
  const out = join(folder, 'exported');
  assert.match(
    (await threadline(['export', out])).out, /^Wrote connections\.yaml.*\nSecrets are not in them\. .*SHOP_TOKEN/,
  );
  assert.match(readFileSync(join(out, 'policies.yaml'), 'utf8'), /safety: 3/);
  assert.match(
    (await threadline(['export', out])).err,
    /is there already: choose another folder, or write over it with --force/,
  );
});

it('verify holds, ends with 1 when a law is broken, and says which', async () => {
  const good = await threadline(['verify']);
  assert.equal(good.code, 0, good.out);
  assert.match(good.out, /All \d+ checks hold; [\d,]+ rows looked at/);
  await g.opened.platform.pool.query(`update balance set amount = amount + 1 where account = 'goods:variance'`);
  const bad = await threadline(['verify']);
  assert.equal(bad.code, 1);
  assert.match(
    bad.out,
    /✗ +law 6 +\d+ +Every balance is the sum of its postings\n.*goods:variance TEE: stands at -9, its postings.* -10/,
  );
  assert.match(bad.out, /1 check of \d+ does not hold\./);
});

it('doctor, migrate, and what goes wrong before anything is open', async () => {
  const doctor = await threadline(['doctor']);
  assert.match(doctor.out, /✓ +schema +up to date/);
  assert.match(doctor.out, /! +workers +none is at work/);
  assert.equal((await threadline(['migrate'])).out, 'The schema is up to date.\n');
  const refused = buildProgram({
    terminal: {
      out: () => {},
      err: (text) => {
        seen += text;
      },
      ask: async () => undefined,
      end: (code) => {
        ended = code;
      },
      width: 110,
      color: false,
    },
  });
  let seen = '';
  let ended = 0;
  await refused.parseAsync(
    ['story', 'x', '--database', 'postgresql://nobody@127.0.0.1:1/none', '--data', g.directory], { from: 'user' },
  );
  assert.deepEqual(
    [ended, seen], [1, 'The database at 127.0.0.1:1 does not answer: start it, or correct --database.\n'],
  );
  assert.match(
    (await threadline(['ingest', 'shop', 'order', '/nowhere.json'])).err, /^\/nowhere\.json does not exist\.\n$/,
  );
  assert.match((await threadline(['connector', 'new', 'No Good'])).err, /cannot name a connector/);
});

it('a settlement that does not add up ends badly, in one sentence; one told again ends well', async () => {
  const csv = (id: string, total: string, fee = '-1.00', end = '\n') => file(`${id}.csv`,
    ['payout,payout date,date,currency,total,type,amount', `${id},2026-11-20,2026-11-19,EUR,${total},sale,10.00`,
      `${id},2026-11-20,2026-11-19,EUR,${total},processing-fee,${fee}`, ''].join(end));
  const good = await threadline(['ingest', 'payout-csv', 'settlement', csv('P-1', '9.00'), '--drain', '--json']);
  assert.deepEqual([good.code, JSON.parse(good.out).changed, JSON.parse(good.out).refused], [0, true, []], good.err);
  const broken = csv('P-2', '9.00', '-1.01');
  const bad = await threadline(['ingest', 'payout-csv', 'settlement', broken, '--drain', '--json']);
  const [why] = JSON.parse(bad.out).refused;
  assert.match(why, /difference -0\.01/);
  assert.deepEqual([bad.code, bad.err], [1, `Refused, nothing of it was taken: ${why}\n`]);
  const other = csv('P-1', '9.00', '-1.00', '\r\n');
  const again = await threadline(['ingest', 'payout-csv', 'settlement', other, '--drain']);
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /^All it says was said before: nothing changed\.$/m);
});
