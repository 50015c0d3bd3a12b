/** The frame: bar, what the address asks for, and the keys that work everywhere. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { Bar } from './bar.tsx';
import { openNow, useStoryReference } from './go.ts';
import { Help } from './help.tsx';
import { useKeys } from './keys.ts';
import { useLive } from './live.ts';
import { Now } from './now.tsx';
import { Said, SignedOut } from './said.tsx';
import { StoryPage } from './story.tsx';

export function App() {
  const reference = useStoryReference();
  const live = useLive();
  const search = useRef<HTMLInputElement>(null);
  const [help, setHelp] = useState(false);
  const closeHelp = useCallback(() => setHelp(false), []);
  useKeys({
    '/': () => search.current?.focus(), '?': () => setHelp(true), Escape: () => openNow(), 'g n': () => openNow(),
    'g o': () => openNow('orders'), 'g e': () => openNow('exceptions'), 'g p': () => openNow('partners'),
  });
  useEffect(() => {
    document.title = reference === undefined ? titleOf(live.overview?.exceptions.total) : `${reference} · Threadline`;
  }, [reference, live.overview]);
  const page = reference === undefined ? <Now live={live} /> : <StoryPage reference={reference} live={live} />;
  return (
    <>
      <Bar search={search} reference={reference} live={live} />
      <main>
        {live.failed?.signedOut ? <SignedOut /> : page}
        {live.failed && !live.failed.signedOut && <Said failed={live.failed} />}
      </main>
      {help && <Help close={closeHelp} />}
    </>
  );
}

const titleOf = (open: number | undefined): string => (open ? `(${open}) Threadline` : 'Threadline');
