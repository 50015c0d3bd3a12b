/** Every partner as a card: health with what it means, budget, backlog. */
import { Link } from '@tanstack/react-router';
import { useGet, useMay } from '../data.ts';
import { Head, Sheet } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { PartnerStrip } from './now-partners.tsx';
import { plural } from '../words.ts';
import '../styles/now.css';

export const PartnerTabs = () => (
  <nav className="tabs" aria-label="Partners">
    <Link to="/partners" activeOptions={{ exact: true }}>
      Connections
    </Link>
    <Link to="/partners/subscriptions">Subscriptions</Link>
  </nav>
);

export function Partners() {
  const { value, failed, again } = useGet('/v1/connections');
  const impact = useGet('/v1/connections/impact').value?.items ?? [];
  const may = useMay('administer');
  return (
    <>
      <Head
        title="Partners"
        says={value && `${plural(value.items.length, 'connection')}; what is broken comes first`}
      >
        {may && (
          <Link className="button primary" to="/partners/connect">
            Connect a partner
          </Link>
        )}
      </Head>
      <PartnerTabs />
      <Sheet>
        {failed && <Said failed={failed} again={again} />}
        {!value && !failed && <Waiting rows={6} />}
        {value?.items.length === 0 && (
          <Empty title="No partner is connected">
            <Link to="/partners/connect">Connect one</Link>, or apply a configuration:{' '}
            <code>threadline apply PATH</code>.
          </Empty>
        )}
        {value && <PartnerStrip partners={value.items} impact={impact} />}
      </Sheet>
    </>
  );
}
