/** One message: what it says, its data, who works on it and how often, and the partner's raw words when asked for. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { MessageSheet } from '../types.ts';
import { useGet, useMay } from '../data.ts';
import { Age, Mark, When, type Tone } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { plural } from '../words.ts';

type Work = MessageSheet['work'][number];
const TONES: Readonly<Record<string, Tone>> = { Done: 'ok', Parked: 'person', Dropped: 'broken', Claimed: 'wait' };
const WORK: readonly Column<Work>[] = [
  { name: 'Who', of: (w) => w.handler },
  { name: 'State', of: (w) => <Mark tone={TONES[w.state] ?? 'going'}>{w.state.toLowerCase()}</Mark> },
  { name: 'Attempts', of: (w) => w.attempts, right: true },
  { name: 'Last change', of: (w) => <Age at={w.changed} ago /> },
  { name: 'Last fault', of: (w) => w.why ?? <span className="quiet">–</span> },
];

export function MessageBox({ id, close }: { id: string; close: () => void }) {
  const { value: m, failed } = useGet(`/v1/messages/${id}`);
  return (
    <Box title={m ? m.type : 'Message'} close={close} wide>
      {failed && <Said failed={failed} />}
      {!m && !failed && <Waiting />}
      {m && (
        <>
          <p className="strong">
            {m.connection && `${m.connection} `}
            {m.says}
          </p>
          <dl className="facts small">
            <dt>Happened</dt>
            <dd>
              <When at={m.at} />
            </dd>
            <dt>Written down</dt>
            <dd>
              <When at={m.seen} />, place {m.position} of shard {m.shard}
            </dd>
            <dt>Key</dt>
            <dd className="exact">{m.key}</dd>
            {m.cause && (
              <>
                <dt>Caused by</dt>
                <dd>
                  <Link to="/story/$reference" params={{ reference: m.correlation }} search={{ message: m.cause }}>
                    the message before it
                  </Link>
                </dd>
              </>
            )}
            {m.mapping !== null && (
              <>
                <dt>Read with mappings</dt>
                <dd>version {m.mapping}</dd>
              </>
            )}
          </dl>
          {m.work.length > 0 && (
            <List label="Work on it" columns={WORK} rows={m.work} id={(w) => w.handler} empty={null} />
          )}
          {m.document && <RawWords at={m.document} />}
          <details open={!m.document}>
            <summary>Data</summary>
            <pre className="raw">{JSON.stringify(m.data, null, 2)}</pre>
          </details>
        </>
      )}
    </Box>
  );
}

export function RawWords({ at }: { at: { readonly shard: number; readonly id: string } }) {
  const may = useMay('personal');
  const [open, setOpen] = useState(false);
  const { value: d, failed } = useGet(open ? `/v1/documents/${at.shard}/${at.id}` : undefined, {
    live: false,
  });
  if (may === false)
    return (
      <p className="quiet">The raw document may hold personal data: operations and customer service can open it.</p>
    );
  if (!open)
    return (
      <p>
        <button type="button" onClick={() => setOpen(true)}>
          Open the raw document
        </button>
        <span className="quiet small"> It may hold personal data; that you looked stands in the audit trail.</span>
      </p>
    );
  if (failed) return <Said failed={failed} />;
  if (!d) return <Waiting />;
  if (d.body === null) return <p className="quiet">The raw document has expired or was erased.</p>;
  return (
    <div className="stack">
      <p className="quiet small">
        {d.topic}, {plural(d.body.length, d.binary ? 'base64 digit' : 'character')}
      </p>
      <pre className="raw" tabIndex={0}>
        {pretty(d.body)}
      </pre>
      {Object.keys(d.headers).length > 0 && (
        <details>
          <summary>Headers</summary>
          <pre className="raw">
            {Object.entries(d.headers)
              .map(([k, v]) => `${k}: ${v}`)
              .join('\n')}
          </pre>
        </details>
      )}
    </div>
  );
}

/** Indented only when no digit of it would change: numbers beyond doubles stay as they came. */
function pretty(text: string): string {
  try {
    const parsed = JSON.parse(text) as unknown;
    return JSON.stringify(parsed) === text.replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '')
      ? JSON.stringify(parsed, null, 2)
      : text;
  } catch {
    return text;
  }
}
