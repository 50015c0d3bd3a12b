/** What waits for a second person: journals over a limit, codes classified late, documents of a closed month. */
import { Link } from '@tanstack/react-router';
import type { ApprovalRow, FeeCodeProposal, LateRow } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Age, Day, Head, Money, Sheet } from '../parts/bits.tsx';
import { Decide } from '../parts/decide.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { money, plural, title } from '../words.ts';
import { FinanceTabs, isZero } from './finance.tsx';
import '../styles/work.css';

export function Approvals() {
  const journals = useGet('/v1/approvals');
  const codes = useGet('/v1/fee-codes/proposals');
  const late = useGet('/v1/late-documents');
  const failed = journals.failed ?? codes.failed ?? late.failed;
  const all = [journals.value, codes.value, late.value];
  const none = all.every((v) => v?.items.length === 0);
  return (
    <>
      <Head title="Approvals" says="what changes the books needs a second person: whoever proposed it does not decide it" />
      <FinanceTabs />
      {failed && <Sheet><Said failed={failed} again={journals.again} /></Sheet>}
      {!failed && all.some((v) => !v) && <Sheet><Waiting rows={4} /></Sheet>}
      {none && <Sheet><Empty title="Nothing waits for approval">Journals over a limit of the policy, codes classified late and documents of a closed month appear here.</Empty></Sheet>}
      {journals.value && journals.value.items.length > 0 && <Sheet title={`${plural(journals.value.items.length, 'journal')} for approval`}>
        <ul className="notes">{journals.value.items.map((a) => <Journal key={a.id} a={a} />)}</ul></Sheet>}
      {codes.value && codes.value.items.length > 0 && <Sheet title={`${plural(codes.value.items.length, 'payout')} to post anew: codes classified late`}>
        <ul className="notes">{codes.value.items.map((c) => <Code key={c.id} c={c} />)}</ul></Sheet>}
      {late.value && late.value.items.length > 0 && <Sheet title={`${plural(late.value.items.length, 'document')} of a month that is closed`}>
        <ul className="notes">{late.value.items.map((l) => <Late key={l.delivery} l={l} />)}</ul></Sheet>}
    </>
  );
}

const Journal = ({ a }: { a: ApprovalRow }) => (
  <li className="stack">
    <span><strong>{title(a.kind)} {a.document}</strong>: {a.memo}, <Day date={a.date} />, <Money of={a.amount} currency={a.currency} />
      {!isZero(a.variance) && <span className="person"> · {money(a.variance, a.currency)} not explained</span>}
      {a.entity && <span className="quiet"> · {a.entity}</span>} <span className="quiet"><Age at={a.askedAt} ago /></span></span>
    <span className="quiet">Why a second person: {a.reasons.join('; ')}. {a.posted ? 'Approved, the ERP gets it.' : 'Approved, it is posted.'} Rejected, it is taken back here and the ERP never hears of it.</span>
    <Decide at={`/v1/approvals/${a.id}`} author={a.author} does={a.posted ? 'The ERP gets it' : 'It is posted'} />
  </li>
);
const Code = ({ c }: { c: FeeCodeProposal }) => (
  <li className="stack">
    <span><code>{c.code}</code> of payout <Link to="/finance/payouts/$payout" params={{ payout: c.payout }}>{c.settlement}</Link>: {plural(c.lines, 'line')},{' '}
      <Money of={c.amount} currency={c.currency} />, from {title(c.from).toLowerCase()} to {title(c.to).toLowerCase()}</span>
    <Decide at={`/v1/fee-codes/proposals/${c.id}`} author={c.author} does="The entry is corrected by another one" />
  </li>
);

function Late({ l }: { l: LateRow }) {
  const may = useMay('approve');
  const letIn = useChange(() => post(`/v1/late-documents/${encodeURIComponent(l.delivery)}/let-in`));
  return (
    <li className="stack">
      <span><strong>{title(l.type)}</strong> of {l.period}: {l.detail} <Link to="/story/$reference" params={{ reference: l.correlation }}>Its story</Link> <span className="quiet"><Age at={l.since} ago /></span></span>
      {may ? <span className="acts"><button type="button" className="primary" disabled={letIn.isPending} onClick={() => letIn.mutate(undefined)}>Post it into the next open month</button>
        <span className="quiet small">It keeps its own date. Or <Link to="/finance/periods">reopen {l.period}</Link>.</span></span> : <span className="quiet">Finance decides.</span>}
      {letIn.error && <Said failed={letIn.error} />}
    </li>
  );
}
