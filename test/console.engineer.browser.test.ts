/**
 * The day of the integration engineer and the administrator in a real browser: partners paused, tested and connected, what
 * stopped done again, a system told of events, stock and tables; accounts, roles; dark, a tablet, a server that goes away.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { buildApi } from '#api/server.ts';
import type { ApiGround } from './api/api.fixture.ts';
import { errors } from './console.fixture.ts';
import { consoleGround, type ConsoleGround } from './console.ground.fixture.ts';
import { hostile, quiet, stockUp } from './engine/bench.fixture.ts';

let c: ConsoleGround;
let g: ApiGround;
let page: Page;
const see = (text: string | RegExp, of = page) => c.see(text, of);
const go = (path: string, text: string | RegExp) => c.go(path, text);
const picture = (name: string, of = page) => c.picture(name, of);
const accessible = (of = page) => c.accessible(of);
const PASSWORD = 'a sentence that nobody guesses';

before(async () => {
  c = await consoleGround();
  ({ g, page } = c);
  await stockUp(g, 'TEE', 50);
  await c.send('1006', 'TEE', 6);
  await g.call('POST', '/v1/mappings', { body: { name: 'sku', connection: 'shop', external: 'NOBODY-KNOWS', own: 'TEE' } });
  await quiet(g);
  await c.signIn();
});
after(() => c?.close());

it('a partner is paused with a reason and resumed; a test asks it; traffic shows what was said', async () => {
  await go('/partners/wms', 'Heard lately');
  await page.getByRole('button', { name: 'Pause …' }).click();
  await page.getByLabel('Why is it paused?').fill('stocktaking until noon');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await see('It is suspended');
  await c.send('1011', 'TEE', 1);
  await see('1 order not at the warehouse');
  await picture('partner');
  await accessible();
  await go('/partners', /stocktaking until noon/);
  await accessible();
  await page.getByRole('link', { name: /wms/ }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await see('Active');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await see(/its settings can be read|fine/);
});

it('what stopped with a partner is done again in one go, after it was said what that will be', async () => {
  await hostile(g, '{"order": "B-6", "cut off');
  await quiet(g);
  await go('/partners/shop', 'Heard lately');
  await page.getByRole('button', { name: /^Replay/ }).click();
  const box = page.getByRole('dialog');
  await box.getByText('The stored document is read again as the connector reads now').waitFor();
  await picture('replay');
  await accessible();
  await box.getByLabel(/^Why/).fill('the connector was mended');
  await box.getByRole('button', { name: 'Do 1 item again' }).click();
  await box.getByText('1 item due now; what stops again comes back to the worklist.').waitFor();
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  await quiet(g);
});

it('a system is told of events: its secret is shown once, it is tried, paused and resumed, each in the trail', async () => {
  await go('/partners/subscriptions', 'Nobody is told yet');
  await page.getByRole('button', { name: 'Tell a system …' }).click();
  const box = page.getByRole('dialog');
  await box.getByLabel('Name').fill('loyalty');
  await box.getByLabel('Address').fill(`${g.twin.url}/events`);
  await box.getByRole('checkbox', { name: /^order\.placed/ }).check();
  await accessible();
  await box.getByRole('button', { name: 'Tell it from now on' }).click();
  await box.getByText('It is shown this once').waitFor();
  await box.getByRole('link', { name: 'Go on' }).click();
  await see('What it is told');
  await page.getByRole('button', { name: /^Pause/ }).click();
  await see(/paused/);
  await page.getByRole('button', { name: 'Resume' }).click();
  await see('active');
  await picture('subscription');
  await accessible();
  assert.equal((await c.audited('subscription.pause'))['who'], 'user:owner');
});

it('a partner is connected by a form drawn from its connector; secrets go in and never come out', async () => {
  await go('/partners/connect', 'which system is it?');
  await page.getByRole('link', { name: /^Simulated/ }).click();
  await page.getByLabel('Name').fill('shop-2');
  await page.getByLabel('channel', { exact: true }).check();
  await page.getByLabel(/^Base address/).fill(g.twin.url);
  await page.getByLabel(/^Token/).fill('very-secret-token');
  await page.getByLabel(/^Webhook secret/).fill('hook');
  await picture('connect');
  await accessible();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.waitForURL('**/partners/shop-2');
  await see('set; never shown');
  assert.doesNotMatch(await page.content(), /very-secret-token/);
  assert.doesNotMatch(JSON.stringify(await c.audited('connection.save')), /very-secret-token/);
});

