/**
 * Every page of the router, found in its source rather than listed by hand: what it shows while it waits, when the server
 * breaks, when the role may not, and axe in dark and light; and two people at once.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import type { Browser, Locator, Page, Route } from 'playwright-core';
import type { Role } from '#domain/exception.ts';
import { createSignInLink } from '#api/access.ts';
import { ensureConsole } from '#api/console.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { apiGround, type ApiGround } from '../../api/api.fixture.ts';
import { openBrowser } from '../../browser.fixture.ts';
import { accessible, errors, newPage, picture, seeOn, turnTo } from '../../console.fixture.ts';
import { place, quiet, stockUp } from '../../engine/bench.fixture.ts';

let g: ApiGround;
let worker: Worker;
let browser: Browser;
let url: string;

const SOURCE = readFileSync(new URL('../../../console/src/router.tsx', import.meta.url), 'utf8');
const KNOWN: Readonly<Record<string, string>> = { $reference: '1001', $sku: 'TEE', $connection: 'wms', $figure: 'orderToErp' };
/** Addresses of all pages; what is named in one is known where the fixture has it. */
const PAGES = [...SOURCE.matchAll(/^\s+path: '([^']+)'/gm)].map((m) => m[1]!.replace(/\$\w+/g, (name) => KNOWN[name] ?? 'none'));

/** Those that name no one thing. */
const LISTS = [...SOURCE.matchAll(/^\s+path: '([^'$]+)'/gm)].map((m) => m[1]!);

before(async () => {
  const consoleFolder = await ensureConsole();
  assert.ok(consoleFolder);
  g = await apiGround({ consoleFolder });
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  url = await g.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await openBrowser();
  await stockUp(g, 'TEE', 10);
  await place(g, '1001', [{ sku: 'TEE', quantity: 1 }]);
  await place(g, '1002', [{ sku: 'GHOST', quantity: 1 }]);
  await quiet(g);
});
after(async () => {
  await browser?.close();
  await worker?.stop();
  await g?.close();
});

/** Pages of forms and of one's own things: never empty. */
const NEVER_EMPTY = /^\/(?:account|settings|person|audit|partners|partners\/connect|catalog|finance\/(?:periods|fee-audit)\S*)$/;
async function person(name: string, role: Role = 'administrator', how?: (route: Route) => unknown): Promise<Page> {
  const page = await newPage(browser);
  if (how) await answering(page, how);
  await page.goto(await createSignInLink(g.opened.platform, url, { who: `user:${name}@example.com`, role }));
  await seeOn(page, 'Live');
  return page;
}
/** What the page asks for is answered otherwise; who is here and the stream stay as they are. */
const answering = (page: Page, how: (route: Route) => unknown): Promise<unknown> =>
  page.route(/\/v1\/(?!session|events)/, (route) => void how(route));
const told = (status: number, title: string, detail: string) => (route: Route) => route.fulfill({
  status, contentType: 'application/problem+json', body: JSON.stringify({ title, detail, status, request: 'req-17' }),
});
/** Pages that ask the server for nothing until somebody has typed something. */
const ASKS_LATER = new Set(['/person']);

it('finds every page that the router has', () => {
  const routed = /addChildren\(\[([^\]]+)\]/.exec(SOURCE)![1]!.split(',').filter((n) => n.trim()).length;
  assert.ok(PAGES.length > 25);
  assert.equal(PAGES.length, routed);
});

it('each page keeps its room while it waits, says what broke, and whose it is', async () => {
  const pages = PAGES.filter((p) => !ASKS_LATER.has(p));
  const wrong: string[] = [];
  const walk = async (name: string, how: (route: Route) => unknown, look: (page: Page) => Locator) => {
    const page = await person(name, 'administrator', how);
    page.context().setDefaultTimeout(5000);
    for (const path of pages) {
      await turnTo(page, path);
      await look(page).first().waitFor({ state: 'attached' }).catch(() => wrong.push(`${path} ${name}, and does not show it`));
    }
    await page.context().close();
  };
  await Promise.all([
    walk('waits', () => {}, (page) => page.locator('main [aria-busy="true"], main tr.place')),
    walk('breaks', told(500, 'Something broke on our side', 'Quote the request id.'), (page) => page.locator('main [role="alert"]').filter({ hasText: 'req-17' })),
    walk('may-not', told(403, 'This is not allowed for you', 'It needs the right to administer.'), (page) => page.locator('main').getByText('This page is not for your role')),
  ]);
  assert.deepEqual(wrong, []);
});

it('each page with nothing on it says what to do next', async () => {
  const nothing = (route: Route) => {
    const path = new URL(route.request().url()).pathname;
    return /^\/v1\/(?:overview|session|figures(?:\/history)?$|connections$)/.test(path) ? route.continue()
      : route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify({ items: [], next: null, total: 0 }) });
  };
  const page = await person('empty', 'administrator', nothing);
  page.context().setDefaultTimeout(5000);
  const wrong: string[] = [];
  // A page of one thing is not there without it, and says so where the walk above looked.
  for (const path of LISTS.filter((p) => !NEVER_EMPTY.test(p))) {
    await turnTo(page, path);
    await page.locator('main .empty').first().waitFor().catch(() => wrong.push(path));
  }
  await page.context().close();
  assert.deepEqual(wrong, []);
});

it('axe finds nothing on any page, in light or dark', async () => {
  const walk = async (scheme: 'light' | 'dark', pages: readonly string[]) => {
    const page = await person(scheme);
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of pages) {
      await turnTo(page, path);
      await page.locator('main h1, main .empty, main .said').first().waitFor();
      await page.locator('main [aria-busy="true"], main tr.place').first().waitFor({ state: 'detached' });
      await accessible(page);
      if (path === '/exceptions') await picture(page, `exceptions-${scheme}`);
    }
    await page.context().close();
  };
  await Promise.all([walk('light', PAGES), walk('dark', PAGES)]);
});

it('what one person does another sees, without loading anything again', async () => {
  const [ada, ben] = [await person('ada', 'operations'), await person('ben', 'operations')];
  await turnTo(ben, '/exceptions');
  await seeOn(ben, /GHOST/);
  await turnTo(ada, '/exceptions');
  await ada.getByRole('button', { name: 'Take', exact: true }).click();
  await seeOn(ben, 'ada@example.com');
  await turnTo(ada, '/exceptions');
  await ada.getByLabel('and we call it').fill('TEE');
  await ada.getByRole('button', { name: 'Map and release 1 item' }).click();
  await seeOn(ben, 'Nothing needs a person');
  await ben.context().close();
  await ada.context().close();
});

it('nothing was an error in between', () => assert.deepEqual(errors.filter((e) => !/status of 500/.test(e)), []));
