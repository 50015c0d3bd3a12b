/** Name, search, whether it is live, light or dark. */
import { useEffect, useState, type RefObject } from 'react';
import { openNow, openStory } from './go.ts';
import { useNow, type Live } from './live.ts';
import { age, moment } from './words.ts';

interface Props {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly reference: string | undefined;
  readonly live: Live;
}

export function Bar({ search, reference, live }: Props) {
  return (
    <div className="bar">
      <a className="name" href="#/"><Thread />Threadline</a>
      <Search field={search} reference={reference} />
      <div className="end">
        <Pulse live={live} />
        <Look />
      </div>
    </div>
  );
}

const Thread = () => (
  <svg width="18" height="18" viewBox="0 0 32 32" fill="none" stroke="var(--accent)" strokeWidth="3"
    strokeLinecap="round" aria-hidden>
    <path d="M5 8h7c6 0 2 16 8 16h7" /><circle cx="5" cy="8" r="2.5" fill="var(--accent)" stroke="none" />
    <circle cx="27" cy="24" r="2.5" fill="var(--accent)" stroke="none" />
  </svg>
);

function Search({ field, reference }: { field: Props['search']; reference: string | undefined }) {
  const [text, setText] = useState(reference ?? '');
  const [last, setLast] = useState(reference);
  // While rendering, not in an effect: an effect runs after the next key was typed already, and would eat it.
  if (last !== reference) {
    setLast(reference);
    setText(reference ?? '');
  }
  return (
    <form className="search" role="search" onSubmit={(event) => {
      event.preventDefault();
      if (!text.trim()) return;
      openStory(text.trim());
      field.current?.blur();
    }}>
      <input ref={field} type="search" value={text} spellCheck={false} autoComplete="off"
        aria-label="Find a story by any number" placeholder="Any number: order, shipment, tracking, invoice, payout"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          setText('');
          openNow();
          field.current?.blur();
        }} />
      {text === '' && <kbd aria-hidden>/</kbd>}
    </form>
  );
}

function Pulse({ live }: { live: Live }) {
  const now = useNow();
  if (live.failed?.signedOut) return <span className="quiet" role="status">Signed out</span>;
  if (!live.connected) {
    const [tone, word] = live.overview ? ['broken', 'Connection lost, trying again'] : ['wait', 'Connecting'];
    return <span className={`mark ${tone}`} role="status">{word}</span>;
  }
  const last = live.lastMessageAt;
  return (
    <span role="status" title={last ? `Last message ${moment(last)}` : 'No message yet'}>
      <span className="mark ok pulse">Live</span>
      <span className="quiet">{last ? ` · last message ${age(last, now)} ago` : ' · nothing has happened yet'}</span>
    </span>
  );
}

const LOOKS = ['auto', 'light', 'dark'] as const;
type LookName = (typeof LOOKS)[number];

function Look() {
  const [look, setLook] = useState<LookName>(() => {
    const kept = localStorage.getItem('look');
    return LOOKS.find((l) => l === kept) ?? 'auto';
  });
  useEffect(() => {
    document.documentElement.dataset['look'] = look;
    localStorage.setItem('look', look);
  }, [look]);
  return (
    <button type="button" className="plain small" title="Light, dark, or as the system"
      onClick={() => setLook(LOOKS[(LOOKS.indexOf(look) + 1) % LOOKS.length]!)}>
      {look === 'auto' ? 'Auto' : look === 'light' ? 'Light' : 'Dark'}
    </button>
  );
}
