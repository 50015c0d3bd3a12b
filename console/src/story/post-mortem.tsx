/** How a unit of the order came to be sold that was not there, and which policy would have kept it from happening. */
import type { Story } from '../types.ts';
import { address } from '../api.ts';
import { useGet } from '../data.ts';
import { Clock, Sheet } from '../parts/bits.tsx';

/** Only where stock was refused: nothing to look into otherwise. */
export function PostMortemSheet({ s, order }: { s: Story; order: string }) {
  const refused = s.messages.some((m) => m.type === 'StockRefused');
  const found =
    useGet(refused ? address('/v1/stock/post-mortem', { order }) : undefined).value
      ?.items ?? [];
  return found.map((p) => (
    <Sheet key={p.sku} title={`How ${p.sku} came to be sold without stock`}>
      <div className="pad stack">
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
              {t.what}
              {t.free !== null && <span className="quiet"> · {t.free} free</span>}
            </li>
          ))}
        </ul>
      </div>
    </Sheet>
  ));
}
