/** Changes of mappings and policies before they count: proposed, run over past traffic, decided. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { address, post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import type { Proposal } from '../types.ts';
import { Age, Field, Head, Mark, Sheet, type Tone } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Pick } from '../parts/filters.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { person } from '../words.ts';

const STATES = ['proposed', 'canary', 'active', 'rejected', 'taken back'] as const;
const TONE: Readonly<Record<Proposal['state'], Tone>> = { proposed: 'person', canary: 'going', active: 'ok', rejected: 'wait', 'taken back': 'wait' };
export const StateMark = ({ p }: { p: Proposal }) => <Mark tone={TONE[p.state]}>{p.canary ? `tried on ${p.canary}` : p.state}</Mark>;

const COLUMNS: readonly Column<Proposal>[] = [
  { name: 'Change', of: (p) => <Link to="/mappings/proposals/$proposal" params={{ proposal: p.id }}>{p.says[0]}{p.says.length > 1 && ` and ${p.says.length - 1} more`}</Link> },
  { name: 'State', of: (p) => <StateMark p={p} /> }, { name: 'Proposed', of: (p) => <Age at={p.proposedAt} ago /> },
  { name: 'By', of: (p) => person(p.author), wide: true }, { name: 'Decided by', of: (p) => (p.decidedBy ? person(p.decidedBy) : <span className="quiet">nobody yet</span>), wide: true },
];

export function Proposals() {
  const search = useSearch({ from: '/mappings/proposals' });
  const navigate = useNavigate();
  const list = useGet(address('/v1/proposals', search), { live: false, every: 15_000 });
  const [mayOperate, mayApprove] = [useMay('operate'), useMay('approve')];
  const [making, setMaking] = useState(false);
  return (
    <>
      <Head title="Proposals" says="changes of mappings and policies before they count: looked at over past traffic, decided by somebody else">
        {(mayOperate || mayApprove) && <button type="button" className="primary" onClick={() => setMaking(true)}>Propose a policy</button>}
        <Link className="button" to="/mappings" search={{}}>Mappings</Link></Head>
      <div className="filters"><Pick label="State" value={search.state} options={STATES} set={(state) => void navigate({ to: '/mappings/proposals', search: state ? { state } : {} })} /></div>
      <Sheet><List label="Proposals" columns={COLUMNS} rows={list.value?.items} id={(p) => p.id} failed={list.failed} again={list.again}
        empty={<Empty title="No proposals">Open a mapping and press “Propose”, or propose a policy here.</Empty>} /></Sheet>
      {making && <ProposePolicy close={() => setMaking(false)} />}
    </>
  );
}

/** A policy is written as the file has it; the server says what is wrong with it. */
function ProposePolicy({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const [wrong, setWrong] = useState<string>();
  const make = useChange((change: Extract<Proposal['changes'][number], { kind: 'policy' }> & { why: string }) => {
    const { why, ...policy } = change;
    return post('/v1/proposals', { changes: [policy], ...(why && { why }) });
  }, (p) => void navigate({ to: '/mappings/proposals/$proposal', params: { proposal: p.id } }));
  const submit = (form: FormData) => {
    const value = objectIn(String(form.get('value')));
    setWrong(value ? undefined : 'It is no JSON object: write {"name": value}.');
    if (value) make.mutate({ kind: 'policy', name: String(form.get('name')).trim(), scope: String(form.get('scope')).trim(), value, why: String(form.get('why')).trim() });
  };
  return (
    <Box title="Propose a policy" close={close}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); submit(new FormData(event.currentTarget)); }}>
        <Field label="Policy" hint="books, route, stock, sourcing, returns, deadlines, …"><input name="name" required autoFocus /></Field>
        <Field label="For" hint="a connection, a location, or * for all"><input name="scope" required defaultValue="*" /></Field>
        <Field label="Says" hint="as JSON, only what is to change: the rest of the policy stays, null takes a part away"><textarea name="value" required rows={6} className="exact" defaultValue="{}" /></Field>
        <Field label="Why"><input name="why" maxLength={500} /></Field>
        <div className="acts"><button type="submit" className="primary" disabled={make.isPending}>Propose</button></div>
        {wrong && <p className="person" role="alert">{wrong}</p>}
        {make.error && <Said failed={make.error} />}
      </form>
    </Box>
  );
}
function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
