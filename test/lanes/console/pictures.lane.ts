/**
 * Pictures of every page, as every role sees it, on the demo's day with harsh faults: at a desk and on a tablet, light and
 * dark. They are to be looked at; what a machine can see is checked on the way: nothing to scroll sideways, no page that
 * broke, no place that stays empty. THREADLINE_PICTURES says where they go (default: data/pictures); THREADLINE_LINK is the
 * sign-in link of a demo that runs already.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../browser.fixture.ts';

const ROLES = ['viewer', 'operations', 'customer service', 'finance', 'auditor', 'developer', 'administrator'] as const;
const LOOKS = [{ name: 'desk', width: 1360, height: 900, scheme: 'light' }, { name: 'desk', width: 1360, height: 900, scheme: 'dark' },
  { name: 'tablet', width: 820, height: 1100, scheme: 'light' }] as const;
const SOURCE = readFileSync(new URL('../../../console/src/router.tsx', import.meta.url), 'utf8');
const PATHS = [...SOURCE.matchAll(/^\s+path: '([^']+)'/gm)].map((m) => m[1]!);
const OUT = process.env['THREADLINE_PICTURES'] ?? 'data/pictures';

let demo: ChildProcess | undefined;
let data: string | undefined;
let browser: Browser;
let owner: BrowserContext;
let url: string;
const links = new Map<string, string>();

/** The link that the demo prints when its day is over. */
async function trade(): Promise<string> {
  data = mkdtempSync(join(tmpdir(), 'threadline-pictures-'));
  let said = '';
  demo = spawn(process.execPath, ['src/main.ts', 'demo', '--orders', '40', '--seed', '3', '--faults', 'harsh', '--port', '0', '--data', join(data, 'data')]);
  demo.stdout!.on('data', (part: Buffer) => { said += part.toString(); });
  for (const until = Date.now() + 600_000; Date.now() < until; await pause(500)) {
    const link = /http:\S+sign-in\?token=\S+/.exec(said)?.[0];
    if (link) return link;
    assert.equal(demo.exitCode, null, `the demo ended: ${said.slice(-500)}`);
  }
  return assert.fail('the demo took longer than ten minutes');
}

before(async () => {
  const link = process.env['THREADLINE_LINK'] ?? await trade();
  url = new URL(link).origin;
  browser = await openBrowser();
  owner = await browser.newContext();
  await (await owner.newPage()).goto(link);
  for (const role of ROLES) {
    const answer = await owner.request.post(`${url}/v1/people`, { data: { email: `${role.replaceAll(' ', '-')}-${Date.now()}@example.com`, role } });
    assert.equal(answer.status(), 200, await answer.text());
    links.set(role, (await answer.json() as { link: string }).link);
  }
});
after(async () => {
  await browser?.close();
  demo?.kill('SIGTERM');
  if (demo?.exitCode === null) await new Promise((done) => demo!.once('exit', done));
  if (data) rmSync(data, { recursive: true, force: true });
});

/** What stands for a name in an address: the first there is. */
async function known(): Promise<Readonly<Record<string, string>>> {
  const first = async (path: string, of: string): Promise<string> => {
    const { items } = await (await owner.request.get(`${url}${path}`)).json() as { items: Record<string, unknown>[] };
    return String(items[0]?.[of] ?? 'none');
  };
  return {
    $reference: await first('/v1/orders?limit=1', 'id'), $sku: await first('/v1/stock?limit=1', 'sku'), $connection: await first('/v1/connections', 'connection'),
    $payout: await first('/v1/payouts?limit=1', 'id'), $return: await first('/v1/returns?limit=1', 'id'), $day: await first('/v1/register-days?limit=1', 'id'),
    $period: new Date().toISOString().slice(0, 7), $figure: 'orderToErp', $subscription: await first('/v1/subscriptions', 'id'),
    $proposal: await first('/v1/proposals', 'id').catch(() => 'none'),
  };
}

async function look(page: Page, { path, name }: { path: string; name: string }): Promise<string[]> {
  const wrong: string[] = [];
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`);
  await page.locator('main h1, main .empty, main .said').first().waitFor();
  await page.locator('main [aria-busy="true"], main tr.place').first().waitFor({ state: 'detached' }).catch(() => wrong.push(`${name} ${path} waits for ever`));
  await page.waitForTimeout(150);
  await page.screenshot({ path: join(OUT, `${name}${path.replace(/[^a-z0-9]+/gi, '_')}.png`), fullPage: true });
  if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) wrong.push(`${name} ${path} scrolls sideways`);
  const said = await page.locator('main').innerText();
  if (said.trim().length < 20) wrong.push(`${name} ${path} is empty`);
  const odd = /.{0,40}(?:fault of the console|Something broke|undefined|NaN|\[object).{0,40}/.exec(said)?.[0];
  if (odd) wrong.push(`${name} ${path} says “${odd}”`);
  return wrong;
}

it('every page, as every role, at a desk and on a tablet, in light and dark', async (t) => {
  mkdirSync(OUT, { recursive: true });
  const names = await known();
  const paths = PATHS.map((p) => p.replace(/\$\w+/g, (name) => encodeURIComponent(names[name] ?? 'none')));
  const wrong: string[] = [];
  let n = 0;
  for (const role of ROLES) {
    const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', bypassCSP: true });
    const page = await context.newPage();
    page.on('pageerror', (error) => wrong.push(`${role}: ${error.message}`));
    await page.goto(links.get(role)!);
    await page.getByText('Live').first().waitFor();
    for (const { name, width, height, scheme } of role === 'administrator' ? LOOKS : LOOKS.slice(0, 1)) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: scheme });
      for (const path of paths) {
        wrong.push(...await look(page, { path, name: `${role.replaceAll(' ', '-')}-${name}-${scheme}` }));
        n += 1;
      }
    }
    await context.close();
  }
  t.diagnostic(`${n} pictures in ${OUT}`);
  assert.deepEqual(wrong, []);
});

it('at twice the size everything is there and nothing scrolls sideways', async () => {
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', viewport: { width: 680, height: 450 }, deviceScaleFactor: 2, storageState: await owner.storageState() });
  const page = await context.newPage();
  await page.goto(url);
  const wrong: string[] = [];
  for (const path of ['/', '/exceptions', '/orders', '/stock', '/finance', '/partners', '/mappings', '/settings']) wrong.push(...await look(page, { path, name: 'twice' }));
  assert.deepEqual(wrong, []);
  await context.close();
});
