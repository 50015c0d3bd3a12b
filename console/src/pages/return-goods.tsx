/** Says what came back, or what it is fit for: for a back room without a system of its own. */
import { useState } from 'react';
import type { ReturnSheet } from '../types.ts';
import { post } from '../api.ts';
import type { Body } from '../paths.ts';
import { useChange, useGet } from '../data.ts';
import { Sheet } from '../parts/bits.tsx';
import { Said } from '../parts/said.tsx';
import { title } from '../words.ts';

/** As src/domain/return.ts names them. */
const FINDINGS = ['resaleable', 'damaged', 'destroyed'] as const;
type Disposition = Body<`/v1/returns/${string}/inspect`>['lines'][number]['disposition'];
interface Told {
  readonly verb: 'receive' | 'inspect';
  readonly location: string;
  readonly sku: string;
  readonly quantity: number;
  readonly disposition?: Disposition;
}

export function GoodsForm({ at, r }: { at: `/v1/returns/${string}`; r: ReturnSheet }) {
  const places = useGet('/v1/locations', { live: false }).value?.items ?? [];
  const skus = [...new Set([...r.lines.flatMap((l) => l.sku ?? []), ...r.goods.map((g) => g.sku)])];
  const [verb, setVerb] = useState<Told['verb']>('receive');
  const tell = useChange(({ verb: to, location, disposition, ...line }: Told) => (to === 'receive' ? post(`${at}/receive`, { location, lines: [line] })
    : post(`${at}/inspect`, { location, lines: [{ ...line, disposition: disposition! }] })));
  const submit = (form: FormData) => tell.mutate({
    verb, location: String(form.get('location')), sku: String(form.get('sku')), quantity: Number(form.get('quantity')),
    ...(verb === 'inspect' && { disposition: String(form.get('finding')) as Disposition }),
  });
  if (skus.length === 0) return null;
  return (
    <Sheet title="Say what came back">
      <form className="fixbar" onSubmit={(event) => { event.preventDefault(); submit(new FormData(event.currentTarget)); }}>
        <label className="field"><span>What is said</span>
          <select value={verb} onChange={(event) => setVerb(event.target.value as Told['verb'])}>
            <option value="receive">It came back</option><option value="inspect">What it is fit for</option></select></label>
        <label className="field"><span>SKU</span><select name="sku">{skus.map((s) => <option key={s}>{s}</option>)}</select></label>
        <label className="field"><span>Units</span><input name="quantity" type="number" min={1} max={1_000_000} defaultValue={1} required /></label>
        <label className="field"><span>Where</span><select name="location">{places.map((l) => <option key={l.location} value={l.location}>{l.location} · {l.name}</option>)}</select></label>
        {verb === 'inspect' && <label className="field"><span>Fit for</span><select name="finding">{FINDINGS.map((f) => <option key={f} value={f}>{title(f)}</option>)}</select></label>}
        <button type="submit" className="primary" disabled={tell.isPending || places.length === 0}>Say it</button>
        {tell.isSuccess && <p role="status" style={{ flexBasis: '100%' }}>It is written down; stock and books follow in a moment.</p>}
        {tell.error && <Said failed={tell.error} />}
      </form>
    </Sheet>
  );
}
