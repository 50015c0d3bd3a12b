/** Cancelling an order or some of it: what it would do is said before the button can be pressed; what waits can be taken back. */
import { useState } from 'react';
import type { Answer } from '../paths.ts';
import { post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Sheet } from '../parts/bits.tsx';
import { Said } from '../parts/said.tsx';
import { plural, title } from '../words.ts';

type At = `/v1/orders/${string}/cancellation`;
type View = Answer<At>;
type Line = View['lines'][number];

export function Cancel({ order }: { order: string }) {
  const may = useMay('work');
  const [open, setOpen] = useState(false);
  const at: At = `/v1/orders/${encodeURIComponent(order)}/cancellation`;
  const { value, failed, again } = useGet(may ? at : undefined);
  if (!may || (!value && !failed)) return null;
  if (!value) return <Sheet title="Cancel"><Said failed={failed!} again={again} /></Sheet>;
  const left = value.lines.filter((l) => l.open > 0);
  if (left.length === 0 && value.waiting.length === 0) return null;
  return (
    <Sheet title="Cancel">
      {value.waiting.length > 0 && <Waiting at={at} view={value} />}
      {!open && left.length > 0 && (
        <p className="pad"><button type="button" onClick={() => setOpen(true)}>Cancel the order, or some of it…</button></p>
      )}
      {open && left.length > 0 && <CancelForm at={at} view={value} left={left} close={() => setOpen(false)} />}
    </Sheet>
  );
}

function Waiting({ at, view }: { at: At; view: View }) {
  const back = useChange((wish: string) => post(`${at}/${encodeURIComponent(wish)}/withdraw`, {}));
  return (
    <ul className="nextup pad">
      {view.waiting.filter((w) => !(back.isSuccess && back.variables === w.wish)).map((w) => (
        <li key={w.wish}>
          <span>{w.whole ? 'The whole order is' : plural(w.units, 'unit')} to be cancelled ({title(w.reason).toLowerCase()}): {w.says}</span>
          {w.revocable && <button type="button" disabled={back.isPending} onClick={() => back.mutate(w.wish)}>Take it back</button>}
        </li>
      ))}
      {back.isSuccess && <li role="status">Taken back. The story above says what goes on.</li>}
      {back.error && <Said failed={back.error} />}
    </ul>
  );
}

interface Form { readonly at: At; readonly view: View; readonly left: readonly Line[]; readonly close: () => void }
function CancelForm({ at, view, left, close }: Form) {
  const [units, setUnits] = useState<Readonly<Record<string, number>>>(Object.fromEntries(left.map((l) => [l.line, l.open])));
  const [reason, setReason] = useState<View['reasons'][number]['reason']>('buyer');
  const chosen = left.flatMap((l) => ((units[l.line] ?? 0) > 0 ? [{ line: l.line, quantity: units[l.line]! }] : []));
  const whole = left.every((l) => units[l.line] === l.open) && left.length === view.lines.length;
  const ask = useChange((why: string) => post(at, { reason, ...(why && { why }), ...(whole ? {} : { lines: chosen }) }));
  const code = view.reasons.find((r) => r.reason === reason)?.code;
  return (
    <form className="pad" onSubmit={(event) => {
      event.preventDefault();
      ask.mutate(String(new FormData(event.currentTarget).get('why') ?? '').trim());
    }}>
      <div className="fixbar">
        {left.map((l) => (
          <label className="field" key={l.line}><span>{l.sku ?? l.title}, of {l.open}</span>
            <input type="number" min={0} max={l.open} value={units[l.line] ?? 0}
              onChange={(event) => setUnits({ ...units, [l.line]: Number(event.target.value) })} /></label>
        ))}
        <label className="field"><span>Reason</span>
          <select value={reason} onChange={(event) => setReason(event.target.value as typeof reason)}>
            {view.reasons.map((r) => <option key={r.reason} value={r.reason}>{title(r.reason)}{r.code ? ` (${r.code})` : ''}</option>)}
          </select></label>
        <label className="field"><span>Why, for the audit trail</span><input name="why" maxLength={500} /></label>
      </div>
      <p><strong>What will happen</strong></p>
      <ul aria-label="What will happen">
        <li>{`${whole ? 'The whole order is' : plural(chosen.reduce((n, l) => n + l.quantity, 0), 'unit is', 'units are')} cancelled` +
          `${code ? `; ${view.channel} hears the reason ${code}` : ''}.`}</li>
        {hands(left, units)}
        {(whole ? view.whole : view.part).map((says) => <li key={says}>{says}</li>)}
      </ul>
      <p>
        <button type="submit" disabled={ask.isPending || ask.isSuccess || chosen.length === 0}>
          {whole ? 'Cancel the whole order' : 'Cancel these units'}</button>{' '}
        <button type="button" className="quiet" onClick={close}>Leave it as it is</button>
      </p>
      {ask.isSuccess && <p role="status">Asked for. The story above says what becomes of it.</p>}
      {ask.error && <Said failed={ask.error} />}
    </form>
  );
}

const hands = (left: readonly Line[], units: Readonly<Record<string, number>>) => left
  .filter((l) => l.released > 0 && (units[l.line] ?? 0) > l.open - l.released)
  .map((l) => <li key={l.line}>{`A warehouse has ${l.released} × ${l.sku ?? l.title} in hand.`}</li>);
