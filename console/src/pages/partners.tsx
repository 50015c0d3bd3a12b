/** Every partner as a card: health with what it means, budget, backlog. */
import { Link, useSearch } from '@tanstack/react-router';
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

const HowMany = ({ n, state }: { n: number; state: string | undefined }) => (
  <>{plural(n, 'connection')}{state ? <> {state} · <Link to="/partners">all of them</Link></> : '; what is broken comes first'}</>
);
const NoneIs = ({ state }: { state: string }) => <Empty title={`None is ${state}`}><Link to="/partners">All partners</Link></Empty>;

const NoPartner = () => (
  <Empty title="No partner is connected">
    <Link to="/partners/connect">Connect one</Link>, or apply a configuration: <code>threadline apply PATH</code>.
  </Empty>
);

export function Partners() {
  const { state } = useSearch({ from: '/partners' });
  const { value, failed, again } = useGet('/v1/connections');
  const impact = useGet('/v1/connections/impact').value?.items ?? [];
  const may = useMay('administer');
  const shown = value?.items.filter((c) => !state || c.state === state);
  return (
    <>
      <Head
        title="Partners"
        says={shown && <HowMany n={shown.length} state={state} />}
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
        {!shown && !failed && <Waiting rows={6} />}
        {shown?.length === 0 && (state ? <NoneIs state={state} /> : <NoPartner />)}
        {shown && <PartnerStrip partners={shown} impact={impact} />}
      </Sheet>
    </>
  );
}
