/** How far each unit of each line has come, as numbers with a thin bar below. */
import { Link } from '@tanstack/react-router';
import type { Story } from '../types.ts';
import { Sheet } from '../parts/bits.tsx';
import { count } from '../words.ts';

type Order = Extract<Story['head'], { kind: 'order' }>;
const STEPS = [
  'ordered',
  'cancelled',
  'reserved',
  'released',
  'shipped',
  'delivered',
  'returned',
  'refunded',
] as const;

export const Ladder = ({ order }: { order: Order }) => (
  <Sheet title="Quantities">
    <div className="scroll">
      <table className="ladder" aria-label="Quantities by line">
        <thead>
          <tr>
            <th scope="col">Line</th>
            {STEPS.map((s) => (
              <th key={s} scope="col" className="right">
                {s}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.lines.map((l) => (
            <tr key={l.lineId}>
              <td>
                {l.title}{' '}
                {l.sku && l.sku !== l.title && (
                  <Link className="small" to="/stock/$sku" params={{ sku: l.sku }}>
                    {l.sku}
                  </Link>
                )}
              </td>
              {STEPS.map((s) => (
                <td key={s} className="right">
                  <span className={l[s] === 0 ? 'quiet' : ''}>{l[s] === 0 ? '–' : count(l[s])}</span>
                  <span className="bar-of" aria-hidden>
                    <i
                      className={s === 'shipped' || s === 'delivered' ? 'done' : ''}
                      style={{ width: `${l.ordered > 0 ? Math.min(100, (l[s] / l.ordered) * 100) : 0}%` }}
                    />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Sheet>
);
