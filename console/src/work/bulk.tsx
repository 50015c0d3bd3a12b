/** The same with many: what is marked, or all that are shown; each is done or says why not. Preview before press. */
import { useState } from 'react';
import type { ExceptionGroup, ExceptionRow } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useSession } from '../data.ts';
import { useKeys } from '../keys.ts';
import { Said } from '../parts/said.tsx';
import { person, plural } from '../words.ts';
import { HOURS, inHours, says, type Action } from './actions.ts';

interface Done {
  readonly done: number;
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}
interface Props {
  readonly g: ExceptionGroup;
  readonly shown: readonly ExceptionRow[];
  readonly names: ReadonlySet<string>;
  readonly done: () => void;
}
interface Asked {
  readonly action: Action;
  readonly why?: string;
  readonly assignee?: string | null;
  readonly until?: string;
}

const outcome = ({ done, refused }: Done): string =>
  `${plural(done, 'item')} done${refused[0] ? `; ${refused.length} not: ${refused[0].why}` : ''}`;

const named = (length: number, { marked, all }: { marked: boolean; all: boolean }): string =>
  (marked ? plural(length, 'marked item') : `${all ? 'all' : 'the first'} ${length}`);

interface Hands { readonly act: (asked: Asked) => void; readonly ask: (action: Action) => void; readonly me: string; readonly retryable: boolean }
const keys = ({ act, ask, me, retryable }: Hands): Record<string, () => void> => ({
  a: () => act({ action: 'assign', assignee: me }), s: () => act({ action: 'snooze', until: inHours(HOURS[1][0]) }),
  d: () => ask('drop'), ...(retryable && { r: () => ask('retry') }),
});

export function Bulk({ g, shown, names, done }: Props) {
  const session = useSession();
  const [action, setAction] = useState<Action>();
  const which = names.size > 0 ? shown.filter((e) => names.has(e.name)) : shown;
  const act = useChange(
    (asked: Asked) => post('/v1/deliveries/bulk', { names: which.map((e) => e.name), ...asked }),
    () => {
      setAction(undefined);
      done();
    },
  );
  const me = person(session?.who ?? '');
  const idle = shown.length > 0 && !act.isPending && !action;
  const retryable = which.some((e) => e.retryable);
  useKeys(idle ? keys({ act: act.mutate, ask: setAction, me, retryable }) : {});
  if (shown.length === 0) return null;
  return (
    <div className="bulk">
      <span className="quiet">{named(which.length, { marked: names.size > 0, all: which.length >= g.count })}:</span>
      {retryable && (
        <button type="button" onClick={() => setAction('retry')} disabled={act.isPending} title="r">
          Retry …
        </button>
      )}
      <button type="button" onClick={() => act.mutate({ action: 'assign', assignee: me })} disabled={act.isPending} title="a">
        Take
      </button>
      <button type="button" onClick={() => act.mutate({ action: 'assign', assignee: null })} disabled={act.isPending}>
        Give back
      </button>
      {HOURS.map(([hours, name]) => (
        <button
          key={name}
          type="button"
          disabled={act.isPending}
          onClick={() => act.mutate({ action: 'snooze', until: inHours(hours) })}
        >
          {name}
        </button>
      ))}
      <button type="button" className="danger" onClick={() => setAction('drop')} disabled={act.isPending} title="d">
        {retryable ? 'Drop …' : 'Close …'}
      </button>
      {act.data && <span role="status">{outcome(act.data)}</span>}
      {action && (
        <Sure
          action={action}
          which={which}
          busy={act.isPending}
          act={(why) => act.mutate({ action, ...(why && { why }) })}
          close={() => setAction(undefined)}
        />
      )}
      {act.error && <Said failed={act.error} />}
    </div>
  );
}

interface SureProps {
  readonly action: Action;
  readonly which: readonly ExceptionRow[];
  readonly busy: boolean;
  readonly act: (why: string) => void;
  readonly close: () => void;
}
/** What it will do, in words, before the button that does it. */
function Sure({ action, which, busy, act, close }: SureProps) {
  const [why, setWhy] = useState('');
  const dropping = action === 'drop';
  return (
    <form
      className="fixbar"
      style={{ flexBasis: '100%' }}
      onSubmit={(event) => {
        event.preventDefault();
        act(why.trim());
      }}
    >
      <p style={{ flexBasis: '100%' }}>{says(action, which)}</p>
      <label className="field">
        <span>{dropping ? 'Reason' : 'Why (optional)'}</span>
        <input
          autoFocus
          value={why}
          maxLength={500}
          required={dropping}
          placeholder={dropping ? 'Why is it not needed any more?' : ''}
          onChange={(event) => setWhy(event.target.value)}
        />
      </label>
      <button type="submit" className={dropping ? 'danger' : 'primary'} disabled={busy || (dropping && !why.trim())}>
        {!dropping ? 'Retry' : which.some((e) => e.retryable) ? 'Drop' : 'Close'} {plural(which.length, 'item')}
      </button>
      <button type="button" className="plain" onClick={close}>
        Not now
      </button>
    </form>
  );
}
