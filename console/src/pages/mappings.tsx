/** Mappings: what partners call things. Edit, see every version, import and export as CSV. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ConnectionRow, MappingRow, MappingTable, MappingVersion } from '../types.ts';
import { address, post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Field, Head, Sheet, When } from '../parts/bits.tsx';
import { download, fromCsv, toCsv } from '../parts/csv.ts';
import { Box } from '../parts/dialog.tsx';
import { Pick, TextFilter } from '../parts/filters.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { person, plural } from '../words.ts';

const COLUMNS: readonly Column<MappingRow>[] = [
  { name: 'Table', of: (m) => m.name }, { name: 'Partner', of: (m) => (m.connection === '*' ? 'all' : m.connection) },
  { name: 'They say', of: (m) => <span className="exact">{m.external}</span> }, { name: 'We say', of: (m) => <span className="exact strong">{m.own}</span> },
  { name: 'Version', of: (m) => m.version, right: true, wide: true }, { name: 'By', of: (m) => person(m.author), wide: true },
];
const MOST = 200;
type Edited = Pick<MappingRow, 'name' | 'connection' | 'external' | 'own'>;

export function Mappings() {
  const search = useSearch({ from: '/mappings' });
  const navigate = useNavigate();
  const may = useMay('operate');
  const tables = useGet('/v1/mappings/tables', { live: false }).value?.items ?? [];
  const partners = useGet('/v1/connections').value?.items ?? [];
  const all = useGet(address('/v1/mappings', { name: search.name, connection: search.connection }));
  const [open, setOpen] = useState<Edited>();
  const find = search.find?.toLowerCase();
  const rows = all.value?.items.filter((m) => !find || `${m.external} ${m.own}`.toLowerCase().includes(find));
  const set = (name: keyof typeof search) => (value: string | undefined) => void navigate({ to: '/mappings', search: { ...search, [name]: value } });
  return (
    <>
      <Head title="Mappings" says="what partners call our things; a change is a new version, and releases what waited for it">
        {may && <button type="button" className="primary" onClick={() => setOpen({ name: search.name ?? 'sku', connection: search.connection ?? '*', external: '', own: '' })}>Add</button>}
        {may && <Import tables={tables} />}
        <Link className="button" to="/mappings/proposals" search={{}}>Proposals</Link>
        <button type="button" disabled={!rows} onClick={() => download('mappings.csv', toCsv([['name', 'connection', 'external', 'own'], ...(rows ?? []).map((m) => [m.name, m.connection, m.external, m.own ?? ''])]))}>Export</button>
      </Head>
      <div className="filters">
        <Pick label="Table" value={search.name} options={tables.map((t) => [t.name, `${t.name}: ${t.own}`] as const)} set={set('name')} />
        <Pick label="Partner" value={search.connection} options={['*', ...partners.map((c) => c.connection)]} set={set('connection')} />
        <TextFilter label="Find" value={search.find} set={set('find')} />
      </div>
      <Sheet>
        <List label="Mappings" columns={COLUMNS} rows={rows?.slice(0, MOST)} id={(m) => `${m.name} ${m.connection} ${m.external}`} failed={all.failed} again={all.again} open={setOpen}
          empty={<Empty title="No mappings">What a partner calls by our own name needs none. Add one, or import a table.</Empty>} />
        {rows && rows.length > MOST && <p className="pad quiet">The first {MOST} of {plural(rows.length, 'mapping')} are shown: find the one you want above.</p>}
      </Sheet>
      {open && <Edit of={open} may={may === true} tables={tables} partners={partners} close={() => setOpen(undefined)} />}
    </>
  );
}

interface EditProps { readonly of: Edited; readonly may: boolean; readonly tables: readonly MappingTable[]; readonly partners: readonly ConnectionRow[]; readonly close: () => void }
function Edit({ of, may, tables, partners, close }: EditProps) {
  const [m, setM] = useState(of);
  const [why, setWhy] = useState('');
  const isNew = of.external === '';
  const versions = useGet(isNew ? undefined : address('/v1/mappings/versions', { name: of.name, connection: of.connection, external: of.external })).value;
  const guarded = tables.find((t) => t.name === m.name)?.guarded ?? false;
  const { save, offer, set, busy, failed } = useEdit(m, why, guarded);
  return (
    <Box title={isNew ? 'Add a mapping' : `${of.connection === '*' ? 'All partners' : of.connection}: ${of.external}`} close={close}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); if (m.own?.trim()) set.mutate(m.own.trim()); }}>
        {isNew && <Where m={m} setM={setM} tables={tables} partners={partners} />}
        <Field label="We say" hint={tables.find((t) => t.name === m.name)?.own}><input required disabled={!may} value={m.own ?? ''} onChange={(e) => setM({ ...m, own: e.target.value })} /></Field>
        {may && <Acts m={m} guarded={guarded} isNew={isNew} busy={busy} why={[why, setWhy]} set={set.mutate} offer={offer.mutate} />}
        {save.data && <Told {...save.data} />}
        {failed && <Said failed={failed} />}
      </form>
      {versions && <Versions of={versions.items} {...(may && { back: (own: string | null) => set.mutate(own) })} />}
    </Box>
  );
}

/** Set at once; or proposed, which is the only way where it decides about money. */
function useEdit(m: Edited, why: string, guarded: boolean) {
  const navigate = useNavigate();
  const save = useChange((own: string | null) => post('/v1/mappings', { ...m, own, ...because(why) }));
  const offer = useChange((own: string | null) => post('/v1/proposals', { changes: [{ kind: 'mapping', ...m, own }], ...because(why) }),
    (p) => void navigate({ to: '/mappings/proposals/$proposal', params: { proposal: p.id } }));
  return { save, offer, set: guarded ? offer : save, busy: save.isPending || offer.isPending, failed: save.error ?? offer.error };
}
const Told = ({ version, released, warning }: { version: number; released: number; warning?: string }) => (
  <p className="told" role="status">Version {version}; {plural(released, 'item')} released{warning && `. ${warning}`}.</p>
);

