/** Search by any number, whether it is live, and who is here. */
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState, type RefObject } from 'react';
import { useNow, type Live } from '../live.ts';
import { age, moment } from '../words.ts';
import { toStory } from './to-story.ts';

const Who = lazy(() => import('./who.tsx').then((m) => ({ default: m.Who })));
interface Props {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly live: Live;
  readonly palette: () => void;
}

export function Bar({ search, live, palette }: Props) {
  return (
    <div className="bar">
      <Search field={search} />
      <button type="button" className="plain small" onClick={palette} title="Go anywhere, do anything">
        <kbd>Ctrl</kbd> <kbd>K</kbd>
      </button>
      <div className="end">
        <Pulse live={live} />
        <Suspense fallback={<span className="plain">…</span>}>
          <Who />
        </Suspense>
      </div>
    </div>
  );
}

function Search({ field }: { field: Props['search'] }) {
  const { reference } = useParams({ strict: false });
  const navigate = useNavigate();
  const [text, setText] = useState(reference ?? '');
  const [last, setLast] = useState(reference);
  // While rendering, not in an effect: an effect runs after the next key was typed already, and would eat it.
  if (last !== reference) {
    setLast(reference);
    setText(reference ?? '');
  }
  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (!text.trim()) return;
        void navigate(toStory(text.trim()));
        field.current?.blur();
      }}
    >
      <input
        ref={field}
        type="search"
        value={text}
        spellCheck={false}
        autoComplete="off"
        aria-label="Find a story by any number"
        placeholder="Any number: order, tracking, payout, SKU, e-mail"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          setText('');
          field.current?.blur();
        }}
      />
      {text === '' && <kbd aria-hidden>/</kbd>}
    </form>
  );
}

function Pulse({ live }: { live: Live }) {
  const now = useNow();
  if (!live.connected) {
    const [tone, word] = live.overview ? ['broken', 'Connection lost, trying again'] : ['wait', 'Connecting'];
    return (
      <span className={`mark ${tone}`} role="status">
        {word}
      </span>
    );
  }
  const last = live.lastMessageAt;
  return (
    <span title={last ? `Last message ${moment(last)}` : 'No message yet'}>
      <span className="mark ok pulse" role="status">
        Live
      </span>
      <span className="quiet wide">
        {' '}
        · {last ? `last message ${age(last, now)} ago` : 'nothing has happened yet'}
      </span>
    </span>
  );
}
