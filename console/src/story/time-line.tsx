/** The thread: one mark per message in its system's lane, causes as lines, time on the left. A row opens the message. */
import { useMemo, useState } from 'react';
import type { ConnectionRow, Story } from '../types.ts';
import { useGet } from '../data.ts';
import { Clock, Sheet } from '../parts/bits.tsx';
import { count, day, moment, plural, readable } from '../words.ts';
import { LANES, laneOf } from './lanes.ts';

const ROW = 30;
const LANE = 18;
const LEFT = 14;
const SHORT = 40;
/** What a change of stock means for channels belongs to the story and hides it: folded when there is much of it. */
const TOLD = new Set(['AvailabilityChanged', 'PublishStock', 'StockPublished', 'StockPublicationSkipped']);
const FEW = 4;
type Message = Story['messages'][number];
type Item = { readonly date: string } | { readonly m: Message; readonly lane: number };
interface Props {
  readonly s: Story;
  readonly open: (id: string) => void;
  readonly chosen: string | undefined;
}

export function TimeLine({ s, open, chosen }: Props) {
  const partners = useGet('/v1/connections').value?.items;
  const [all, setAll] = useState(false);
  const [stock, setStock] = useState(false);
  const aside = s.messages.filter((m) => TOLD.has(m.type)).length;
  const folded = aside >= FEW && aside < s.messages.length && !stock;
  const items = useMemo(() => itemsOf(folded ? s.messages.filter((m) => !TOLD.has(m.type)) : s.messages, partners ?? []), [s.messages, partners, folded]);
  const shown = all ? items : items.slice(0, SHORT);
  return (
    <Sheet
      title="The thread"
      aside={
        <span className="lane-names">
          {LANES.map((name, i) => (
            <span key={name} className={`l${i}`}>
              <i aria-hidden />
              {name}
            </span>
          ))}
        </span>
      }
    >
      {aside >= FEW && aside < s.messages.length && (
        <p className="pad small">
          <button type="button" className="chip" aria-pressed={stock} onClick={() => setStock(!stock)}>
            {plural(aside, 'message')} about what channels may sell now
          </button>
        </p>
      )}
      <div className="line" style={{ '--lanes': `${LEFT * 2 + LANE * 4}px` } as React.CSSProperties}>
        <Causes items={shown} />
        {shown.map((item) =>
          'date' in item ? (
            <div key={item.date} className="date">
              {item.date}
            </div>
          ) : (
            <Row key={item.m.id} m={item.m} lane={item.lane} open={open} chosen={item.m.id === chosen} />
          ),
        )}
      </div>
      {!all && items.length > SHORT && (
        <div className="more">
          <button type="button" onClick={() => setAll(true)}>
            Show all {count(items.filter((i) => 'm' in i).length)} messages
          </button>
        </div>
      )}
      {s.more && <p className="pad quiet">More belongs to it than is shown here.</p>}
    </Sheet>
  );
}

function itemsOf(messages: readonly Message[], partners: readonly ConnectionRow[]): readonly Item[] {
  const items: Item[] = [];
  let before = '';
  for (const m of messages) {
    const local = new Date(m.seen);
    const date = day(
      `${local.getFullYear()}-${String(local.getMonth() + 1).padStart(2, '0')}-${String(local.getDate()).padStart(2, '0')}`,
    );
    if (date !== before) items.push({ date });
    before = date;
    items.push({ m, lane: laneOf(m, partners) });
  }
  return items;
}

function Row({ m, lane, open, chosen }: { m: Message; lane: number; open: (id: string) => void; chosen: boolean }) {
  const who = m.connection ?? (m.to ? `asks ${m.to}` : '');
  return (
    <button
      type="button"
      className="row"
      aria-expanded={chosen}
      onClick={() => open(m.id)}
      title={`${m.type} · ${moment(m.seen)}`}
    >
      <span className="at">
        <Clock at={m.seen} />
      </span>
      <span className="what">
        <span className="sr">{LANES[lane]}: </span>
        {m.connection && <span className={`who l${lane}`}>{who} </span>}
        {readable(m.says)}
      </span>
    </button>
  );
}

const x = (lane: number): number => LEFT + lane * LANE;
const y = (row: number): number => row * ROW + ROW / 2;
/** From the cause's mark to the message's, bending in the message's own row. */
function Causes({ items }: { items: readonly Item[] }) {
  const at = new Map<string, { row: number; lane: number }>();
  items.forEach((item, row) => {
    if ('m' in item) at.set(item.m.id, { row, lane: item.lane });
  });
  return (
    <svg className="lanes" width={LEFT * 2 + LANE * 4} height={items.length * ROW} aria-hidden>
      {items.map((item, row) => {
        const from = 'm' in item && item.m.cause ? at.get(item.m.cause) : undefined;
        if (!('m' in item) || !from) return null;
        const [x1, y1, x2, y2] = [x(from.lane), y(from.row), x(item.lane), y(row)];
        const path = x1 === x2 ? `M${x1} ${y1}V${y2}` : `M${x1} ${y1}V${y2 - 12}C${x1} ${y2} ${x1} ${y2} ${x2} ${y2}`;
        return <path key={item.m.id} d={path} fill="none" stroke="var(--line)" strokeWidth="1.5" />;
      })}
      {items.map(
        (item, row) =>
          'm' in item && (
            <circle
              key={item.m.id}
              className={`l${item.lane}`}
              cx={x(item.lane)}
              cy={y(row)}
              r="4.5"
              fill={item.m.connection ? 'currentColor' : 'var(--sheet)'}
              stroke="currentColor"
              strokeWidth="2"
            />
          ),
      )}
    </svg>
  );
}