type Put = (m: Edited) => void;
const Where = ({ m, setM, tables, partners }: { m: Edited; setM: Put } & Pick<EditProps, 'tables' | 'partners'>) => (
  <>
    <Field label="Table"><select value={m.name} onChange={(e) => setM({ ...m, name: e.target.value })}>{tables.map((t) => <option key={t.name}>{t.name}</option>)}</select></Field>
    <Field label="Partner"><select value={m.connection} onChange={(e) => setM({ ...m, connection: e.target.value })}><option value="*">all</option>{partners.map((c) => <option key={c.connection}>{c.connection}</option>)}</select></Field>
    <Field label="They say"><input required value={m.external} onChange={(e) => setM({ ...m, external: e.target.value })} /></Field>
  </>
);

interface ActsProps {
  readonly m: Edited; readonly guarded: boolean; readonly isNew: boolean; readonly busy: boolean;
  readonly why: readonly [string, (why: string) => void]; readonly set: (own: string | null) => void; readonly offer: (own: string | null) => void;
}
function Acts({ m, guarded, isNew, busy, why: [why, setWhy], set, offer }: ActsProps) {
  return (
    <>
      <Field label="Why" hint="stands in the audit trail"><input value={why} maxLength={500} onChange={(e) => setWhy(e.target.value)} /></Field>
      {guarded && <p className="quiet">This table decides about money: a change is proposed, and somebody else approves it.</p>}
      <div className="acts"><button type="submit" className="primary" disabled={busy}>{guarded ? 'Propose' : 'Set'}</button>
        {!guarded && <button type="button" disabled={busy || !m.own?.trim() || !m.external} onClick={() => offer(m.own!.trim())}>Propose, and look first</button>}
        {!isNew && <button type="button" className="danger" disabled={busy} onClick={() => set(null)}>{guarded ? 'Propose to take it away' : 'Take away'}</button>}</div>
    </>
  );
}

