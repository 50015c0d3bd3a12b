/**
 * Finance's day in a real browser: a payout explained, a code classified by one person and posted anew by another, the
 * bank matched, an entry taken back, a month that says what blocks its close; and what others may see of it.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import type { Role } from '#domain/exception.ts';
import { createSignInLink } from '#api/access.ts';
import { ensureConsole } from '#api/console.ts';
import { buildApi } from '#api/server.ts';
import { booksGround, statement, type Books } from './books/books.fixture.ts';
import { keepCard, overcharged } from './books/fees.fixture.ts';
import { openBrowser } from './browser.fixture.ts';
import { accessible, errors, newPage, picture, reads, seeOn, turnTo } from './console.fixture.ts';

let b: Books;
let app: FastifyInstance;
let browser: Browser;
let url: string;
let ada: Page;
let ben: Page;

async function person(name: string, role: Role): Promise<Page> {
  const page = await newPage(browser);
  await page.goto(await createSignInLink(b.platform, url, { who: `user:${name}@example.com`, role }));
  await seeOn(page, 'Live');
  return page;
}
const go = async (page: Page, path: string, text: string | RegExp): Promise<void> => {
  await turnTo(page, path);
  await seeOn(page, text);
};

before(async () => {
  const consoleFolder = await ensureConsole();
  assert.ok(consoleFolder);
  b = await booksGround({ '*': { settlement: 'documents', approval: { reversal: { always: true } } }, amazon: { settlement: 'summary' } });
  await b.invoice('A-1', 10_000n);
  await b.hand('stripe', 'settlement', statement('po_one', '2026-11-03', [['A-1', '100.00', '2026-11-02']]) +
    'txn_odd,surcharge_of_peak,ch_odd,-1.50,0.00,-1.50,usd,2026-11-02 10:00,po_one,2026-11-03 00:00,\n');
  await b.hand('bank', 'statement', 'Date,Description,Amount,Currency,Balance\n2026-11-04,INTEREST,1.25,USD,501.25\n2026-11-04,TRANSFER,98.40,USD,599.65\n');
  app = await buildApi(b.platform, { intake: b.g.intake, meter: b.g.opened.meter, consoleFolder });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  browser = await openBrowser();
  [ada, ben] = [await person('ada', 'finance'), await person('ben', 'finance')];
});
after(async () => {
  await browser?.close();
  await app?.close();
  await b?.close();
});

it('a payout says what it settled, what is open and what nobody has classified; it prints on one page', async () => {
  await go(ada, '/finance', 'po_one');
  await ada.getByRole('link', { name: 'po_one' }).click();
  await seeOn(ada, 'What it settled');
  await seeOn(ada, /in suspense/);
  await picture(ada, 'payout-explained');
  await accessible(ada);
  const printed = await ada.request.get(String(await ada.getByRole('link', { name: 'Statement to print' }).getAttribute('href')).replace(/^\//, `${url}/`));
  assert.equal(printed.status(), 200);
  assert.match(await printed.text(), /po_one/);
});

it('finance classifies the code where it stopped; what is booked changes when somebody else says so', async () => {
  await ada.getByLabel('and we call it').fill('commission');
  await ada.getByRole('button', { name: /^Classify and release/ }).click();
  await seeOn(ada, 'Waits for a second person');
  await seeOn(ada, 'You proposed it; somebody else decides.');
  await go(ben, '/finance/approvals', /surcharge_of_peak/);
  await accessible(ben);
  await ben.getByRole('button', { name: 'Approve', exact: true }).click();
  await seeOn(ben, 'Nothing waits for approval');
  await b.until('posted anew', async () => (await b.balance('suspense:stripe')) === 0n);
  await seeOn(ada, 'every line is explained');
});

it('an entry is taken back by one person and approved by another', async () => {
  await go(ada, '/finance/journals', /invoice/);
  await ada.getByRole('row', { name: /invoice/ }).first().click({ position: { x: 10, y: 10 } });
  const box = ada.getByRole('dialog');
  await box.getByLabel('Date').fill('2026-11-20');
  await box.getByLabel('Reason').fill('invoiced twice');
  await accessible(ada);
  await box.getByRole('button', { name: 'Take it back' }).click();
  await box.getByText('It waits for a second person').waitFor();
  await ada.keyboard.press('Escape');
  await go(ben, '/finance/approvals', /invoiced twice|for approval/);
  await picture(ben, 'approvals');
  const back = ben.getByRole('listitem').filter({ hasText: 'invoice' });
  await back.getByRole('button', { name: 'Reject …' }).click();
  await ben.getByLabel('Why is it rejected?').fill('it was not');
  await back.getByRole('button', { name: 'Reject', exact: true }).click();
  await seeOn(ben, 'Nothing waits for approval');
});

it('the bank: what is marked on both sides says how far apart it is before it is matched', async () => {
  await go(ada, '/finance/bank', 'INTEREST');
  await ada.getByRole('table', { name: 'Deposits' }).getByRole('checkbox').nth(1).check();
  await ada.getByRole('row', { name: /INTEREST/ }).getByRole('checkbox').check();
  await seeOn(ada, /1 line of 1\.25 USD and 1 deposit of 98\.50 USD/);
  await seeOn(ada, '−97.25 USD apart');
  await picture(ada, 'bank');
  await accessible(ada);
});

it('fees beyond the rate card are filed once, won or lost with what was answered, and taken along as evidence', async () => {
  await keepCard(b);
  await b.hand('amazon', 'settlement', overcharged('24500000001'));
  await go(ada, '/finance/fee-audit', 'charged too much');
  await ada.getByRole('button', { name: 'File 2 claims …' }).click();
  await ada.getByRole('dialog').getByLabel('The marketplace’s number of the case').fill('CASE-77');
  await ada.getByRole('dialog').getByRole('button', { name: 'File 2 claims', exact: true }).click();
  const filed = ada.getByRole('table', { name: 'Filed claims' });
  await filed.getByText('CASE-77').first().waitFor();
  await ada.getByRole('button', { name: 'Won: 111-0000002-0000002 commission' }).click();
  await accessible(ada);
  await ada.getByLabel('What did the marketplace answer?').fill('paid with the next settlement');
  await ada.getByRole('button', { name: 'It is won' }).click();
  await filed.getByText(/paid with the next settlement/).waitFor();
  await ada.getByRole('button', { name: 'Lost: 111-0000003-0000003 fulfillment-fee' }).click();
  await ada.getByLabel('What did the marketplace answer?').fill('of the large size');
  await ada.getByRole('button', { name: 'It is lost' }).click();
  await filed.getByText('lost', { exact: true }).waitFor();
  await picture(ada, 'fee-audit');
  await accessible(ada);
  const [got] = await Promise.all([ada.waitForEvent('download'), ada.getByRole('link', { name: 'Evidence as ZIP' }).click()]);
  assert.equal(got.suggestedFilename(), 'fee-claims.zip');
});

it('a month says what blocks its close, and closing in spite of it needs a reason', async () => {
  await go(ada, '/finance/periods', 'November 2026');
  await ada.getByRole('link', { name: 'November 2026' }).click();
  await seeOn(ada, 'Close checklist');
  await seeOn(ada, 'opening + movement = closing');
  await picture(ada, 'period');
  await accessible(ada);
  await ada.getByRole('button', { name: 'Soft-close …' }).click();
  await seeOn(ada, 'From now on only finance posts into it');
  await ada.getByRole('button', { name: 'Soft-close November 2026' }).click();
  await reads(ada.locator('.head'), /soft-closed/);
  await ada.getByRole('button', { name: 'Reopen …' }).click();
  assert.equal(await ada.getByRole('button', { name: 'Reopen November 2026' }).isDisabled(), true);
  await ada.getByLabel('Reason', { exact: true }).fill('a late invoice');
  await ada.getByRole('button', { name: 'Reopen November 2026' }).click();
  await reads(ada.locator('.head'), / open /);
});

it('whoever may not decide reads it and is told who can; the rest is not there', async () => {
  const [auditor, clerk] = [await person('olga', 'auditor'), await person('cem', 'customer service')];
  await go(auditor, '/finance/periods/2026-11', 'Finance closes and reopens months.');
  await go(clerk, '/finance/approvals', 'This page is not for your role');
  await accessible(clerk);
  await go(clerk, '/person', 'Orders of a person');
  await accessible(clerk);
  await go(clerk, '/returns', 'No returns');
  await accessible(clerk);
  await go(clerk, '/partners/subscriptions', 'Nobody is told yet');
  await accessible(clerk);
});

it('nothing was an error in between', () => assert.deepEqual(errors, []));
