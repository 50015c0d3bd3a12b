/**
 * OFX as banks hand it out for download: 1.x is SGML, whose leaves have no end tag; 2.x is XML. There is no opening
 * balance in either; that all of it is here is told by its end tags, and by the closing balance of the download before.
 */
import type { ConnectionId } from '#domain/brand.ts';
import type { BankLine, BankStatement } from '#domain/bank-statement.ts';
import { stop } from '#domain/fault.ts';
import type { Currency } from '#domain/measure.ts';
import { amountOf, dayOf, named, tidy, unitOf } from './amounts.ts';
import { all, at, textAt, within, type Node } from './xml.ts';

export const isOfx = (head: string): boolean => /^\s*OFXHEADER\s*:/i.test(head) || /<\?OFX\b|<OFX>/i.test(head);

/** @throws Stopped Malformed */
export function readOfx(text: string, connection: ConnectionId): BankStatement[] {
  const start = text.search(/<OFX>/i);
  if (start < 0) throw stop.malformed('the OFX file has no OFX element');
  const body = text.slice(start);
  if (!/<\/OFX>\s*$/i.test(body)) throw stop.malformed('the OFX file does not end with </OFX>: it is cut off');
  whole(body);
  const root = treeOf(body);
  const failed = within(root, 'STATUS').find((s) => (textAt(s, 'SEVERITY') ?? '').toUpperCase() === 'ERROR');
  const said = failed && (textAt(failed, 'MESSAGE') ?? textAt(failed, 'CODE') ?? '');
  if (failed) throw stop.malformed(`the bank answered with an error instead of a statement: ${said}`);
  const found = [...within(root, 'STMTRS'), ...within(root, 'CCSTMTRS')];
  if (found.length === 0) throw stop.malformed('the OFX file has no statement (STMTRS, CCSTMTRS)');
  return found.map((s) => statementOf(s, connection));
}

/** These always have an end tag. @throws Stopped Malformed */
function whole(body: string): void {
  for (const name of ['STMTTRN', 'BANKTRANLIST', 'STMTRS', 'CCSTMTRS']) {
    const count = (tag: string) => body.match(new RegExp(`<${tag}>`, 'gi'))?.length ?? 0;
    if (count(name) !== count(`/${name}`))
      throw stop.malformed(`the OFX file begins ${count(name)} ${name} and ends ${count(`/${name}`)}: part of it is missing`);
  }
}

interface Growing { name: string; attributes: Record<string, string>; children: Growing[]; text: string }
const growing = (name: string): Growing => ({ name, attributes: {}, children: [], text: '' });

/** An element with text is a leaf, whether it is ended or not; one that is never ended is a leaf without text. */
function treeOf(body: string): Node {
  const root = growing('');
  const open: Growing[] = [root];
  for (const [, slash, raw = '', text = ''] of body.matchAll(/<(\/?)([A-Za-z0-9.]+)[^>]*>([^<]*)/g)) {
    const name = raw.toUpperCase();
    if (slash) {
      const from = open.findLastIndex((n) => n.name === name);
      if (from > 0) for (const leaf of open.splice(from).slice(1)) open.at(-1)!.children.at(-1)!.children.push(...emptied(leaf));
      continue;
    }
    const node = growing(name);
    node.text = unescaped(text);
    open.at(-1)!.children.push(node);
    if (node.text.trim() === '') open.push(node);
  }
  return root;
}
/** What seemed to stand in it stands beside it. */
const emptied = (leaf: Growing): Growing[] => leaf.children.splice(0);

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '’', nbsp: ' ' };
const unescaped = (text: string): string =>
  text.replaceAll(/&(#\d+|[a-z]+);/gi, (whole, name: string) =>
    (name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : ENTITIES[name.toLowerCase()] ?? whole));

function statementOf(s: Node, connection: ConnectionId): BankStatement {
  const from = at(s, 'BANKACCTFROM') ?? at(s, 'CCACCTFROM');
  const account = textAt(from, 'ACCTID');
  if (!account) throw stop.malformed('the OFX statement names no account (ACCTID)');
  const unit = unitOf(textAt(s, 'CURDEF'), 'CURDEF');
  const list = at(s, 'BANKTRANLIST');
  const ledger = at(s, 'LEDGERBAL');
  const lines = all(list, 'STMTTRN').map((t, n) => lineOf(t, unit, `STMTTRN ${n + 1}`));
  const begin = textAt(list, 'DTSTART');
  const end = textAt(list, 'DTEND') ?? textAt(ledger, 'DTASOF');
  const bank = textAt(from, 'BANKID');
  return {
    connection, account: tidy([bank, account].filter(Boolean).join('/')), currency: unit, format: 'OFX', to: dayOf(end, 'DTEND'), lines,
    ...(begin && { from: dayOf(begin, 'DTSTART') }),
    ...(ledger && { closing: amountOf(textAt(ledger, 'BALAMT'), unit, 'LEDGERBAL.BALAMT') }),
  };
}

function lineOf(t: Node, unit: Currency, where: string): BankLine {
  const reference = textAt(t, 'FITID');
  const payer = tidy(textAt(t, 'NAME') ?? textAt(t, 'PAYEE', 'NAME') ?? textAt(t, 'EXTDNAME'));
  const code = textAt(t, 'TRNTYPE');
  const amount = amountOf(textAt(t, 'TRNAMT'), unit, `${where}.TRNAMT`);
  const valued = textAt(t, 'DTAVAIL');
  return {
    amount, booked: dayOf(textAt(t, 'DTPOSTED'), `${where}.DTPOSTED`), text: tidy([payer, textAt(t, 'MEMO')].filter(Boolean).join(' ')),
    names: named([textAt(t, 'CHECKNUM'), textAt(t, 'REFNUM'), textAt(t, 'SRVRTID')]),
    ...(reference && { reference }), ...(payer && { payer }), ...(code && { code }),
      ...(valued && { valued: dayOf(valued, `${where}.DTAVAIL`) }),
  };
}
