/** What needs a person, by kind; a kind opens to its items, with what happened, what fixes it and a retry. */
import { useState } from 'react';
import type { ExceptionCount, ExceptionRow, Page } from '../../src/api/types.ts';
import { Failed, post } from './api.ts';
import { storyAddress } from './go.ts';
import { useFetched, useNow, type Live } from './live.ts';
import { Empty, Said } from './said.tsx';
import { age, count, moment, plural, title } from './words.ts';

const SHOWN = 20;

export function Exceptions({ live }: { live: Live }) {
  const kinds = live.overview?.exceptions.byKind;
  return (
    <section className="sheet" id="exceptions">
      <header>
        <h2>Needs a person</h2>
        {kinds && kinds.length > 0 && <span className="quiet">{plural(live.overview!.exceptions.total, 'item')}</span>}
      </header>
      {kinds?.length === 0 && (
        <Empty title="Nothing needs a person">
          Whatever stops and cannot help itself appears here, with what fixes it.
        </Empty>
      )}
      {kinds?.map((k) => <Kind key={`${k.exception} ${k.owner}`} kind={k} live={live} />)}
      {!kinds && <div className="empty" aria-hidden>&nbsp;</div>}
    </section>
  );
}

function Kind({ kind, live }: { kind: ExceptionCount; live: Live }) {
  const now = useNow();
  const [open, setOpen] = useState(false);
  return (
    <details className="kind" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="n">{count(kind.count)}</span>
        <span>{title(kind.exception)} <span className="quiet">for {kind.owner}</span></span>
        <span className="quiet" title={moment(kind.oldest)}>{age(kind.oldest, now)}</span>
        <span className="means">{kind.means}</span>
      </summary>
      {open && <Items kind={kind} live={live} />}
    </details>
  );
}

function Items({ kind, live }: { kind: ExceptionCount; live: Live }) {
  const query = new URLSearchParams({ kind: kind.exception, owner: kind.owner, limit: String(SHOWN) });
  const when = `${live.head} ${kind.count}`;
  const { value, failed, again } = useFetched<Page<ExceptionRow>>(`/v1/exceptions?${query}`, when);
  return (
    <>
      {failed && <Said failed={failed} />}
      <ul>
        {value?.items.map((e) => <Item key={e.name} item={e} done={again} />)}
        {value?.next && <li className="quiet">and more; the longest waiting are shown</li>}
        {!value && !failed && <li className="quiet">…</li>}
      </ul>
    </>
  );
}

const deliveryOf = ({ delivery: { shard, message, handler } }: ExceptionRow): string =>
  `/v1/deliveries/${shard}/${message}/${encodeURIComponent(handler)}`;

/** What went wrong with the last try is said where it was tried. */
function useAct(item: ExceptionRow, done: () => void) {
  const [state, setState] = useState<{ busy: boolean; failed?: Failed }>({ busy: false });
  const act = async (what: 'retry' | 'drop', why: string) => {
    setState({ busy: true });
    try {
      await post(`${deliveryOf(item)}/${what}`, { why });
      setState({ busy: false });
      done();
    } catch (error) {
      setState({ busy: false, failed: error as Failed });
    }
  };
  return { ...state, act };
}

function Item({ item, done }: { item: ExceptionRow; done: () => void }) {
  const { busy, failed, act } = useAct(item, done);
  const [dropping, setDropping] = useState(false);
  return (
    <li>
      <span>{item.why}</span>
      <span className="quiet">{item.fix}</span>
      <span className="acts">
        <a href={storyAddress(item.correlation)}>Story</a>
        <button type="button" className="press" disabled={busy} onClick={() => void act('retry', 'from the console')}>
          Retry
        </button>
        <button type="button" className="press" disabled={busy} onClick={() => setDropping(!dropping)}>Drop …</button>
        {item.assignee && <span className="quiet">{item.assignee} has it</span>}
        {item.attempts > 1 && <span className="quiet">{plural(item.attempts, 'attempt')}</span>}
      </span>
      {dropping && <Drop busy={busy} drop={(why) => void act('drop', why)} />}
      {failed && <Said failed={failed} />}
    </li>
  );
}

/** Giving up needs a reason: it is the only trace of why the work was never done. */
function Drop({ busy, drop }: { busy: boolean; drop: (why: string) => void }) {
  const [why, setWhy] = useState('');
  return (
    <form className="acts" onSubmit={(event) => {
      event.preventDefault();
      if (why.trim()) drop(why.trim());
    }}>
      <input className="line" autoFocus value={why} maxLength={500} placeholder="Why is it not needed any more?"
        aria-label="Reason" onChange={(event) => setWhy(event.target.value)} />
      <button type="submit" className="press" disabled={busy || !why.trim()}>Drop</button>
    </form>
  );
}
