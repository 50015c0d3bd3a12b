/**
 * The day of operations and customer service in a real browser: the link that signs in, what needs somebody, an exception
 * understood, fixed in place and released, a story by any number, keys, and the weight and speed of the first page.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { ApiGround } from './api/api.fixture.ts';
import { errors, reads } from './console.fixture.ts';
import { consoleGround, type ConsoleGround } from './console.ground.fixture.ts';
import { followed } from './console.links.fixture.ts';
import { differences } from './console.numbers.fixture.ts';
import { quiet, stockUp } from './engine/bench.fixture.ts';

let c: ConsoleGround;
let g: ApiGround;
let page: Page;
const see = (text: string | RegExp, of = page) => c.see(text, of);
const go = (path: string, text: string | RegExp) => c.go(path, text);
const picture = (name: string, of = page) => c.picture(name, of);
const accessible = (of = page) => c.accessible(of);

before(async () => {
  c = await consoleGround();
  ({ g, page } = c);
});
after(() => c?.close());

it('says how to sign in, and the link does it once', async () => {
  await page.goto(c.url);
  await see('You are not signed in');
  await see('npm start');
  await accessible();
  await picture('sign-in');
  const link = await c.signIn();
  assert.equal(new URL(page.url()).pathname, '/', 'the token is gone from the address');
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
  await page.goto(`${c.url}/nowhere/at/all`);
  await see('There is no page at this address');
  await page.goto(c.url);
});

it('orders and exceptions appear by themselves, and every number leads to its list', async () => {
  await go('/', 'Nothing needs a person');
  await stockUp(g, 'TEE', 50);
  for (let i = 1; i <= 6; i += 1) await c.send(`10${String(i).padStart(2, '0')}`, 'TEE', i);
  for (const n of ['1007', '1008', '1009']) await c.send(n, 'NOBODY-KNOWS', 1);
  await c.send('1010', 'MYSTERY', 2);
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
  const fresh = await (await c.browser.newContext({ locale: 'en-US', storageState: await page.context().storageState() })).newPage();
  let bytes = 0;
  const names: string[] = [];
  fresh.on('response', async (response) => {
    if (!new URL(response.url()).pathname.endsWith('.js')) return;
    names.push(`${response.headers()['content-encoding']} ${response.url()}`);
    bytes += Number(response.headers()['content-length'] ?? NaN);
  });
  await fresh.goto(c.url);
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
    const thin = await (await c.browser.newContext({ locale: 'en-US', storageState: await page.context().storageState() })).newPage();
    const line = await thin.context().newCDPSession(thin);
    await line.send('Network.enable');
    // Slow 4G, as Lighthouse has it: 150 ms there and back, 1.6 Mbit/s.
    await line.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
    await thin.goto(c.url);
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
  await c.audited('mapping.set');
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
  assert.equal((await c.audited('delivery.assign'))['who'], 'user:owner');
  await box.getByLabel('Write a note').fill('Asked the shop what this is.');
  await page.keyboard.press('Enter');
  await box.getByText('Asked the shop what this is.').waitFor();
  assert.equal(await box.getByRole('button', { name: 'Drop', exact: true }).isDisabled(), true);
  await box.getByLabel(/Reason/).fill('a test order');
  await picture('item');
  await box.getByRole('button', { name: 'Drop', exact: true }).click();
  assert.equal((await c.audited('delivery.drop'))['why'], 'a test order');
  await see('Nothing needs a person');
});

it('what a partner refused is corrected value by value, sent again, and its story goes on', async () => {
  g.twin.refuses.set('CreateErpOrder', () => true);
  await c.send('1020', 'TEE', 2);
  await quiet(g);
  await go('/exceptions', 'Partner refused');
  await page.getByRole('row', { name: /1020/ }).getByText('the simulated partner answered 422').click();
  const box = page.getByRole('dialog');
  await box.getByRole('button', { name: 'Edit what was asked for and send it again …' }).click();
  await box.getByLabel('Legal entity').fill('north');
  await box.getByLabel('Why is it corrected?').fill('the ERP knows only north');
  await picture('correct-wish');
  await accessible();
  // The simulated partner sees keys only: it takes what comes now, and the log says what that was.
  g.twin.refuses.clear();
  await box.getByRole('button', { name: 'Send it as corrected' }).click();
  await box.getByText('It is sent as corrected.').waitFor();
  assert.equal((await c.audited('delivery.correct'))['why'], 'the ERP knows only north');
  await page.keyboard.press('Escape');
  await see('Nothing needs a person');
  await go('/orders', '1020');
  await reads(page.getByRole('row', { name: /1020/ }), /released/);
  const sent = await g.query(`select m.data->>'legalEntity' as entity, m.data->>'key' as key from message m join order_view o on m.subject = 'order:' || o.order_id
    where o.number = '1020' and m.type = 'CreateErpOrder' order by m.position`);
  assert.deepEqual(sent.map((r) => r['entity']), ['main', 'north']);
  assert.equal(sent[0]!['key'], sent[1]!['key'], 'under the key it had');
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
  assert.match(JSON.stringify((await c.audited('document.read'))['after']), /"connection":"shop"/);
  await picture('message');
  await accessible();
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.type('9 <b>9');
  await page.keyboard.press('Enter');
  await see('Nobody knows 9 <b>9');
});

it('a part of an order is cancelled from its story: what will happen is said before the button, and taken back while it waits', async () => {
  await go('/story/1003', 'What happens next');
  await page.getByRole('button', { name: 'Cancel the order, or some of it…' }).click();
  const will = page.getByRole('list', { name: 'What will happen' });
  await will.getByText('The whole order is cancelled').waitFor();
  await page.getByRole('spinbutton', { name: /TEE, of 3/ }).fill('1');
  await page.getByRole('combobox', { name: 'Reason' }).selectOption('price');
  await reads(will, /1 unit is cancelled\..*A warehouse has 3 × TEE in hand\..*asked back first.*the ERP order is amended/s);
  await accessible();
  await page.getByRole('button', { name: 'Cancel these units' }).click();
  await see('Asked for. The story above says what becomes of it.');
  await see(/1 unit to be cancelled \(price\): asked back from the warehouse/);
  assert.equal(JSON.stringify((await c.audited('order.cancel'))['after']).includes('"reason":"price"'), true);
  const takeBack = async () => {
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('button', { name: 'Take it back' }).waitFor({ state: 'detached' });
  };
  await takeBack();
  await page.reload();
  await page.getByRole('button', { name: 'Cancel the order, or some of it…' }).click();
  await page.getByRole('button', { name: 'Cancel the whole order' }).click();
  await see(/The whole order is to be cancelled \(buyer\): asked back from the warehouse/);
  await takeBack();
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

it('nothing was an error in between', () => assert.deepEqual(errors, []));
