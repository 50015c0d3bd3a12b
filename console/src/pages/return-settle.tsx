/** What the buyer gets instead of the money: store credit, a gift card, or the goods again at no charge. */
import { useState } from 'react';
import type { ReturnSheet } from '../types.ts';
import { post } from '../api.ts';
import { useChange } from '../data.ts';
import { Sheet } from '../parts/bits.tsx';
import { Said } from '../parts/said.tsx';

const WAYS = { 'store-credit': 'Store credit', 'gift-card': 'A gift card', again: 'The goods again, at no charge' } as const;
type Way = keyof typeof WAYS;
interface Settled { readonly way: Way; readonly sku: string; readonly quantity: number; readonly amount: string; readonly reference: string }

export function SettleForm({ at, r }: { at: `/v1/returns/${string}`; r: ReturnSheet }) {
  const skus = [...new Set([...r.lines.flatMap((l) => l.sku ?? []), ...r.goods.map((g) => g.sku)])];
  const [way, setWay] = useState<Way>('store-credit');
  const settle = useChange(async ({ way: as, sku, quantity, amount, reference }: Settled): Promise<string> => {
    const lines = [{ sku, quantity }];
    if (as === 'again') return `It is sent again as order ${(await post(`${at}/replace`, { lines })).number}.`;
    const given = await post(`${at}/credit`, { as, lines, ...(amount && { amount }), ...(reference && { reference }) });
    return `${given.amount} ${given.currency} is owed to the buyer.`;
  });
  const submit = (form: FormData) => settle.mutate({ way, sku: String(form.get('sku')), quantity: Number(form.get('quantity')),
    amount: String(form.get('amount') ?? '').trim(), reference: String(form.get('reference') ?? '').trim() });
  if (skus.length === 0) return null;
  return (
    <Sheet title="Give something else than the money">
      <form className="fixbar" onSubmit={(event) => { event.preventDefault(); submit(new FormData(event.currentTarget)); }}>
        <label className="field"><span>The buyer gets</span>
          <select value={way} onChange={(event) => setWay(event.target.value as Way)}>
            {Object.entries(WAYS).map(([name, says]) => <option key={name} value={name}>{says}</option>)}</select></label>
        <label className="field"><span>For</span><select name="sku">{skus.map((s) => <option key={s}>{s}</option>)}</select></label>
        <label className="field"><span>Units</span><input name="quantity" type="number" min={1} max={1_000_000} defaultValue={1} required /></label>
        {way !== 'again' && <>
          <label className="field"><span>Amount</span><input name="amount" inputMode="decimal" placeholder="what was charged" pattern="\d+(\.\d+)?" /></label>
          <label className="field"><span>Its number at the shop</span><input name="reference" /></label>
        </>}
        <button type="submit" disabled={settle.isPending}>Give it</button>
        {settle.isSuccess && <p role="status" style={{ flexBasis: '100%' }}>{settle.data}</p>}
        {settle.error && <Said failed={settle.error} />}
      </form>
    </Sheet>
  );
}
