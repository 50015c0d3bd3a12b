/**
 * The console in a real browser, against the real server: signing in by link and by password with a second factor,
 * the paths of a working day, keys, errors in words, light and dark, axe on every page, and the weight of the script.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { createSignInLink } from '#api/access.ts';
import { ensureConsole } from '#api/console.ts';
import { buildApi } from '#api/server.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { apiGround, signed, type ApiGround } from './api/api.fixture.ts';
import { openBrowser } from './browser.fixture.ts';
import { accessible as accessibleOf, errors, newPage as pageOf, PATIENCE_MS, picture as pictureOf, reads, seeOn, turnTo } from './console.fixture.ts';
import { followed } from './console.links.fixture.ts';
import { differences } from './console.numbers.fixture.ts';
import { quiet, stockUp } from './engine/bench.fixture.ts';

let g: ApiGround;
let worker: Worker;
let browser: Browser;
let page: Page;
let url: string;
const PASSWORD = 'a sentence that nobody guesses';

before(async () => {
  const consoleFolder = await ensureConsole();
  assert.ok(consoleFolder, 'the console cannot be built: see the sentence above');
  g = await apiGround({ consoleFolder });
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  url = await g.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await openBrowser();
  page = await newPage();
});
after(async () => {
  await browser?.close();
  await worker?.stop();
  await g?.close();
});

const newPage = () => pageOf(browser);
const picture = (name: string, of = page) => pictureOf(of, name);
const accessible = (of = page) => accessibleOf(of);
const see = (text: string | RegExp, of = page) => seeOn(of, text);
const turn = (path: string, of = page) => turnTo(of, path);
const send = async (order: string, sku: string, quantity: number): Promise<void> => {
  const body = JSON.stringify({
    order, at: new Date(Date.now() - 90_000).toISOString(), currency: 'EUR', lines: [{ id: '1', sku, quantity, net: '19.90' }],
  });
  const answer = await fetch(`${url}/hooks/shop`, { method: 'POST', body, headers: signed(body) });
  assert.equal(answer.status, 200);
};
const go = async (path: string, text: string | RegExp): Promise<void> => {
  await turn(path);
  await see(text);
};
/** The trail says so, within a moment. */
async function audited(what: string, n = 1): Promise<Record<string, unknown>> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const rows = await g.query('select who, why, after from audit where what = $1 order by position desc', [what]);
    if (rows.length >= n) return rows[0]!;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`${what} did not arrive`);
}

it('says how to sign in, and the link does it once', async () => {
  await page.goto(url);
  await see('You are not signed in');
  await see('npm start');
  await accessible();
  await picture('sign-in');
  const link = await createSignInLink(g.opened.platform, url);
  await page.goto(link);
  assert.equal(new URL(page.url()).pathname, '/', 'the token is gone from the address');
  await see('Live');
  assert.equal((await fetch(link, { redirect: 'manual' })).status, 401, 'a link works once');
  const [cookie] = await page.context().cookies();
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict']);
});

it('empty says what to do next, on every page', async () => {
  await see('Nothing needs a person');
  await picture('empty');
  for (const [path, text] of [['/orders', 'No orders yet'], ['/shipments', 'Nothing has been shipped'], ['/refunds', 'No refunds'],
    ['/stock', 'Nothing has been counted'], ['/finance', 'No payouts yet'], ['/exceptions', 'Nothing needs a person'], ['/mappings', 'No mappings'],
  ] as const) await go(path, text);
  await page.goto(`${url}/nowhere/at/all`);
  await see('There is no page at this address');
  await page.goto(url);
});

