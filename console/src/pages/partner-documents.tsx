/** Replay of finished documents over a span of time: what reading them again would change, before it is pressed. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReplayPreview } from '../types.ts';
import { post } from '../api.ts';
import { useChange } from '../data.ts';
import { Field, Mark, When, type Tone } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { plural, zone } from '../words.ts';

type Row = ReplayPreview['documents'][number];
const SAYS: Readonly<Record<Row['effect'], readonly [tone: Tone, word: string]>> = {
  same: ['ok', 'reads as it did'], new: ['going', 'would say something new'], contradicts: ['person', 'contradicts what is final'],
  stops: ['person', 'would stop'], expired: ['wait', 'has expired'], 'kept out': ['wait', 'is kept out'],
};
const COLUMNS: readonly Column<Row>[] = [
  { name: 'Document', of: (d) => <Link to="/story/$reference" params={{ reference: d.correlation }}><span className="about" title={d.reference}>{d.reference}</span></Link> },
  { name: 'Heard', of: (d) => <When at={d.heard} /> },
  { name: 'Read again it', of: (d) => <Mark tone={SAYS[d.effect][0]}>{SAYS[d.effect][1]}</Mark> },
  { name: 'What would change', of: (d) => <span className="wrap">{d.why ?? (d.changes.map((c) => c.says).join('; ') || '–')}</span> },
];
interface Span { readonly from: string; readonly to: string; readonly topic?: string }
/** The viewer's time, as a field of the browser writes it. */
const local = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

export function DocumentReplay({ connection, topics, close }: { connection: string; topics: readonly string[]; close: () => void }) {
  const at = `/v1/connections/${encodeURIComponent(connection)}/replay` as const;
  const [given, setGiven] = useState({ from: local(new Date(Date.now() - 3_600_000)), to: local(new Date(Date.now() + 60_000)), topic: '' });
  const [why, setWhy] = useState('');
  const span: Span = { from: new Date(given.from).toISOString(), to: new Date(given.to).toISOString(), ...(given.topic && { topic: given.topic }) };
  const look = useChange((s: Span) => post(`${at}/preview`, s));
  const act = useChange((s: Span) => post(at, { ...s, ...(why.trim() && { why: why.trim() }) }));
  const set = (name: keyof typeof given) => (event: { target: { value: string } }) => {
    setGiven({ ...given, [name]: event.target.value });
    look.reset();
  };
  if (act.data) return (
    <Box title={`Documents of ${connection}, read again`} close={close}>
      <p className="told" role="status">{plural(act.data.replayed, 'document')} being read again. What follows appears in their stories; what stops comes to the worklist.</p>
    </Box>
  );
  return (
    <Box title={`Read documents of ${connection} again`} close={close} wide>
      <p className="quiet">Documents that were read already, as the connector reads now. Facts that are known count once, however often they are read. Nothing is written before you say so.</p>
      <form className="filters" onSubmit={(event) => { event.preventDefault(); look.mutate(span); }}>
        <Field label={`Heard from (${zone})`}><input type="datetime-local" required value={given.from} onChange={set('from')} /></Field>
        <Field label="until"><input type="datetime-local" required value={given.to} onChange={set('to')} /></Field>
        <Field label="Topic"><select value={given.topic} onChange={set('topic')}><option value="">all</option>{topics.map((t) => <option key={t}>{t}</option>)}</select></Field>
        <button type="submit" disabled={look.isPending} className={look.data ? '' : 'primary'}>{look.isPending ? 'Reading …' : 'See what would change'}</button>
      </form>
      {look.error && <Said failed={look.error} />}
      {look.data && <Found found={look.data} />}
      {look.data && changes(look.data) > 0 && (
        <form className="acts" onSubmit={(event) => { event.preventDefault(); act.mutate(span); }}>
          <label className="field" style={{ flex: 1 }}><span>Why <span className="quiet">(optional)</span></span><input value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} /></label>
          <button type="submit" className="primary" disabled={act.isPending}>Read {plural(changes(look.data), 'document')} again</button>
        </form>
      )}
      {act.error && <Said failed={act.error} />}
    </Box>
  );
}
const changes = ({ counts }: ReplayPreview): number => counts.new + counts.contradicts + counts.stops;

function Found({ found }: { found: ReplayPreview }) {
  const { documents, counts, more } = found;
  if (documents.length === 0) return <Empty title="No finished document was heard in this span">Choose an earlier beginning, or another topic.</Empty>;
  const other = documents.filter((d) => d.effect !== 'same');
  const said = (Object.keys(SAYS) as Row['effect'][]).filter((e) => counts[e] > 0).map((e) => `${counts[e]} ${SAYS[e][1]}`);
  return (
    <>
      <p role="status"><strong>{plural(documents.length, 'document')}</strong>: {said.join(', ')}.{more && ' There are more in this span: narrow it.'}</p>
      {other.length === 0 ? <p className="told">Nothing would change: every one reads as it did.</p>
        : <List label="What would change" columns={COLUMNS} rows={other.slice(0, 100)} id={(d) => d.id} empty={null} />}
    </>
  );
}
