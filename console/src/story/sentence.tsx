/** Who bought what from whom, in a sentence; what is true now; and every number that somebody has for it. */
import { Link } from '@tanstack/react-router';
import type { Story } from '../types.ts';
import { Mark, stageTone, When } from '../parts/bits.tsx';
import { day, money, plural } from '../words.ts';

export function Sentence({ s, brief = false }: { s: Story; brief?: boolean }) {
  const numbers = brief ? [] : s.references.filter((r) => r.reference);
  return (
    <div className="pad stack">
      <Words s={s} />
      {numbers.length > 0 && (
        <dl className="facts small">
          {numbers.map((r) => (
            <div key={`${r.kind} ${r.reference}`} style={{ display: 'contents' }}>
              <dt>
                {r.kind}
                {r.connection && ` · ${r.connection}`}
              </dt>
              <dd className="exact">{r.reference}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function Words({ s: { head } }: { s: Story }) {
  if (head.kind === 'other') return <p className="sentence">{head.subject}</p>;
  if (head.kind === 'payout')
    return (
      <p className="sentence">
        {head.connection} pays out {money(head.net, head.currency)} on {day(head.depositDate)}.{' '}
        <small>
          {plural(head.lines, 'line')},{' '}
          {head.suspense === '0' || /^-?0[.0]*$/.test(head.suspense)
            ? 'all of them explained'
            : `${money(head.suspense, head.currency)} in suspense`}
          .
        </small>
      </p>
    );
  const units = head.lines.reduce((n, l) => n + l.ordered, 0);
  return (
    <>
      <p className="sentence">
        A buyer on {head.channel} bought {plural(units, 'unit')} for {money(head.total, head.currency)}.{' '}
        <small>
          <When at={head.placedAt} />
        </small>
      </p>
      <p>
        <Mark tone={stageTone(head.stage)}>{head.stage}</Mark>
        <span className="quiet">
          {' '}
          · {head.shipments.length > 0 ? plural(head.shipments.length, 'shipment') : 'nothing has shipped'}
          {head.shipBy && (
            <>
              {' '}
              · ship by <When at={head.shipBy} />
            </>
          )}
          {head.erpOrder ? ` · in the ERP as ${head.erpOrder}` : ' · not in the ERP yet'}
        </span>
      </p>
      <p className="small">
        {head.lines
          .filter((l) => l.sku)
          .map((l, i) => (
            <span key={l.lineId}>
              {i > 0 && ', '}
              {l.ordered} ×{' '}
              <Link to="/stock/$sku" params={{ sku: l.sku! }}>
                {l.sku}
              </Link>
            </span>
          ))}
      </p>
    </>
  );
}
