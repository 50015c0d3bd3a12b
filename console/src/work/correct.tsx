/** Edit and retry: the words of a document that could not be read, to be corrected and read as if they had come so. */
import { useState } from 'react';
import type { ExceptionRow } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Said, Waiting } from '../parts/said.tsx';
import { deliveryOf } from './actions.ts';

export function Correct({ e }: { e: ExceptionRow }) {
  const may = useMay('personal');
  const [open, setOpen] = useState(false);
  if (!e.document || !may) return null;
  if (open) return <Words e={e} at={e.document} />;
  return (
    <p><button type="button" onClick={() => setOpen(true)}>Edit the document and read it again …</button>
      <span className="quiet small"> It may hold personal data; that you looked stands in the audit trail.</span></p>
  );
}

function Words({ e, at }: { e: ExceptionRow; at: NonNullable<ExceptionRow['document']> }) {
  const { value: d, failed } = useGet(`/v1/documents/${at.shard}/${at.id}`, { live: false });
  if (!d) return failed ? <Said failed={failed} /> : <Waiting />;
  if (d.binary) return <p className="quiet">It is no text: ask the partner for it again.</p>;
  if (d.body === null) return <p className="quiet">Its words have expired or were erased.</p>;
  return <Editor e={e} from={d.connection} before={d.body} />;
}

function Editor({ e, from, before }: { e: ExceptionRow; from: string; before: string }) {
  const [text, setText] = useState(before);
  const [why, setWhy] = useState('');
  const act = useChange((body: string) => post(`${deliveryOf(e)}/correct`, { body, why: why.trim() }));
  if (act.data) return <p className="told" role="status">{act.data.done} If it says what it should, its story goes on.</p>;
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); act.mutate(text); }}>
      <label className="field"><span>What {from} sent</span>
        <textarea className="exact" rows={12} value={text} spellCheck={false} onChange={(event) => setText(event.target.value)} /></label>
      <label className="field"><span>Why is it corrected?</span><input required value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} /></label>
      <div className="acts"><button type="submit" className="primary" disabled={text === before || !why.trim() || act.isPending}>Read it as corrected</button>
        <span className="quiet small">What came stays in the log; this becomes a document of its own, and what stopped is closed.</span></div>
      {act.error && <Said failed={act.error} />}
    </form>
  );
}