it('orders and exceptions appear by themselves, and every number leads to its list', async () => {
  await go('/', 'Nothing needs a person');
  await stockUp(g, 'TEE', 50);
  for (let i = 1; i <= 6; i += 1) await send(`10${String(i).padStart(2, '0')}`, 'TEE', i);
  for (const n of ['1007', '1008', '1009']) await send(n, 'NOBODY-KNOWS', 1);
  await send('1010', 'MYSTERY', 2);
  await quiet(g);
  await see('Unmapped SKU');
  await page.waitForFunction(`document.title === '(4) Threadline'`);
  await page.locator('.chart canvas').first().waitFor();
  await picture('now');
  await accessible();
  await page.getByRole('link', { name: /^Order to ERP/ }).click();
  await see('reached the ERP in 24 hours');
  await page.getByRole('link', { name: 'Order 1006' }).waitFor();
  await go('/orders', '10 orders, newest first');
  await page.getByRole('link', { name: '1006', exact: true }).waitFor();
  await reads(page.getByRole('row', { name: /1006/ }), /^1006 shop released \S+ 19\.90 EUR \d+ (s|min)$/);
  await picture('orders');
  await accessible();
});

it('the overview weighs less than 300 kB of compressed script', async () => {
  const fresh = await (await browser.newContext({ locale: 'en-US', storageState: await page.context().storageState() })).newPage();
  let bytes = 0;
  const names: string[] = [];
  fresh.on('response', async (response) => {
    if (!new URL(response.url()).pathname.endsWith('.js')) return;
    names.push(`${response.headers()['content-encoding']} ${response.url()}`);
    bytes += Number(response.headers()['content-length'] ?? NaN);
  });
  await fresh.goto(url);
  await see('Needs a person', fresh);
  await fresh.locator('.chart canvas').first().waitFor();
  await fresh.waitForLoadState('load');
  assert.ok(names.length > 0 && names.every((n) => /^(br|gzip|undefined) /.test(n)), names.join('\n'));
  assert.ok(bytes > 50_000 && bytes < 300_000, `${bytes} bytes of script`);
  await fresh.context().close();
});

