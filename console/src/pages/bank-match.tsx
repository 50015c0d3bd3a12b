/** Matching by hand: what is marked on both sides, with the difference, before it is pressed; and lines that are no deposit. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { BankLineRow, DepositRow } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useMay } from '../data.ts';
import { Day, Money } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Said } from '../parts/said.tsx';
import { money, plural, sum } from '../words.ts';
import { isZero } from './finance.tsx';

export const PayoutLink = ({ d }: { d: DepositRow }) => <Link to="/finance/payouts/$payout" params={{ payout: d.payout }}>{d.settlement}</Link>;

interface Props { readonly lines: readonly BankLineRow[]; readonly deposits: readonly DepositRow[]; readonly done: () => void }
export function MatchBar({ lines, deposits, done }: Props) {
  const match = useChange((why: string) => post('/v1/deposits/match', { lines: lines.map((l) => l.id), deposits: deposits.map((d) => d.id), ...(why && { why }) }), done);
  const undo = useChange((id: string) => post(`/v1/deposits/matches/${encodeURIComponent(id)}/undo`), done);
  const failed = match.error ?? undo.error;
  if (lines.length + deposits.length === 0) return match.isSuccess || undo.isSuccess ? <p className="told" role="status">It is written down; the books follow in a moment.</p> : null;
  const matched = deposits.length === 1 && lines.length === 0 ? deposits[0]!.match : null;
  return (
    <div className="bulk sheet">
      <span>{said(lines, 'line')} and {said(deposits, 'deposit')}.</span>
      {lines.length > 0 && deposits.length > 0 && <Sure lines={lines} deposits={deposits} busy={match.isPending} act={(why) => match.mutate(why)} />}
      {matched && <button type="button" disabled={undo.isPending} onClick={() => undo.mutate(matched.id)}>Undo the match: {matched.says}</button>}
      {failed && <Said failed={failed} />}
    </div>
  );
}

type Counted = readonly { readonly amount: string; readonly currency: string }[];
const total = (of: Counted): string => sum(of.map((x) => x.amount));
const said = (of: Counted, what: string): string => `${plural(of.length, what)}${of[0] ? ` of ${money(total(of), of[0].currency)}` : ''}`;

/** Whether both sides agree, before the button that says so. */
function Sure({ lines, deposits, busy, act }: { lines: Counted; deposits: Counted; busy: boolean; act: (why: string) => void }) {
  const [why, setWhy] = useState('');
  const currencies = new Set([...lines, ...deposits].map((x) => x.currency));
  if (currencies.size > 1) return <span className="person">They are of different currencies.</span>;
  const promised = total(deposits);
  const apart = sum([total(lines), promised.startsWith('-') ? promised.slice(1) : `-${promised}`]);
  const agree = isZero(apart);
  return (
    <>
      <span className={agree ? 'ok' : 'person'}>{agree ? 'They agree to the cent.' : `${money(apart, lines[0]!.currency)} apart: it is posted as rounding or fee, or refused where the policy says so.`}</span>
      <input aria-label="Why do they belong together?" placeholder="Why? (optional)" value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} />
      <button type="button" className="primary" disabled={busy} onClick={() => act(why.trim())}>Match them</button>
    </>
  );
}

/** One line; one that is no deposit is posted to an account. */
export function LineBox({ l, close }: { l: BankLineRow; close: () => void }) {
  const may = useMay('approve');
  const [account, setAccount] = useState('');
  const [why, setWhy] = useState('');
  const explain = useChange(() => post(`/v1/bank/lines/${encodeURIComponent(l.id)}/explain`, { account: account.trim(), ...(why.trim() && { why: why.trim() }) }), close);
  return (
    <Box title={`${l.payer || 'A line'} · ${money(l.amount, l.currency)}`} close={close}>
      <dl className="facts">
        <dt>Booked</dt><dd><Day date={l.booked} /></dd><dt>Amount</dt><dd><Money of={l.amount} currency={l.currency} /></dd>
        <dt>Account</dt><dd className="exact">{l.bank} {l.account}</dd><dt>Statement</dt><dd>{l.statement}</dd>
        <dt>Says</dt><dd className="wrap">{l.text || '–'}</dd>{l.reason && <><dt>Why</dt><dd>{l.reason}</dd></>}{l.explainedAs && <><dt>Posted to</dt><dd className="exact">{l.explainedAs}</dd></>}
      </dl>
      {may && l.state === 'open' && (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); if (account.trim()) explain.mutate(undefined); }}>
          <label className="field"><span>It is no deposit: post it to</span><input required value={account} placeholder="an account, as the journals name it" onChange={(event) => setAccount(event.target.value)} /></label>
          <label className="field"><span>Why <span className="quiet">(optional)</span></span><input value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} /></label>
          <p className="acts"><button type="submit" className="primary" disabled={!account.trim() || explain.isPending}>Post {money(l.amount, l.currency)} there</button></p>
        </form>
      )}
      {explain.error && <Said failed={explain.error} />}
    </Box>
  );
}
