/** How a unit of the order came to be sold that was not there, and which policy would have kept it from happening. */
import type { Story } from '../types.ts';
import { address } from '../api.ts';
import { useGet } from '../data.ts';
import { Clock, Sheet } from '../parts/bits.tsx';
import { count, readable, zone } from '../words.ts';

/** Only where stock was refused: nothing to look into otherwise. */
export function PostMortemSheet({ s, order }: { s: Story; order: string }) {
  const refused = s.messages.some((m) => m.type === 'StockRefused');
  const found =
    useGet(refused ? address('/v1/stock/post-mortem', { order }) : undefined).value
      ?.items ?? [];
  return found.map((p) => (
    <Sheet key={p.sku} title={`How ${p.sku} came to be sold without stock`} aside={`times are ${zone}`}>
      <div className="pad stack">
        <p>
          {count(p.ordered)} × {p.sku}: {p.fate}. Sold at <Clock at={p.placedAt} />, heard at <Clock at={p.heardAt} />;{' '}
          {p.shown === null ? `${p.channel} had never been told a number.` : `${p.channel} showed ${count(p.shown)}.`}
        </p>
        <p>
          <strong>{p.cause}</strong> {p.prevention}
        </p>
        <ul>
          {p.timeline.map((t) => (
            <li key={`${t.known} ${t.what}`}>
              <span className="quiet small">
                <Clock at={t.known} />
              </span>{' '}
              {t.channel && <strong>{t.channel} </strong>}
              {readable(t.what)}
              {t.at !== null && <span className="quiet"> · by its own clock at <Clock at={t.at} /></span>}
              {t.free !== null && <span className="quiet"> · {t.free} free</span>}
            </li>
          ))}
        </ul>
      </div>
    </Sheet>
  ));
}
