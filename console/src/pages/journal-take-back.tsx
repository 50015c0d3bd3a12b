/** An entry is never edited: another one takes it back, with a date and a reason, by approval where the policy says so. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JournalRow } from '../types.ts';
import { post } from '../api.ts';
import { useChange } from '../data.ts';
import { Day, Money } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Said } from '../parts/said.tsx';

export function TakeBack({ e, close }: { e: JournalRow; close: () => void }) {
  const [why, setWhy] = useState('');
  const [date, setDate] = useState(new Date().toISOString().slice(0, 10));
  const act = useChange(() => post('/v1/journals/corrections', { reverses: e.id, date, why: why.trim() }));
  const made = act.data;
  return (
    <Box title={e.memo} close={close} wide>
      <p className="quiet"><Day date={e.date} /> · {e.document} · <Link to="/story/$reference" params={{ reference: e.correlation }}>its story</Link></p>
      <table aria-label="What taking it back posts">
        <thead><tr><th scope="col">Account</th><th scope="col" className="right">Posted</th><th scope="col" className="right">Taken back</th></tr></thead>
        <tbody>{e.lines.map((l, i) => (
          <tr key={i}><td className="exact">{l.account}</td><td className="right"><Money of={l.amount} currency={l.unit} /></td>
            <td className="right"><Money of={l.amount.startsWith('-') ? l.amount.slice(1) : `-${l.amount}`} currency={l.unit} /></td></tr>))}</tbody>
      </table>
      {made ? <p className="told" role="status">{made.state === 'posted' ? 'It is taken back by another entry.' : <>It waits for a second person ({made.reasons.join('; ')}): see <Link to="/finance/approvals">approvals</Link>.</>}</p> : (
        <form className="acts" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
          <label className="field"><span>Date</span><input type="date" required value={date} onChange={(event) => setDate(event.target.value)} /></label>
          <label className="field" style={{ flex: 1 }}><span>Reason</span><input required maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} placeholder="Why? The auditor wants to know" /></label>
          <button type="submit" className="danger" disabled={!why.trim() || act.isPending}>Take it back</button>
        </form>
      )}
      {act.error && <Said failed={act.error} />}
    </Box>
  );
}