it('every connector has its form; lists and words are typed as such', async () => {
  const { items } = (await g.call('GET', '/v1/connectors')).json<{ items: { name: string; schema: { required?: string[] } }[] }>();
  for (const { name, schema } of items) {
    await c.turn(`/partners/connect?connector=${name}`);
    await page.getByRole('button', { name: 'Connect', exact: true }).waitFor();
    const fields = await page.locator('form :is(input, select, textarea)').count();
    assert.ok(fields > (schema.required?.length ?? 0), `${name}: ${fields} fields`);
  }
  await c.turn('/partners/connect?connector=courier-cod');
  await page.getByRole('textbox', { name: /^Name how/ }).fill('courier-2');
  await page.getByText(/more settings?, each with a value/).click();
  await page.getByLabel(/^Columns/).fill('cod = Nachnahmebetrag\nawb = Sendung');
  await picture('connect-words');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.waitForURL('**/partners/courier-2');
  const [row] = await g.query(`select settings from connection where connection = 'courier-2'`);
  assert.deepEqual((row!['settings'] as { columns: object }).columns, { cod: 'Nachnahmebetrag', awb: 'Sendung' });
});

it('a mapping is proposed, run over past orders, approved by somebody else for one partner first, and taken back', async () => {
  await go('/mappings', 'what partners call our things');
  await page.getByRole('button', { name: 'Add' }).click();
  const box = page.getByRole('dialog');
  await box.getByLabel('They say').fill('TEE');
  await box.getByLabel('We say').fill('MUG');
  await box.getByLabel('Why').fill('the tee is sold out');
  await box.getByRole('button', { name: 'Propose, and look first' }).click();
  await see('It was not run yet');
  await see('You proposed it; somebody else approves it.');
  await page.getByRole('button', { name: 'Run it' }).click();
  await see(/gone through: [1-9]/);
  await page.getByRole('button', { name: /^told to partners/ }).click();
  await see('lines.0.sku');
  await picture('backtest');
  await accessible();
  const id = new URL(page.url()).pathname.split('/').at(-1)!;
  const approved = await g.call('POST', `/v1/proposals/${id}/approve`, { body: { canary: 'shop', why: 'try it' } });
  assert.equal(approved.statusCode, 200, approved.body);
  await see('tried on shop');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await see('taken back');
  await go('/mappings/proposals', 'sku of all: TEE → MUG');
  await picture('proposals');
  await accessible();
});

it('the census of a partner says what came in and what it was asked, and what is missing by name', async () => {
  await go('/partners/erp', 'Heard lately');
  await page.getByRole('link', { name: 'Census' }).click();
  await see('Census of erp');
  await page.getByRole('table', { name: 'Asked' }).getByText('Create erp order').first().waitFor();
  await page.getByRole('button', { name: 'Count at the source' }).click();
  await see(/only calls us/);
  await picture('census');
  await accessible();
});

it('stock says why; mappings have versions; the catalog is edited; journals and the trail are read', async () => {
  await go('/stock', 'TEE');
  await page.getByRole('link', { name: 'TEE', exact: true }).click();
  await see(/Why \d+ free\?/);
  await page.getByRole('table', { name: 'What channels were told' }).or(page.getByText('No channel sells it')).first().waitFor();
  await picture('stock');
  await accessible();
  await go('/mappings', 'NOBODY-KNOWS');
  await accessible();
  await page.getByText('NOBODY-KNOWS').click();
  await see('Versions');
  await page.keyboard.press('Escape');
  await go('/catalog', 'MUG');
  await page.getByText('MUG').first().click();
  await page.getByLabel('Title').fill('Mug, blue');
  await page.getByRole('button', { name: 'Save' }).click();
  await see('Mug, blue');
  await accessible();
  for (const path of ['/finance', '/finance/journals', '/shipments', '/refunds']) {
    await c.turn(path);
    await page.locator(`.rail a[href="${path.replace('/journals', '')}"][aria-current="page"]`).waitFor();
    await page.locator('.sheet table, .sheet .empty, table, .empty').first().waitFor();
    await accessible();
  }
  await go('/audit', 'The trail is as it was written');
  await picture('audit');
  await accessible();
});

