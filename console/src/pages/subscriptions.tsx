/** Systems that are told of events by signed webhooks: who, what, and what they are still owed. */
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { SubscriptionRow } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Age, Head, Mark, Sheet, type Tone } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, plural } from '../words.ts';
import { PartnerTabs } from './partners.tsx';

const TONES: Readonly<Record<SubscriptionRow['state'], Tone>> = { active: 'ok', paused: 'wait', disabled: 'broken' };
export const stateOf = (s: SubscriptionRow) => (
  <Mark tone={s.state === 'active' && s.failures > 0 ? 'person' : TONES[s.state]}>{s.state === 'active' && s.failures > 0 ? `failed ${count(s.failures)} times` : s.state}</Mark>
);
const COLUMNS: readonly Column<SubscriptionRow>[] = [
  { name: 'Name', of: (s) => <Link to="/partners/subscriptions/$subscription" params={{ subscription: s.id }}>{s.name}</Link> },
  { name: 'Told at', of: (s) => <span className="exact small wrap">{s.url}</span>, wide: true },
  { name: 'Of', of: (s) => s.events.join(', ') },
  { name: 'State', of: stateOf },
  { name: 'Owed', of: (s) => (s.waiting === 0 ? <span className="quiet">nothing</span> : plural(s.waiting, 'event')), right: true },
  { name: 'Reached', of: (s) => (s.reachedAt ? <Age at={s.reachedAt} ago /> : <span className="quiet">not yet</span>), right: true },
];

export function Subscriptions() {
  const navigate = useNavigate();
  const may = useMay('administer');
  const [making, setMaking] = useState(false);
  const list = useGet('/v1/subscriptions');
  return (
    <>
      <Head title="Subscriptions" says="systems that are told of events as they happen, signed">{may && <button type="button" className="primary" onClick={() => setMaking(true)}>Tell a system …</button>}</Head>
      <PartnerTabs />
      <Sheet>
        <List label="Subscriptions" columns={COLUMNS} rows={list.value?.items} id={(s) => s.id} failed={list.failed} again={list.again}
          open={(s) => void navigate({ to: '/partners/subscriptions/$subscription', params: { subscription: s.id } })}
          empty={<Empty title="Nobody is told yet">A loyalty or support system can be told when an order is placed, shipped or refunded.</Empty>} />
      </Sheet>
      {making && <Making close={() => setMaking(false)} />}
    </>
  );
}

function Making({ close }: { close: () => void }) {
  const kinds = useGet('/v1/subscriptions/events', { live: false }).value?.items ?? [];
  const make = useChange((form: FormData) => post('/v1/subscriptions', {
    name: String(form.get('name')).trim(), url: String(form.get('url')).trim(), events: form.getAll('events').map(String), personal: form.get('personal') === 'on',
  }));
  return (
    <Box title="Tell a system of events" close={close}>
      {make.data ? (
        <div className="stack"><p>This secret signs what it is sent. It is shown this once:</p><pre className="raw">{make.data.secret}</pre>
          <p className="acts"><Link className="button primary" to="/partners/subscriptions/$subscription" params={{ subscription: make.data.id }}>Go on</Link></p></div>
      ) : (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); make.mutate(new FormData(event.currentTarget)); }}>
          <label className="field"><span>Name</span><input name="name" required maxLength={63} placeholder="loyalty" /></label>
          <label className="field"><span>Address</span><input name="url" type="url" required placeholder="https://…" /></label>
          <fieldset className="stack"><legend>Events</legend>{kinds.map((k) => (
            <label key={k.event} title={k.means}><input type="checkbox" name="events" value={k.event} /> {k.event} <span className="quiet small">{k.means}</span></label>))}</fieldset>
          <label><input type="checkbox" name="personal" /> Tell it who the buyer is <span className="quiet">(each reading is in the audit trail)</span></label>
          <p className="acts"><button type="submit" className="primary" disabled={make.isPending}>Tell it from now on</button></p>
          {make.error && <Said failed={make.error} />}
        </form>
      )}
    </Box>
  );
}