it('on a thin line the first paint comes within a second and a half', async (t) => {
  let best = Infinity;
  // The machine may be busy with something else: the best of three says what the page can do.
  for (let i = 0; i < 3 && best >= 1500; i += 1) {
    const thin = await (await browser.newContext({ locale: 'en-US', storageState: await page.context().storageState() })).newPage();
    const line = await thin.context().newCDPSession(thin);
    await line.send('Network.enable');
    // Slow 4G, as Lighthouse has it: 150 ms there and back, 1.6 Mbit/s.
    await line.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
    await thin.goto(url);
    await thin.locator('main h1').first().waitFor();
    best = Math.min(best, Number(await thin.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`)));
    t.diagnostic(`first paint ${Math.round(best)} ms, the overview's head ${Math.round(Number(await thin.evaluate('performance.now()')))} ms on Slow 4G`);
    await thin.context().close();
  }
  assert.ok(best < 1500, `first paint after ${Math.round(best)} ms`);
});

it('every number of the overview is the database’s', async () => {
  await go('/', /Unmapped SKU/);
  assert.deepEqual(await differences(page, g.query), []);
});

it('behind every number of the overview stands the list that has that many', async () => {
  const { links, wrong } = await followed(page);
  assert.deepEqual(wrong, []);
  assert.ok(links >= 8, `${links} links with a number`);
});

it('one cause holds several orders: it is understood, mapped in place and released', async () => {
  await go('/', /Unmapped SKU/);
  await page.getByRole('link', { name: /Unmapped SKU/ }).first().click();
  await see('It holds up 3 orders worth 59.70 EUR');
  await see('Map the channel’s item to a SKU; everything that waited on it is released.');
  await page.getByRole('button', { name: 'Map and release 3 items' }).waitFor();
  await picture('exception');
  await accessible();
  await page.getByLabel('and we call it').fill('TEE');
  await page.getByRole('button', { name: 'Map and release 3 items' }).click();
  await audited('mapping.set');
  await quiet(g);
  for (const n of ['1007', '1008', '1009']) {
    const [row] = await g.query('select stage from order_view where number = $1', [n]);
    assert.equal(row!['stage'], 'released', n);
  }
});

it('an item is taken, noted, and dropped with a reason that stands in the trail', async () => {
  await go('/exceptions', 'MYSTERY');
  await page.getByRole('row', { name: /1010/ }).getByText('MYSTERY').click();
  const box = page.getByRole('dialog');
  await box.getByText('The order is worth').waitFor();
  await accessible();
  await box.getByRole('button', { name: 'Take it' }).click();
  assert.equal((await audited('delivery.assign'))['who'], 'user:owner');
  await box.getByLabel('Write a note').fill('Asked the shop what this is.');
  await page.keyboard.press('Enter');
  await box.getByText('Asked the shop what this is.').waitFor();
  assert.equal(await box.getByRole('button', { name: 'Drop', exact: true }).isDisabled(), true);
  await box.getByLabel(/Reason/).fill('a test order');
  await picture('item');
  await box.getByRole('button', { name: 'Drop', exact: true }).click();
  assert.equal((await audited('delivery.drop'))['why'], 'a test order');
  await see('Nothing needs a person');
});

it('/ finds a story by any number; it shows the thread, quantities, documents and books; a mark opens the message', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('1003');
  await page.keyboard.press('Enter');
  await see('A buyer on shop bought 3 units for 19.90 EUR.');
  await see('What happens next');
  await page.getByRole('button', { name: /ship 3 × TEE from BER/ }).waitFor();
  await page.getByRole('table', { name: 'Documents side by side' }).waitFor();
  await reads(page.getByRole('table', { name: 'Quantities by line' }), /ordered .* refunded TEE 3 – 3 3 –/);
  await picture('story');
  await accessible();
  await page.getByRole('button', { name: /Channel: shop sends order/ }).click();
  const box = page.getByRole('dialog');
  await box.getByRole('button', { name: 'Open the raw document' }).click();
  await box.getByText('"order": "1003"').waitFor();
  assert.match(JSON.stringify((await audited('document.read'))['after']), /"connection":"shop"/);
  await picture('message');
  await accessible();
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.type('9 <b>9');
  await page.keyboard.press('Enter');
  await see('Nobody knows 9 <b>9');
});

it('keys walk the list and open it; g goes; the palette finds; ? lists the keys', async () => {
  await page.keyboard.press('Escape');
  await see('Needs a person');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('link', { name: '1006', exact: true }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await reads(page.locator('tr[data-chosen]'), /^10/);
  await page.keyboard.press('Enter');
  await see('What happens next');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('wms');
  await page.getByRole('option', { name: /wms/ }).first().waitFor();
  await accessible();
  await page.keyboard.press('Enter');
  await see('Heard lately');
  await page.keyboard.press('?');
  await see('Mark the chosen row');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

it('a partner is paused with a reason and resumed; a test asks it; traffic shows what was said', async () => {
  await go('/partners/wms', 'Heard lately');
  await page.getByRole('button', { name: 'Pause …' }).click();
  await page.getByLabel('Why is it paused?').fill('stocktaking until noon');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await see('It is suspended');
  await send('1011', 'TEE', 1);
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
  assert.doesNotMatch(JSON.stringify(await audited('connection.save')), /very-secret-token/);
});

it('stock says why; mappings have versions; the catalog is edited; journals and the trail are read', async () => {
  await go('/stock', 'TEE');
  await page.getByRole('link', { name: 'TEE', exact: true }).click();
  await see(/Why \d+\?/);
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
    await turn(path);
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
  const other = await newPage();
  await other.goto(`${url}/orders?channel=shop`);
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
  const carl = await newPage();
  await carl.goto(link);
  await see('Live', carl);
  await carl.getByRole('link', { name: 'Finance', exact: true }).waitFor({ state: 'detached' });
  await turn('/finance', carl);
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
  await turn('/orders');
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
    await again.listen({ port: Number(new URL(url).port), host: '127.0.0.1' });
    await see('Live');
    await page.getByText('The server cannot be reached').first().waitFor({ state: 'detached' });
  } finally {
    await again.close();
  }
});

it('nothing was an error in between', () => assert.deepEqual(errors, []));
