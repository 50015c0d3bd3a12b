/** What people wrote beside a story. */
import { useState } from 'react';
import { post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Age, Sheet } from '../parts/bits.tsx';
import { Said } from '../parts/said.tsx';
import { person } from '../words.ts';

export function Notes({ correlation }: { correlation: string }) {
  const { value } = useGet(`/v1/stories/notes/${correlation}`);
  const [text, setText] = useState('');
  const write = useChange(
    (note: string) => post(`/v1/stories/notes/${correlation}`, { text: note }),
    () => setText(''),
  );
  const may = useMay('work');
  if (!may && (value?.items.length ?? 0) === 0) return null;
  return (
    <Sheet title="Notes">
      <ul className="notes">
        {value?.items.map((n) => (
          <li key={n.at}>
            <strong>{person(n.who)}</strong>{' '}
            <span className="quiet small">
              <Age at={n.at} ago />
            </span>
            <div>{n.text}</div>
          </li>
        ))}
      </ul>
      {may && (
        <form
          className="fixbar"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) write.mutate(text);
          }}
        >
          <input
            className="grow"
            style={{ flex: 1 }}
            aria-label="Write a note"
            placeholder="Write a note for whoever looks next; no personal data"
            value={text}
            maxLength={2000}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" disabled={!text.trim() || write.isPending}>
            Note it
          </button>
        </form>
      )}
      {write.error && <Said failed={write.error} />}
    </Sheet>
  );
}
