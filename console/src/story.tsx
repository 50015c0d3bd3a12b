/** One story, as the terminal prints it, with the viewer's zone; it is read again when something happens. */
import { useEffect, useState } from 'react';
import { Failed, getText } from './api.ts';
import type { Live } from './live.ts';
import { Empty, Said } from './said.tsx';

/** What the server calls an answer that names nothing. */
const NOBODY = 'There is no such thing';
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function StoryPage({ reference, live }: { reference: string; live: Live }) {
  const [told, setTold] = useState<{ reference: string; text?: string; failed?: Failed }>();
  useEffect(() => {
    const stop = new AbortController();
    const query = new URLSearchParams({ reference, format: 'text', zone, width: '120' });
    getText(`/v1/stories?${query}`, stop.signal).then(
      (text) => setTold({ reference, text }),
      (failed: Failed) => { if (!stop.signal.aborted) setTold({ reference, failed }); });
    return () => stop.abort();
  }, [reference, live.head]);
  const shown = told?.reference === reference ? told : undefined;
  return (
    <section className="sheet" id="story">
      <header><h2>Story</h2><span className="quiet">of {reference}</span>
        <a className="small" style={{ marginLeft: 'auto' }} href="#/">Back to now</a></header>
      {shown?.failed?.title === NOBODY && <Unknown reference={reference} />}
      {shown?.failed && shown.failed.title !== NOBODY && <Said failed={shown.failed} />}
      {shown?.text !== undefined && <Thread text={shown.text} />}
      {!shown && <div className="empty" aria-hidden>&nbsp;</div>}
    </section>
  );
}

const Unknown = ({ reference }: { reference: string }) => (
  <Empty title={`Nobody knows ${reference}`}>
    Order, shipment, tracking, invoice and payout numbers work, and our own ids. Press <kbd>/</kbd> to try another.
  </Empty>
);

/** The text is exact as it is; headings and what needs a person are set off, nothing is moved. */
const Thread = ({ text }: { text: string }) => (
  <pre className="thread">
    {text.split('\n').map((line, i, all) => {
      const title = i === 0 || all[i - 2]?.startsWith('─');
      if (title) return <span key={i} className="head"><b>{line}</b>{'\n'}</span>;
      if (/^ {2}! /.test(line)) return <span key={i} className="alarm">{line}{'\n'}</span>;
      if (/^story [0-9a-f-]{36}$/.test(line)) return <span key={i} className="quiet">{line}{'\n'}</span>;
      const heading = /^[A-Z][A-Z ]+(?= {2}|$)/.exec(line)?.[0];
      return heading ? <span key={i}><b>{heading}</b>{line.slice(heading.length)}{'\n'}</span> : `${line}\n`;
    })}
  </pre>
);
