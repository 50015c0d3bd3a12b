/** Fees claimed back: filed once with the number of the case, won or lost with what was answered, and the evidence for the case. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FiledFeeClaim } from '../types.ts';
import { address, post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Day, Mark, Money, Sheet, type Tone } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { money, person, plural, title } from '../words.ts';
import { isZero } from './finance.tsx';

const TONES: Readonly<Record<FiledFeeClaim['state'], Tone>> = {
  open: 'person', claimed: 'going', reimbursed: 'ok', rejected: 'broken', expired: 'broken',
};
const WORDS: Readonly<Record<FiledFeeClaim['state'], string>> = {
  open: 'open', claimed: 'filed', reimbursed: 'won', rejected: 'lost', expired: 'expired',
};

/** Claims what the audit of these days found charged too much and nobody has claimed yet. */
export function FileClaims({ open, of }: { open: number; of: Readonly<Record<string, string | undefined>> }) {
  const may = useMay('approve');
  const [number, setNumber] = useState<string>();
  const file = useChange(() => post('/v1/fee-claims', { ...of, ...(number?.trim() && { case: number.trim() }) }), () => setNumber(undefined));
  if (!may || open === 0) return null;
  if (number === undefined) return <button type="button" className="primary" onClick={() => setNumber('')}>File {plural(open, 'claim')} …</button>;
  return (
    <Box title={`File ${plural(open, 'claim')}`} close={() => setNumber(undefined)}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); file.mutate(undefined); }}>
        <p className="quiet">Each is claimed once. A payout that pays one back closes it by itself; else somebody says what was answered.</p>
        <label className="field"><span>The marketplace’s number of the case</span>
          <input autoFocus maxLength={100} value={number} onChange={(event) => setNumber(event.target.value)} placeholder="Optional" /></label>
        <span className="acts"><button type="submit" className="primary" disabled={file.isPending}>File {plural(open, 'claim')}</button></span>
        {file.error && <Said failed={file.error} />}
      </form>
    </Box>
  );
}

const COLUMNS: readonly Column<FiledFeeClaim>[] = [
  { name: 'State', of: (c) => <Mark tone={TONES[c.state]}>{WORDS[c.state]}</Mark> },
  { name: 'Order', of: (c) => <Link to="/story/$reference" params={{ reference: c.order }}>{c.order}</Link> },
  { name: 'Fee', of: (c) => <>{title(c.fee)}<div className="quiet small wrap">{c.says}</div></> },
  { name: 'Case', of: (c) => c.case ?? <span className="quiet">–</span>, wide: true },
  { name: 'Claimed', of: (c) => <Money of={c.difference} currency={c.currency} />, right: true },
  { name: 'Back', of: (c) => (isZero(c.reimbursed) ? <span className="quiet">–</span> : <Money of={c.reimbursed} currency={c.currency} />), right: true },
  { name: 'Decided', of: (c) => (c.state === 'claimed' ? <Answer c={c} /> : (
    <span className="wrap">{c.decidedBy ? `${person(c.decidedBy)}: ${c.why ?? ''}` : c.state === 'expired' ? <>nobody answered until <Day date={c.expiresOn} /></> : 'paid back by a payout'}</span>)) },
];

/** Won or lost: what the marketplace answered is kept with the claim. */
function Answer({ c }: { c: FiledFeeClaim }) {
  const may = useMay('approve');
  const [state, setState] = useState<'reimbursed' | 'rejected'>();
  const [why, setWhy] = useState('');
  const decide = useChange(() => post(`/v1/fee-claims/${c.id}/decide`, { state: state!, why: why.trim() }), () => setState(undefined));
  if (!may) return <span className="quiet">until <Day date={c.expiresOn} /></span>;
  if (!state) return (
    <span className="acts"><button type="button" aria-label={`Won: ${c.order} ${c.fee}`} onClick={() => setState('reimbursed')}>Won …</button>
      <button type="button" aria-label={`Lost: ${c.order} ${c.fee}`} onClick={() => setState('rejected')}>Lost …</button></span>
  );
  return (
    <Box title={`${title(c.fee)} of ${c.order} is ${state === 'reimbursed' ? 'won' : 'lost'}`} close={() => setState(undefined)}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); decide.mutate(undefined); }}>
        <p className="quiet">{money(c.difference, c.currency)}: {c.says}</p>
        <label className="field"><span>What did the marketplace answer?</span>
          <input autoFocus required maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} /></label>
        <span className="acts"><button type="submit" className={state === 'reimbursed' ? 'primary' : 'danger'} disabled={!why.trim() || decide.isPending}>
          {state === 'reimbursed' ? 'It is won' : 'It is lost'}</button></span>
        {decide.error && <Said failed={decide.error} />}
      </form>
    </Box>
  );
}

export function FiledClaims({ connection }: { connection: string | undefined }) {
  const { value, failed, again } = useGet(address('/v1/fee-claims', { connection }));
  const items = value?.items;
  return (
    <Sheet title="Filed claims" aside={items && items.length > 0 ? (
      <a className="button" href={address('/v1/fee-claims/evidence', { connection })} download="fee-claims.zip">Evidence as ZIP</a>) : undefined}>
      {failed ? <Said failed={failed} again={again} /> : !items ? <Waiting rows={3} /> : (
        <List label="Filed claims" columns={COLUMNS} rows={items} id={(c) => c.id}
          empty={<Empty title="Nothing was claimed yet">What was charged too much is filed above, with the number of the case.</Empty>} />)}
    </Sheet>
  );
}