it('the first account is made with a second factor, and signs in with both; a wrong code does not', async () => {
  await go('/account', 'Make your account');
  await page.getByRole('button', { name: 'Begin' }).click();
  const secret = await page.locator('code').innerText();
  const code = (step = 0) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + step * 30_000 });
  await page.getByLabel('E-mail').fill('Ada@example.com');
  await page.getByLabel(/^New password/).fill(PASSWORD);
  await page.getByLabel('Code from the app').fill(code());
  await picture('account');
  await accessible();
  await page.getByRole('button', { name: 'Set password and second factor' }).click();
  await see('From now on you sign in as ada@example.com');
  const other = await c.newPage();
  await other.goto(`${c.url}/orders?channel=shop`);
  await other.getByLabel('E-mail').fill('ada@example.com');
  await other.getByLabel('Password').fill('not the password');
  await other.keyboard.press('Enter');
  await see('Address and password do not fit together.', other);
  await other.getByLabel('Password').fill(PASSWORD);
  await other.keyboard.press('Enter');
  await other.getByLabel('Code').fill('000000');
  await other.keyboard.press('Enter');
  await see('The code does not fit', other);
  await other.getByLabel('Code').fill(code(1));
  await other.keyboard.press('Enter');
  await other.getByRole('link', { name: '1006', exact: true }).waitFor();
  assert.equal(new URL(other.url()).search, '?channel=shop', 'the deep link is kept');
  assert.deepEqual(await g.query('select email, role, password like $1 as slow from person', ['argon2id$%']), [{ email: 'ada@example.com', role: 'administrator', slow: true }]);
  await other.context().close();
});

it('a person is invited with a role; what the role may not is not there, and a page for others says whose it is', async () => {
  await go('/settings', 'Keys of machines');
  await accessible();
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('E-mail').fill('carl@example.com');
  await page.getByRole('dialog').getByLabel('Role').selectOption('customer service');
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByRole('dialog').locator('pre').innerText();
  const carl = await c.newPage();
  await carl.goto(link);
  await see('Live', carl);
  await carl.getByRole('link', { name: 'Finance', exact: true }).waitFor({ state: 'detached' });
  await c.turn('/finance', carl);
  await see('This page is not for your role', carl);
  await see(/finance or auditor or administrator/, carl);
  await accessible(carl);
  await picture('not-for-you', carl);
  await carl.context().close();
});

it('dark is the same page in other values, readable too; a tablet has the same pages', async () => {
  await go('/', 'Needs a person');
  const paper = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  const light = await paper();
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.keyboard.press('Escape');
  assert.notEqual(await paper(), light);
  await picture('dark');
  await accessible();
  await page.setViewportSize({ width: 820, height: 1100 });
  await c.turn('/orders');
  await page.getByRole('link', { name: '1006', exact: true }).waitFor();
  assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'nothing to scroll sideways');
  await picture('tablet');
  await accessible();
  await page.setViewportSize({ width: 1360, height: 900 });
});

it('without the server it says so, and comes back by itself', async () => {
  await go('/', 'Live');
  await g.app.close();
  await see('Connection lost, trying again');
  await see('The server cannot be reached');
  const { platform, meter } = g.opened;
  const again = await buildApi(platform, { intake: g.intake, meter });
  try {
    await again.listen({ port: Number(new URL(c.url).port), host: '127.0.0.1' });
    await see('Live');
    await page.getByText('The server cannot be reached').first().waitFor({ state: 'detached' });
  } finally {
    await again.close();
  }
});

it('nothing was an error in between', () => assert.deepEqual(errors, []));
