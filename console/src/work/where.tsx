/** Where what stopped is settled, when it is not settled here: the page that shows it or has the form for it. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ExceptionRow } from '../types.ts';

type Of = Pick<ExceptionRow, 'exception' | 'subject' | 'correlation' | 'delivery' | 'waitsOn'>;
const after = (subject: string, kind: string): string | undefined => new RegExp(`^${kind}:([^/]+)`).exec(subject)?.[1];
const partnerOf = ({ delivery, subject }: Of): string | undefined =>
  /^(?:connection|intake):(.+)$/.exec(delivery.handler)?.[1] ?? /^intake:([^:/]+)/.exec(subject)?.[1];

const BOOKS: Readonly<Record<string, readonly [to: '/finance/approvals' | '/finance/bank' | '/finance/periods' | '/finance/register-days' | '/finance', text: string]>> = {
  JournalAwaitsApproval: ['/finance/approvals', 'Approve or reject it'], PeriodClosed: ['/finance/approvals', 'Give it a date in an open month'],
  DepositMissing: ['/finance/bank', 'Match it with a line of the bank'], StatementVariance: ['/finance/bank', 'See the statements'],
  StatementGap: ['/finance/bank', 'See the statements'], ClearingNotZero: ['/finance/periods', 'See what is open on the account'],
  RegisterVariance: ['/finance/register-days', 'See the register’s day'],
};
/** The table behind a kind whose item does not say which name is missing. */
const TABLES: Readonly<Record<string, string>> = { UnmappedSku: 'sku', UnmappedLocation: 'location', UnmappedTaxCode: 'tax', UnmappedAccount: 'account' };
const RETURNS = new Set(['ReturnAwaitingCounterpart', 'ReturnUnexpected', 'ReturnNotApproved', 'ReturnOutsideWindow']);

/** Links, the most useful first. */
export function whereOf(e: Of): readonly ReactNode[] {
  const sku = after(e.subject, 'stock');
  const payout = after(e.subject, 'payout');
  const partner = partnerOf(e);
  const books = BOOKS[e.exception];
  const table = TABLES[e.exception];
  return [
    table && !e.waitsOn && <Link key="table" className="button" to="/mappings" search={{ name: table, ...(partner && { connection: partner }) }}>Set the mapping, then retry</Link>,
    books && <Link key="books" className="button" to={books[0]}>{books[1]}</Link>,
    payout && <Link key="payout" className="button" to="/finance/payouts/$payout" params={{ payout }}>Open the payout</Link>,
    sku && <Link key="sku" className="button" to="/stock/$sku" params={{ sku }}>Why {sku} is what it is</Link>,
    RETURNS.has(e.exception) && <Link key="returns" className="button" to="/returns">Open the returns</Link>,
    e.exception === 'SubscriberSilent' && <Link key="told" className="button" to="/partners/subscriptions">Open the subscriptions</Link>,
    partner && <Link key="partner" className="button" to="/partners/$connection" params={{ connection: partner }}>Open {partner}</Link>,
    <Link key="story" className="button" to="/story/$reference" params={{ reference: e.correlation }}>Open the story</Link>,
  ].filter(Boolean);
}
