/** Orders of a person by e-mail address. Needs the right to personal data; each look is in the audit trail. */
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { MailOrder } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useMay } from '../data.ts';
import { Head, Mark, Money, Sheet, stageTone, When } from '../parts/bits.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';

const COLUMNS: readonly Column<MailOrder>[] = [
  { name: 'Number', of: (o) => <Link to="/story/$reference" params={{ reference: o.id }}>{o.number}</Link> },
  { name: 'Channel', of: (o) => o.channel },
  { name: 'Stage', of: (o) => <Mark tone={stageTone(o.stage)}>{o.stage}</Mark> },
  { name: 'Total', of: (o) => <Money of={o.total} currency={o.currency} />, right: true },
  { name: 'Placed', of: (o) => <When at={o.placedAt} />, right: true },
];

export function PersonPage() {
  const { state } = useLocation();
  const navigate = useNavigate();
  const may = useMay('personal');
  const [email, setEmail] = useState(state.email ?? '');
  const find = useChange((address: string) => post('/v1/stories/by-mail', { email: address }));
  const { mutate } = find;
  useEffect(() => {
    if (state.email && may) mutate(state.email);
  }, [state.email, may, mutate]);
  if (may === false) return <Sheet><Empty title="Your role does not see who buyers are">Operations, customer service and administrators can find orders by e-mail.</Empty></Sheet>;
  return (
    <>
      <Head title="Orders of a person" says="by e-mail address; that you looked stands in the audit trail" />
      <form className="filters" onSubmit={(event) => { event.preventDefault(); if (email.trim()) find.mutate(email.trim()); }}>
        <label className="pick"><span>E-mail</span><input type="email" required value={email} autoComplete="off" size={32} onChange={(event) => setEmail(event.target.value)} /></label>
        <button type="submit" className="primary" disabled={find.isPending}>Find</button>
      </form>
      {find.error && <Said failed={find.error} />}
      {find.data && <Sheet><List label="Orders of this person" columns={COLUMNS} rows={find.data.items} id={(o) => o.id}
        open={(o) => void navigate({ to: '/story/$reference', params: { reference: o.id } })}
        empty={<Empty title="No order has this address">Marketplaces often give another address than the buyer’s own; the order number always works.</Empty>} /></Sheet>}
    </>
  );
}
