/** The console in a real browser: signing in by the link, the live page, search, keys, errors in words, light and dark. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createSignInLink } from '#api/access.ts';
import { ensureConsole } from '#api/console.ts';
import { buildApi } from '#api/server.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { setConnectionState } from '#store/configuration.ts';
import { apiGround, signed, type ApiGround } from './api/api.fixture.ts';
import { openBrowser } from './browser.fixture.ts';
import { quiet, stockUp, TENANT } from './engine/bench.fixture.ts';

let g: ApiGround;
let worker: Worker;
let browser: Browser;
let page: Page;
let url: string;
const errors: string[] = [];
/** Where pictures go when somebody wants to look at them. */
const pictures = process.env['THREADLINE_PICTURES'];

before(async () => {
  const consoleFolder = await ensureConsole();
  assert.ok(consoleFolder, 'the console cannot be built: see the sentence above');
  g = await apiGround({ consoleFolder });
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  url = await g.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1360, height: 900 }, colorScheme: 'light' });
  page.on('pageerror', (error) => errors.push(error.message));
  // The browser reports answers that are meant: signed out, an unknown number, no server.
  page.on('console', (m) => { if (m.type() === 'error' && !/status of 40[14]|ERR_/.test(m.text())) errors.push(m.text()); });
});
after(async () => {
  await browser?.close();
  await worker?.stop();
  await g?.close();
});

async function picture(name: string): Promise<void> {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
const send = async (order: string, sku: string, quantity: number): Promise<void> => {
  const body = JSON.stringify({
    order, at: new Date(Date.now() - 90_000).toISOString(), currency: 'EUR', lines: [{ id: '1', sku, quantity, net: '19.90' }],
  });
  const answer = await fetch(`${url}/hooks/shop`, { method: 'POST', body, headers: signed(body) });
  assert.equal(answer.status, 200);
};
const see = (text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 15_000 });

it('its sources type-check', () => {
  const root = new URL('..', import.meta.url).pathname;
  execFileSync(`${root}node_modules/.bin/tsc`, ['-p', 'console', '--noEmit'], { cwd: root, stdio: 'pipe' });
});

it('says how to sign in, and the link does it once', async () => {
  await page.goto(url);
  await see('You are not signed in');
  await see('npm start');
  const link = await createSignInLink(g.opened.platform, url);
  await page.goto(link);
  assert.equal(new URL(page.url()).pathname, '/', 'the token is gone from the address');
  await see('Live');
  assert.equal((await fetch(link, { redirect: 'manual' })).status, 401, 'a link works once');
  const [cookie] = await page.context().cookies();
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict']);
});

it('empty says what to do next', async () => {
  await see('No orders yet');
  await see('npm run demo');
  await see('Nothing needs a person');
  await picture('empty');
});

it('orders and exceptions appear by themselves', async () => {
  await stockUp(g, 'TEE', 50);
  for (let i = 1; i <= 6; i += 1) await send(`10${String(i).padStart(2, '0')}`, 'TEE', i);
  await send('1007', 'NOBODY-KNOWS', 1);
  await quiet(g);
  await page.getByRole('link', { name: '1006', exact: true }).waitFor({ timeout: 15_000 });
  const row = page.getByRole('row', { name: /1006/ });
  assert.match(await row.innerText(), /shop\s+released\s+19\.90 EUR\s+\d+ (s|min)/);
  await page.locator('summary', { hasText: 'Unmapped SKU' }).waitFor({ timeout: 15_000 });
  assert.match(await page.title(), /^\(1\) Threadline$/);
  await picture('now');
});

it('a kind opens to what happened, what fixes it and a retry that says what came of it', async () => {
  await page.locator('summary', { hasText: 'Unmapped SKU' }).click();
  await see(/sold item NOBODY-KNOWS/);
  await see('Map the channel’s item to a SKU; everything that waited on it is released.');
  await picture('exception');
  const before = await g.query(`select count(*)::int as n from audit where what = 'delivery.retry'`);
  await page.getByRole('button', { name: 'Retry' }).click();
  for (let i = 0; i < 50; i += 1) {
    const [row] = await g.query(`select count(*)::int as n, max(who) as who from audit where what = 'delivery.retry'`);
    if (row!['n'] === Number(before[0]!['n']) + 1) return assert.equal(row!['who'], 'user:owner');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('the retry did not arrive');
});

it('dropping needs a reason, which stands in the trail, and the item is gone', async () => {
  await quiet(g);
  await page.reload();
  await page.locator('summary', { hasText: 'Unmapped SKU' }).click();
  await page.getByRole('button', { name: 'Drop …' }).click();
  assert.equal(await page.getByRole('button', { name: 'Drop', exact: true }).isDisabled(), true);
  await page.getByLabel('Reason').fill('a test order');
  await page.keyboard.press('Enter');
  await see('Nothing needs a person');
  assert.deepEqual(await g.query(`select why from audit where what = 'delivery.drop'`), [{ why: 'a test order' }]);
});

it('/ finds a story by any number; escape goes back; an unknown number is answered in words', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('1003');
  await page.keyboard.press('Enter');
  const thread = page.locator('pre.thread');
  await thread.waitFor();
  assert.match(await thread.innerText(), /^Order 1003 · 19\.90 EUR · shop · released\n/);
  assert.match(await thread.innerText(), /asks wms to ship 3 × TEE from BER/);
  await picture('story');
  await page.keyboard.press('Escape');
  await see('Latest stories');
  await page.keyboard.press('/');
  await page.keyboard.type('9 <b>9');
  await page.keyboard.press('Enter');
  await see('Nobody knows 9 <b>9');
  await page.keyboard.press('Escape');
});

it('keys walk the list and open it; ? lists them', async () => {
  await page.goto(url);
  await see('Latest stories');
  await page.getByRole('link', { name: '1006', exact: true }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  assert.match(await page.locator('tr[aria-selected="true"]').innerText(), /^10/);
  await page.keyboard.press('Enter');
  await page.locator('pre.thread').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await see('Latest stories');
  await page.keyboard.press('?');
  await see('Down and up the list of orders');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
});

it('a suspended partner is a word and a reason, not only a colour', async () => {
  await setConnectionState(g.opened.platform.pool, { tenant: TENANT, connection: 'wms' }, 'suspended', 'wms: the token is refused');
  await send('1008', 'TEE', 1);
  const partner = page.locator('article.partner', { hasText: 'wms' });
  await partner.getByText('Suspended').waitFor({ timeout: 15_000 });
  assert.match(await partner.innerText(), /wms: the token is refused/);
});

it('dark is the same page in other values, and figures stand in columns', async () => {
  const paper = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  const light = await paper();
  await page.getByRole('button', { name: 'Auto' }).click();
  await page.getByRole('button', { name: 'Light' }).click();
  assert.notEqual(await paper(), light);
  await picture('dark');
  assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('td.right')).fontVariantNumeric`), 'tabular-nums');
});

it('without the server it says so, and comes back by itself', async () => {
  await g.app.close();
  await see('Connection lost, trying again');
  await see('The server cannot be reached');
  const { platform, meter } = g.opened;
  const again = await buildApi(platform, { intake: g.intake, meter });
  try {
    await again.listen({ port: Number(new URL(url).port), host: '127.0.0.1' });
    await see('Live');
    assert.equal(await page.getByText('The server cannot be reached').count(), 0);
  } finally {
    await again.close();
  }
});

it('nothing was an error in between', () => assert.deepEqual(errors, []));
