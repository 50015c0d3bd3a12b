/**
 * A bank that keeps one account and leaves a camt.053 of each day in a folder, as corporate customers get them overnight.
 * A day begins with what the day before ended with, and says how many entries it has and what they come to.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Faults } from '../faults.ts';
import type { Applied, Twin } from '../twin.ts';

export interface BankOptions {
  readonly faults: Faults;
  readonly folder: string;
  readonly iban: string;
  readonly currency: string;
  /** In cents. */
  readonly opening: number;
}
export interface Booking {
  /** In cents; less than nothing leaves the account. */
  readonly cents: number;
  /** At the other end. */
  readonly name: string;
  readonly text: string;
  readonly endToEnd?: string;
}
export interface BankTwin extends Twin {
  /** Cents. */
  balance(): number;
  book(booking: Booking): void;
  /** Closes a day: its statement is written. Answers its number. */
  closeDay(day: string): Promise<number>;
}

export async function startBank(options: BankOptions): Promise<BankTwin> {
  await mkdir(options.folder, { recursive: true });
  const applied: Applied[] = [];
  let opening = options.opening;
  let before = '';
  let number = 0;
  let waiting: Booking[] = [];
  const balance = () => opening + waiting.reduce((n, b) => n + b.cents, 0);
  return {
    name: 'bank', url: pathToFileURL(options.folder).href, faults: options.faults, applied, balance,
    book: (booking) => void waiting.push(booking),
    async closeDay(day) {
      number += 1;
      const file = join(options.folder, `camt053-${day}-${number}.xml`);
      const text = statement({ ...options, number, day, before: before || day, opening, closing: balance(), bookings: waiting });
      await writeFile(`${file}.part`, text);
      await rename(`${file}.part`, file);
      applied.push({ operation: 'statement', id: `${day}/${number}` });
      [opening, before, waiting] = [balance(), day, []];
      return number;
    },
    stop: async () => {},
  };
}

interface Day {
  readonly iban: string; readonly currency: string; readonly number: number; readonly day: string; readonly before: string;
  readonly opening: number; readonly closing: number; readonly bookings: readonly Booking[];
}
const tag = (name: string, content: string | number, attributes = ''): string => `<${name}${attributes}>${content}</${name}>`;
const text = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const cents = (n: number): string => `${Math.floor(Math.abs(n) / 100)}.${String(Math.abs(n) % 100).padStart(2, '0')}`;
const side = (n: number): string => tag('CdtDbtInd', n < 0 ? 'DBIT' : 'CRDT');

function statement(d: Day): string {
  const money = (n: number) => tag('Amt', cents(n), ` Ccy="${d.currency}"`);
  const balance = (code: string, n: number, on: string) => tag('Bal', tag('Tp', tag('CdOrPrtry', tag('Cd', code))) + money(n) + side(n) +
    tag('Dt', tag('Dt', on)));
  const came = d.bookings.filter((b) => b.cents > 0);
  const summary = tag('TxsSummry', tag('TtlNtries', tag('NbOfNtries', d.bookings.length)) +
    tag('TtlCdtNtries', tag('NbOfNtries', came.length) + tag('Sum', cents(came.reduce((n, b) => n + b.cents, 0)))));
  const entries = d.bookings.map((b, i) => tag('Ntry', money(b.cents) + side(b.cents) + tag('Sts', tag('Cd', 'BOOK')) +
    tag('BookgDt', tag('Dt', d.day)) + tag('ValDt', tag('Dt', d.day)) + tag('AcctSvcrRef', `${d.day}-${d.number}-${i + 1}`) +
    tag('BkTxCd', tag('Prtry', tag('Cd', b.cents > 0 ? 'NTRF' : 'NCHG'))) + tag('NtryDtls', tag('TxDtls',
      tag('Refs', tag('EndToEndId', text(b.endToEnd ?? 'NOTPROVIDED'))) +
      tag('RltdPties', tag(b.cents > 0 ? 'Dbtr' : 'Cdtr', tag('Pty', tag('Nm', text(b.name))))) + tag('RmtInf', tag('Ustrd', text(b.text)))))));
  const body = tag('GrpHdr', tag('MsgId', `HP-${d.number}`) + tag('CreDtTm', `${d.day}T22:00:00Z`)) + tag('Stmt',
    tag('Id', `${d.day}-${d.number}`) + tag('ElctrncSeqNb', d.number) + tag('CreDtTm', `${d.day}T22:00:00Z`) +
    tag('Acct', tag('Id', tag('IBAN', d.iban)) + tag('Ccy', d.currency)) + balance('PRCD', d.opening, d.before) +
    balance('CLBD', d.closing, d.day) + summary + entries.join(''));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('Document', tag('BkToCstmrStmt', body),
    ' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"')}\n`;
}
