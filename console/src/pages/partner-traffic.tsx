/** What went to and fro lately: documents heard, with their raw words, and what was asked of the partner. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Traffic } from '../types.ts';
import { useGet, useMay } from '../data.ts';
import { Age, Mark, Sheet, type Tone } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { DocumentReplay } from './partner-documents.tsx';
import { RawWords } from '../story/message.tsx';
import { count, title } from '../words.ts';

type Heard = Traffic['heard'][number];
type Asked = Traffic['asked'][number];
const HEARD: readonly Column<Heard>[] = [
  { name: 'Topic', of: (h) => h.topic },
  { name: 'About', of: (h) => <span className="wrap">{h.reference}</span> },
  { name: 'Bytes', of: (h) => (h.bytes === null ? 'expired' : count(h.bytes)), right: true, wide: true },
  { name: 'When', of: (h) => <Age at={h.at} ago />, right: true },
];
const TONES: Readonly<Record<string, Tone>> = { Done: 'ok', Parked: 'person', Dropped: 'broken' };
const ASKED: readonly Column<Asked>[] = [
  {
    name: 'What',
    of: (a) => (
      <Link to="/story/$reference" params={{ reference: a.correlation }} search={{ message: a.id }} title={a.says}>
        {title(a.type)}
      </Link>
    ),
  },
  {
    name: 'State',
    of: (a) => (
      <Mark tone={TONES[a.state] ?? 'going'} {...(a.why && { title: a.why })}>
        {a.state.toLowerCase()}
        {a.attempts > 1 && `, ${a.attempts} attempts`}
      </Mark>
    ),
  },
  { name: 'When', of: (a) => <Age at={a.at} ago />, right: true },
];

export function TrafficSheet({ connection }: { connection: string }) {
  const { value, failed, again: retry } = useGet(`/v1/connections/${encodeURIComponent(connection)}/traffic`);
  const [open, setOpen] = useState<Heard>();
  const [again, setAgain] = useState(false);
  const may = useMay('operate');
  return (
    <div className="columns even">
      <Sheet title="Heard lately" aside={may && <button type="button" className="link" onClick={() => setAgain(true)}>Read documents again …</button>}>
        <List
          label="Documents heard"
          columns={HEARD}
          rows={value?.heard}
          id={(h) => h.id}
          failed={failed}
          again={retry}
          open={setOpen}
          empty={
            <Empty title="Nothing was heard">
              Documents appear as they come in: by webhook, poll, file or queue.
            </Empty>
          }
        />
      </Sheet>
      <Sheet title="Asked lately">
        <List
          label="Wishes sent"
          columns={ASKED}
          rows={value?.asked}
          id={(a) => a.id}
          empty={<Empty title="Nothing was asked of it in a week" />}
        />
      </Sheet>
      {again && (
        <DocumentReplay connection={connection} topics={[...new Set(value?.heard.map((h) => h.topic))]} close={() => setAgain(false)} />
      )}
      {open && (
        <Box title={`${open.topic} · ${open.reference}`} close={() => setOpen(undefined)} wide>
          <RawWords at={open} />
        </Box>
      )}
    </div>
  );
}