const because = (why: string): { why?: string } => (why.trim() ? { why: why.trim() } : {});
/** A rail: the newest on top, each with what it made of the one before it; the way back is a new version. */
const Versions = ({ of, back }: { of: readonly MappingVersion[]; back?: (own: string | null) => void }) => (
  <div><strong>Versions</strong><ol className="versions" aria-label="Versions">{of.map((v, n) => (
    <li key={v.version}><span className="num">{v.version}</span> {of[n + 1] && <><del className="exact">{of[n + 1]!.own ?? 'nothing'}</del> → </>}<ins className="exact">{v.own ?? 'taken away'}</ins>
      <span className="quiet small"> {person(v.author)}, <When at={v.activeFrom} />{Date.parse(v.activeFrom) > Date.now() && ', does not count yet'}</span>
      {n > 0 && back && v.own !== of[0]!.own && <button type="button" className="link small" onClick={() => back(v.own)}>back to this</button>}</li>
  ))}</ol></div>
);

function Import({ tables }: { tables: readonly MappingTable[] }) {
  const navigate = useNavigate();
  const [rows, setRows] = useState<Edited[]>();
  const act = useChange((items: Edited[]) => post('/v1/mappings/import', { items, why: 'imported' }));
  const offer = useChange((items: Edited[]) => post('/v1/proposals', { changes: items.map((m) => ({ kind: 'mapping' as const, ...m })), why: 'imported' }),
    (p) => void navigate({ to: '/mappings/proposals/$proposal', params: { proposal: p.id } }));
  const guarded = rows?.some((r) => tables.find((t) => t.name === r.name)?.guarded) ?? false;
  const read = async (file: File | undefined) => {
    const [head = [], ...lines] = fromCsv((await file?.text()) ?? '');
    const at = (name: string) => head.indexOf(name);
    setRows(lines.map((l) => ({ name: l[at('name')] ?? '', connection: l[at('connection')] ?? '', external: l[at('external')] ?? '', own: l[at('own')] || null })));
  };
  return (
    <>
      <label className="button">Import<input type="file" accept=".csv,text/csv" className="sr" onChange={(event) => void read(event.target.files?.[0])} /></label>
      {rows && (
        <Box title="Import mappings" close={() => setRows(undefined)} wide>
          {act.data ? <div className="told" role="status">{plural(act.data.set, 'mapping')} set, {plural(act.data.released, 'item')} released.
            {act.data.refused.map((r) => <div key={r.row} className="person">Row {r.row}: {r.why}</div>)}</div> : (
            <>
              <p>{plural(rows.length, 'row')} will be set; each is a new version. The first of them:</p>
              <List label="Rows" columns={COLUMNS.slice(0, 4)} rows={rows.slice(0, 8).map((r) => ({ ...r, version: 0, author: '' }))} id={(r) => `${r.name} ${r.connection} ${r.external}`} empty={<Empty title="No rows">The first row names the columns: name, connection, external, own.</Empty>} />
              {guarded && <p className="quiet">Some of them decide about money: they are proposed, and somebody else approves them.</p>}
              <div className="acts">{!guarded && <button type="button" className="primary" disabled={rows.length === 0 || act.isPending} onClick={() => act.mutate(rows)}>Set {plural(rows.length, 'mapping')}</button>}
                <button type="button" className={guarded ? 'primary' : ''} disabled={rows.length === 0 || offer.isPending} onClick={() => offer.mutate(rows)}>Propose {plural(rows.length, 'mapping')}</button></div>
            </>
          )}
          {(act.error ?? offer.error) && <Said failed={(act.error ?? offer.error)!} />}
        </Box>
      )}
    </>
  );
}
