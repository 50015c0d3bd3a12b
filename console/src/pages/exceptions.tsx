/** The worklist: causes on the left, what they hold; one cause on the right, with what fixes it and its items. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ExceptionGroup, ExceptionRow } from '../types.ts';
import { address } from '../api.ts';
import { useGet, useSession } from '../data.ts';
import { Age, Due, Head, Sheet } from '../parts/bits.tsx';
import { Pick, Views } from '../parts/filters.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { useKeys } from '../keys.ts';
import { Cause } from '../work/cause.tsx';
import { ItemBox } from '../work/item.tsx';
import { count, held, person, plural, title } from '../words.ts';
import '../styles/work.css';

const AGES = [['hour', 'less than an hour'], ['day', 'up to a day'], ['week', 'up to seven days'], ['older', 'longer']] as const;
const VIEWS = [
  ['mine', 'given to me'],
  ['overdue', 'overdue'],
  ['snoozed', 'with what is for later'],
] as const;

function useGroups(search: Search) {
  const session = useSession();
  const assignee = search.view === 'mine' && session ? person(session.who) : undefined;
  const groups = useGet(
    address('/v1/exceptions/groups', {
      owner: search.owner,
      connection: search.connection,
      snoozed: search.view === 'snoozed' || undefined,
      overdue: search.view === 'overdue' || undefined,
      kind: search.cause ? undefined : search.kind,
      age: search.age,
      assignee,
    }),
  );
  return { ...groups, items: groups.value?.items };
}

export function Exceptions() {
  const search = useSearch({ from: '/exceptions' });
  const navigate = useNavigate();
  const { items, failed, again } = useGroups(search);
  const chosen = items && chosenOf(items, search);
  const [item, setItem] = useState<ExceptionRow | undefined>();
  const open = (by: number) => {
    const g = items && chosen && items[items.indexOf(chosen) + by];
    if (g) void navigate({ to: '/exceptions', search: { ...keep(search), ...place(g) }, resetScroll: false });
  };
  useKeys({ J: () => open(1), K: () => open(-1) });
  return (
    <>
      <Head
        title="Exceptions"
        says={howMany(items)}
      />
      <Filters search={search} />
      {failed && <Said failed={failed} again={again} />}
      {!items && !failed && (
        <Sheet>
          <Waiting rows={6} />
        </Sheet>
      )}
      {items?.length === 0 && <Nothing filtered={Object.keys(search).length > 0} />}
      {items && items.length > 0 && (
        <div className="work">
          <section className="sheet groups" aria-label="Causes">
            {items.map((g) => (
              <Group
                key={`${g.exception} ${g.owner} ${g.cause}`}
                g={g}
                on={g === chosen}
                search={{ ...keep(search), ...place(g) }}
              />
            ))}
          </section>
          {chosen && (
            <Cause
              key={`${chosen.exception} ${chosen.owner} ${chosen.cause} ${search.connection ?? ''}`}
              g={chosen}
              view={search.view}
              connection={search.connection}
              age={search.age}
              opened={item}
              open={setItem}
              item={search.item}
            />
          )}
        </div>
      )}
      {item && <ItemBox e={item} close={() => setItem(undefined)} />}
    </>
  );
}

const howMany = (items: readonly ExceptionGroup[] | undefined): string =>
  (items ? `${plural(items.reduce((n, g) => n + g.count, 0), 'item')} in ${plural(items.length, 'cause')}, overdue first; J and K go from cause to cause`
    : 'what stopped and needs a person');
const Nothing = ({ filtered }: { filtered: boolean }) => (
  <Sheet>
    <Empty title={filtered ? 'Nothing is like this' : 'Nothing needs a person'}>
      Whatever stops and cannot help itself appears here, with what fixes it.
    </Empty>
  </Sheet>
);

const OWNERS = ['operations', 'customer service', 'finance', 'developer'];
function Filters({ search }: { search: Search }) {
  const navigate = useNavigate();
  return (
    <div className="filters">
      <Pick
        label="Owner"
        value={search.owner}
        options={OWNERS}
        set={(owner) =>
          void navigate({
            to: '/exceptions',
            search: { ...(owner && { owner }), ...keep(search) },
          })
        }
      />
      <Pick
        label="Show"
        value={search.view}
        options={VIEWS}
        set={(view) =>
          void navigate({
            to: '/exceptions',
            search: { ...(search.owner && { owner: search.owner }), ...keep({ ...search, view }) },
          })
        }
      />
      <Pick label="Stopped for" value={search.age} options={AGES} set={(age) => void navigate({ to: '/exceptions', search: { ...(search.owner && { owner: search.owner }), ...keep({ ...search, age }) } })} />
      {search.connection && (
        <Link to="/exceptions" search={search.view ? { view: search.view } : {}} className="button">
          Only {search.connection} ✕
        </Link>
      )}
      {search.kind && !search.cause && (
        <Link to="/exceptions" search={keep(search)} className="button">
          Only {title(search.kind)} ✕
        </Link>
      )}
      <Views />
    </div>
  );
}

interface Search {
  readonly owner?: string;
  readonly kind?: string;
  readonly cause?: string;
  readonly item?: string;
  readonly view?: string;
  readonly connection?: string;
  readonly age?: string;
}
/** What narrows the list stays when another cause is opened. */
const keep = ({ view, connection, age }: { view?: string | undefined; connection?: string | undefined; age?: string | undefined }) =>
  ({ ...(view && { view }), ...(connection && { connection }), ...(age && { age }) });
const place = (g: ExceptionGroup) => ({ owner: g.owner, kind: g.exception, cause: g.cause });
/** What the address names, else the first: a list of causes is never without one open. */
function chosenOf(items: readonly ExceptionGroup[], { kind, cause, item }: Search): ExceptionGroup | undefined {
  const handler = item?.replace(/^\d+-\d+-/, '');
  return (
    items.find((g) => g.cause === cause && (!kind || g.exception === kind)) ??
    (handler ? items.find((g) => g.cause === handler) : undefined) ??
    items[0]
  );
}

const causeOf = ({ waitsOn, cause, why }: ExceptionGroup): string => {
  if (waitsOn) return waitsOn.replace(/^mapping:/, 'waits for ');
  const partner = /^(?:connection|intake):(.+)$/.exec(cause)?.[1];
  return partner ? `${partner}: ${why}` : why;
};
const Group = ({ g, on, search }: { g: ExceptionGroup; on: boolean; search: Search }) => (
  <Link to="/exceptions" search={search} data-on={on || undefined} aria-current={on || undefined} resetScroll={false}>
    <span className="n">{count(g.count)}</span>
    <strong>{title(g.exception)}</strong>
    <span className="quiet small">
      <Age at={g.oldest} />
    </span>
    <span className="of">
      {g.owner}
      {g.orders > 0 && ` · ${plural(g.orders, 'order')}`}
      {g.held.length > 0 && ` · ${held(g.held)}`}
      {g.assigned > 0 && ` · ${count(g.assigned)} taken`}
      {' · '}
      {g.overdue > 0 ? <span className="broken strong">{count(g.overdue)} overdue</span> : <Due at={g.dueBy} />}
    </span>
    <span className="of">{causeOf(g)}</span>
  </Link>
);
