/** One cause: what happened, what it means, what fixes it; the fix for all of them; then each item. */
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { ExceptionGroup, ExceptionRow } from '../types.ts';
import { address } from '../api.ts';
import { useMay, usePages } from '../data.ts';
import { Age, Due, Money, Sheet } from '../parts/bits.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { held, plural, readable, title } from '../words.ts';
import { Bulk } from './bulk.tsx';
import { whereOf } from './where.tsx';
import { mappingIn, MapFix, useMayFix } from './map-fix.tsx';

/** `intake:shopify-us:0/orders/5001:…` is the partner's `orders/5001`. */
const aboutOf = (e: ExceptionRow): string =>
  e.order
    ? `Order ${e.order}`
    : e.payout
    ? `Payout ${e.payout}`
    : e.subject.replace(/^intake:([^:]+):\d+\/([^:]+).*$/, '$1 · $2').replace(/^(stock|payout):([^/]+).*$/, '$2');
const COLUMNS: readonly Column<ExceptionRow>[] = [
  {
    name: 'About',
    of: (e) => (
      <Link to="/story/$reference" params={{ reference: e.correlation }}>
        <span className="about" title={e.subject}>
          {aboutOf(e)}
        </span>
      </Link>
    ),
  },
  { name: 'What happened', of: (e) => <span className="wrap">{readable(e.why)}</span> },
  { name: 'Whose', of: (e) => e.assignee ?? <span className="quiet">{e.owner}</span>, wide: true },
  {
    name: 'Value',
    of: (e) =>
      e.value && e.currency ? <Money of={e.value} currency={e.currency} /> : <span className="quiet">–</span>,
    right: true,
  },
  {
    name: 'Since',
    of: (e) => (
      <span className="quiet">
        <Age at={e.since} />
      </span>
    ),
    right: true,
    wide: true,
  },
  { name: 'Due', of: (e) => <Due at={e.dueBy} />, right: true },
];

interface Props {
  readonly g: ExceptionGroup;
  readonly view: string | undefined;
  readonly item: string | undefined;
  readonly connection: string | undefined;
  readonly age: string | undefined;
  /** The item whose box is open: it stays open with what came of it when the item is on the list no more. */
  readonly opened: ExceptionRow | undefined;
  readonly open: (e: ExceptionRow) => void;
}
export function Cause({ g, view, item, connection, age, opened, open }: Props) {
  const may = useMay('work');
  const list = usePages(
    address('/v1/exceptions', {
      kind: g.exception,
      owner: g.owner,
      cause: g.cause,
      connection,
      snoozed: view === 'snoozed' || undefined,
      overdue: view === 'overdue' || undefined,
      age,
      limit: 50,
    }),
  );
  const [names, setNames] = useState<ReadonlySet<string>>(new Set());
  useFollowed(list.value, { item, opened, open });
  return (
    <Sheet>
      <Why g={g} />
      <Fix g={g} first={list.value?.[0]} />
      <List
        label="Stopped work"
        columns={COLUMNS}
        rows={list.value}
        id={(e) => e.name}
        failed={list.failed}
        again={list.again}
        more={list.more}
        busy={list.busy}
        open={open}
        marked={may ? { names, set: setNames } : undefined}
        current={opened?.name}
        empty={<Empty title="All of it was settled">The list is read again by itself.</Empty>}
      />
      {may && <Bulk g={g} shown={list.value ?? []} names={names} done={() => setNames(new Set())} />}
      {may === false && <p className="pad quiet">Your role can read this and not change it: operations can.</p>}
    </Sheet>
  );
}

/** The item that an address names is opened once it is there; one that is open is shown as it is now. */
function useFollowed(rows: readonly ExceptionRow[] | undefined, { item, opened, open }: Pick<Props, 'item' | 'opened' | 'open'>): void {
  const named = useRef(item);
  useEffect(() => {
    const name = opened?.name ?? named.current;
    const now = name === undefined ? undefined : rows?.find((e) => e.name === name);
    if (now) named.current = undefined;
    if (now && now !== opened) open(now);
  }, [rows, opened, open]);
}

/** What happened, what it means, what fixes it, and what it holds up. */
const Why = ({ g }: { g: ExceptionGroup }) => (
    <div className="why">
      <h2>
        {title(g.exception)}: {plural(g.count, 'item')} for {g.owner} <small><Due at={g.dueBy} /></small>
      </h2>
      <p className="wrap">{readable(g.why)}</p>
      <p className="quiet">
        {g.means} {g.settlesItself && 'It may settle by itself. '}
        <strong>{g.fix}</strong>
      </p>
      {g.orders > 0 && (
        <p>
          It holds up {plural(g.orders, 'order')}
          {g.held.length > 0 && ` worth ${held(g.held)}`}.
        </p>
      )}
    </div>
);

/** The fix in place; where it is made elsewhere, the way there. */
function Fix({ g, first }: { g: ExceptionGroup; first: ExceptionRow | undefined }) {
  const mapping = mappingIn(g.waitsOn);
  const may = useMayFix(mapping);
  const likely = /It reads like “([^”]+)”/.exec(g.why)?.[1] ?? '';
  if (mapping && may) return <MapFix mapping={mapping} g={g} likely={likely} />;
  if (mapping || !first) return null;
  return <p className="acts pad">{whereOf(first)}</p>;
}
