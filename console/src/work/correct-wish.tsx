/** Edit and retry: what a partner refused, value by value; the corrected ones are sent under the same key. */
import { useState } from 'react';
import type { ExceptionRow, RefusedWish } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useGet } from '../data.ts';
import { Said, Waiting } from '../parts/said.tsx';
import { plural, title } from '../words.ts';
import { deliveryOf } from './actions.ts';

export function CorrectWish({ e }: { e: ExceptionRow }) {
  const [open, setOpen] = useState(false);
  if (!e.refused) return null;
  if (open) return <Values e={e} />;
  return <p><button type="button" onClick={() => setOpen(true)}>Edit what was asked for and send it again …</button></p>;
}

function Values({ e }: { e: ExceptionRow }) {
  const { value, failed } = useGet(`${deliveryOf(e)}/wish`, { live: false });
  // Once it was sent there is nothing to edit any more, and to ask again fails: what was shown stays.
  if (value) return <Form e={e} wish={value} />;
  return failed ? <Said failed={failed} /> : <Waiting />;
}

type Field = RefusedWish['fields'][number];
const keyOf = (f: Field): string => f.path.join('.');
/** `order.lines.0.quantity` → `Order · lines 1 · quantity`. */
const nameOf = (f: Field): string => title(f.path.join(' · ').replace(/ · (\d+)/g, (_m, i: string) => ` ${Number(i) + 1}`));

function Form({ e, wish }: { e: ExceptionRow; wish: RefusedWish }) {
  const [edited, setEdited] = useState<Readonly<Record<string, string>>>({});
  const [why, setWhy] = useState('');
  const fields = wish.fields.filter((f) => !f.fixed);
  const changes = fields.flatMap((f) => {
    const value = edited[keyOf(f)];
    return value === undefined || value === f.value ? [] : [{ path: [...f.path], value }];
  });
  const act = useChange(() => post(`${deliveryOf(e)}/wish`, { changes, why: why.trim() }));
  if (act.data) return <p className="told" role="status">{act.data.done} What was refused is closed; the story shows both.</p>;
  const fixed = wish.fields.filter((f) => f.fixed);
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
      <p className="strong">{wish.to} refused: {title(wish.type)}</p>
      <div className="values">
        {fields.map((f) => (
          <label key={keyOf(f)} className="field"><span className="small">{nameOf(f)}{f.unit && <span className="quiet"> in {f.unit}</span>}</span>
            {f.kind === 'truth' ? (
              <select value={edited[keyOf(f)] ?? f.value} onChange={(event) => setEdited({ ...edited, [keyOf(f)]: event.target.value })}><option value="true">yes</option><option value="false">no</option></select>
            ) : <input value={edited[keyOf(f)] ?? f.value} inputMode={f.kind === 'text' ? 'text' : 'decimal'} onChange={(event) => setEdited({ ...edited, [keyOf(f)]: event.target.value })} />}
          </label>
        ))}
      </div>
      <details><summary>{plural(fixed.length, 'value')} that say whose it is stay as they are</summary>
        <dl className="facts small">{fixed.map((f) => <div key={keyOf(f)} style={{ display: 'contents' }}><dt>{nameOf(f)}</dt><dd className="exact">{f.value}</dd></div>)}</dl></details>
      <label className="field"><span>Why is it corrected?</span><input required value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} /></label>
      <div className="acts"><button type="submit" className="primary" disabled={changes.length === 0 || !why.trim() || act.isPending}>Send it as corrected</button>
        <span className="quiet small">{changes.length === 0 ? 'Nothing is changed yet.' : `${plural(changes.length, 'value')} changed; ${wish.to} applied nothing of what it refused.`}</span></div>
      {act.error && <Said failed={act.error} />}
    </form>
  );
}
