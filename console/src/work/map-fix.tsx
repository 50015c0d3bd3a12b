/** The fix in place for what waits for a mapping: what it stands for, and what setting it will release. */
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { ExceptionGroup } from '../types.ts';
import { address, post } from '../api.ts';
import { useChange, useGet, useSession } from '../data.ts';
import { Said } from '../parts/said.tsx';
import { held, plural, title } from '../words.ts';

export interface Mapping { readonly name: string; readonly connection: string; readonly external: string }
export function mappingIn(waitsOn: string | null): Mapping | undefined {
  const [, name, connection, external] = /^mapping:([^:]*):([^:]*):(.*)$/s.exec(waitsOn ?? '') ?? [];
  return name && connection && external ? { name, connection, external } : undefined;
}
interface Set { readonly version?: number; readonly released: number; readonly warning?: string; readonly proposals?: readonly unknown[]; readonly proposed?: string }

/** Codes of payouts are classified by whoever may approve; everything else is mapped by whoever operates. */
export function useMayFix(mapping: Mapping | undefined): boolean {
  const session = useSession();
  return mapping !== undefined && Boolean(session?.rights.includes(mapping.name === 'fee' ? 'approve' : 'operate'));
}

/** `Code@marketplace` is a code of one marketplace. */
async function write({ name, connection, external }: Mapping, own: string, why: string): Promise<Set> {
  const because = why ? { why } : {};
  if (name === 'account' || name === 'tax') {
    const { id } = await post('/v1/proposals', { changes: [{ kind: 'mapping', name, connection, external, own }], ...because });
    return { released: 0, proposed: id };
  }
  if (name !== 'fee') return post('/v1/mappings', { name, connection, external, own, ...because });
  const at = external.lastIndexOf('@');
  const { proposals, rule } = await post('/v1/fee-codes', {
    connection, code: at > 0 ? external.slice(0, at) : external, class: own, ...(at > 0 && { marketplace: external.slice(at + 1) }), ...because,
  });
  return { released: 0, proposals, ...(rule !== null && { proposed: rule }) };
}

interface Props {
  readonly mapping: Mapping;
  readonly g: Pick<ExceptionGroup, 'count' | 'orders' | 'held'>;
  /** What it most likely is: offered, never set by itself. */
  readonly likely?: string;
}
export function MapFix({ mapping, g, likely = '' }: Props) {
  const [own, setOwn] = useState(likely);
  const [why, setWhy] = useState('');
  const list = useId();
  const set = useChange((value: string) => write(mapping, value, why));
  const known = useKnown(mapping.name, own);
  if (set.data) return <Done of={set.data} g={g} />;
  return (
    <form className="fixbar" onSubmit={(event) => { event.preventDefault(); if (own.trim()) set.mutate(own.trim()); }}>
      <p style={{ flexBasis: '100%' }}>{mapping.connection} calls it <code>{mapping.external}</code></p>
      <label className="field"><span>and we call it</span>
        <input value={own} list={list} required autoComplete="off" placeholder={mapping.name === 'sku' ? 'a SKU of ours' : mapping.name === 'fee' ? 'a class: type to choose' : `our ${mapping.name}`}
          onChange={(event) => setOwn(event.target.value)} />
        <datalist id={list}>{known.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</datalist>
      </label>
      <label className="field"><span>Why <span className="quiet">(optional)</span></span>
        <input value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} /></label>
      <button type="submit" className="primary" disabled={!own.trim() || set.isPending}>
        {mapping.name === 'fee' ? 'Classify' : 'Map'} and release {plural(g.count, 'item')}</button>
      <p className="small quiet" style={{ flexBasis: '100%' }}>It releases {plural(g.count, 'item')}
        {g.orders > 0 && ` of ${plural(g.orders, 'order')}`}{g.held.length > 0 && `, ${held(g.held)}`}, and every later one under this name. A new version is written; the trail says who.
        {mapping.name === 'fee' && ' It decides about money: it counts once somebody else approves it.'}</p>
      {set.error && <Said failed={set.error} />}
    </form>
  );
}

function Done({ of, g }: { of: Set } & Pick<Props, 'g'>) {
  if (of.proposed) return <p className="told" role="status">It decides about money, so it is <Link to="/mappings/proposals/$proposal" params={{ proposal: of.proposed }}>proposed</Link>: once somebody else approves it, {plural(g.count, 'item')} will go on.</p>;
  if (of.proposals) return <p className="told" role="status">Classified. The books follow, and {plural(g.count, 'item')} will go on, once <Link to="/finance/approvals">somebody else approves it</Link>: {plural(of.proposals.length, 'payout')}.</p>;
  return <p className="told" role="status">Mapped, as version {of.version}. {plural(of.released, 'item')} released{of.warning && `; ${of.warning}`}.</p>;
}

function useKnown(name: string, typed: string): readonly (readonly [string, string])[] {
  const products = useGet(name === 'sku' ? address('/v1/products', { search: typed, limit: 20 }) : undefined, { live: false });
  const locations = useGet(name === 'location' ? '/v1/locations' : undefined, { live: false });
  const tables = useGet('/v1/mappings/tables', { live: false }).value;
  const choices = tables?.items.find((t) => t.name === name)?.choices ?? [];
  return [...choices.map((c) => [c, title(c)] as const), ...(products.value?.items ?? []).map((p) => [p.sku, p.title] as const), ...(locations.value?.items ?? []).map((l) => [l.location, l.name] as const)];
}
