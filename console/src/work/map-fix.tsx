/** The fix in place for what waits for a mapping: what it stands for, and what setting it will release. */
import { useId, useState } from 'react';
import type { ExceptionGroup, LocationRow, MappingTable, Page, ProductRow } from '../../../src/api/types.ts';
import { address, post } from '../api.ts';
import { useChange, useGet } from '../data.ts';
import { Said } from '../parts/said.tsx';
import { held, plural, title } from '../words.ts';

export interface Mapping { readonly name: string; readonly connection: string; readonly external: string }
export function mappingIn(waitsOn: string | null): Mapping | undefined {
  const [, name, connection, external] = /^mapping:([^:]*):([^:]*):(.*)$/s.exec(waitsOn ?? '') ?? [];
  return name && connection && external ? { name, connection, external } : undefined;
}
interface Set { readonly version: number; readonly released: number; readonly warning?: string }

export function MapFix({ mapping, g }: { mapping: Mapping; g: Pick<ExceptionGroup, 'count' | 'orders' | 'held'> }) {
  const [own, setOwn] = useState('');
  const [why, setWhy] = useState('');
  const list = useId();
  const set = useChange((value: string) => post<Set>('/v1/mappings', { ...mapping, own: value, ...(why && { why }) }));
  const known = useKnown(mapping.name, own);
  const done = set.data;
  if (done) return <p className="told" role="status">Mapped, as version {done.version}. {plural(done.released, 'item')} released{done.warning && `; ${done.warning}`}.</p>;
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
        Map and release {plural(g.count, 'item')}</button>
      <p className="small quiet" style={{ flexBasis: '100%' }}>It releases {plural(g.count, 'item')}
        {g.orders > 0 && ` of ${plural(g.orders, 'order')}`}{g.held.length > 0 && `, ${held(g.held)}`}, and every later one under this name. A new version is written; the trail says who.</p>
      {set.error && <Said failed={set.error} />}
    </form>
  );
}

function useKnown(name: string, typed: string): readonly (readonly [string, string])[] {
  const products = useGet<Page<ProductRow>>(name === 'sku' ? address('/v1/products', { search: typed, limit: 20 }) : undefined, { live: false });
  const locations = useGet<{ items: readonly LocationRow[] }>(name === 'location' ? '/v1/locations' : undefined, { live: false });
  const tables = useGet<{ items: readonly MappingTable[] }>('/v1/mappings/tables', { live: false }).value;
  const choices = tables?.items.find((t) => t.name === name)?.choices ?? [];
  return [...choices.map((c) => [c, title(c)] as const), ...(products.value?.items ?? []).map((p) => [p.sku, p.title] as const), ...(locations.value?.items ?? []).map((l) => [l.location, l.name] as const)];
}
