/** Approve or reject, with what is decided in view; the author of a proposal does not decide it. */
import { useState } from 'react';
import { post } from '../api.ts';
import { useChange, useSession } from '../data.ts';
import { person } from '../words.ts';
import { Said } from './said.tsx';

interface Props {
  /** The proposal's address; `/approve` and `/reject` are behind it. */
  readonly at: `/v1/approvals/${string}` | `/v1/fee-codes/proposals/${string}`;
  readonly author: string;
  /** What approving does, in words. */
  readonly does: string;
}
export function Decide({ at, author, does }: Props) {
  const session = useSession();
  const [why, setWhy] = useState<string>();
  const decide = useChange((verb: 'approve' | 'reject') => post(`${at}/${verb}`, why?.trim() ? { why: why.trim() } : {}));
  if (!session) return null;
  if (session.who === author) return <span className="quiet">You proposed it; somebody else decides.</span>;
  if (!session.rights.includes('approve')) return <span className="quiet">Finance decides.</span>;
  return (
    <span className="acts">
      {why !== undefined && <input aria-label="Why is it rejected?" placeholder="Why?" autoFocus value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} />}
      {why === undefined && <button type="button" className="primary" title={does} disabled={decide.isPending} onClick={() => decide.mutate('approve')}>Approve</button>}
      <button type="button" disabled={decide.isPending || why?.trim() === ''} onClick={() => (why === undefined ? setWhy('') : decide.mutate('reject'))}>
        {why === undefined ? 'Reject …' : 'Reject'}</button>
      {why !== undefined && <button type="button" className="plain" onClick={() => setWhy(undefined)}>Not now</button>}
      <span className="quiet small">proposed by {person(author)}</span>
      {decide.error && <Said failed={decide.error} />}
    </span>
  );
}
