/** Replay of what stopped with one partner: what would be sent or read again, cause by cause, before it is pressed. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ExceptionGroup } from '../types.ts';
import { address, post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Box } from '../parts/dialog.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { count, held, plural, title } from '../words.ts';

export function Replay({ connection, close }: { connection: string; close: () => void }) {
  const may = useMay('operate');
  const [why, setWhy] = useState('');
  const groups = useGet(address('/v1/exceptions/groups', { connection, snoozed: true }));
  const act = useChange(() => post('/v1/deliveries/retry', { connection, ...(why.trim() && { why: why.trim() }) }));
  const items = groups.value?.items ?? [];
  const all = items.reduce((n, g) => n + g.count, 0);
  if (act.data) return <Box title={`Replay with ${connection}`} close={close}><p className="told" role="status">{plural(act.data.retried, 'item')} due now; what stops again comes back to the worklist.</p></Box>;
  return (
    <Box title={`Replay with ${connection}`} close={close} wide>
      {groups.failed && <Said failed={groups.failed} again={groups.again} />}
      {!groups.value && !groups.failed && <Waiting />}
      {groups.value && all === 0 && <Empty title="Nothing stopped with it">There is nothing to do again.</Empty>}
      {all > 0 && (
        <>
          <table aria-label="What would be done again">
            <thead><tr><th scope="col" className="right">Items</th><th scope="col">What</th><th scope="col">What would happen</th><th scope="col" className="right">Holds</th></tr></thead>
            <tbody>{items.map((g) => (
              <tr key={`${g.exception} ${g.cause}`}><td className="right">{count(g.count)}</td>
                <td><Link to="/exceptions" search={{ connection, kind: g.exception, cause: g.cause, owner: g.owner }}>{title(g.exception)}</Link> <span className="quiet wrap">{g.why}</span></td>
                <td>{happens(g, connection)}</td>
                <td className="right">{g.held.length > 0 ? held(g.held) : '–'}</td></tr>))}</tbody>
          </table>
          <p className="quiet">Facts stay as they were and count once, however often they are read; of stock and prices only the newest is sent.</p>
          {may ? (
            <form className="acts" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
              <label className="field" style={{ flex: 1 }}><span>Why <span className="quiet">(optional)</span></span><input value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} /></label>
              <button type="submit" className="primary" disabled={act.isPending}>Do {plural(all, 'item')} again</button>
            </form>
          ) : <p className="quiet">Operations can press it.</p>}
          {act.error && <Said failed={act.error} />}
        </>
      )}
    </Box>
  );
}

const happens = (g: ExceptionGroup, connection: string): string => {
  if (g.exception === 'ContractDrift') return 'It is looked at again; what was read stays as it is';
  if (g.cause.startsWith('intake:') || g.exception === 'Unreadable') return 'The stored document is read again as the connector reads now';
  return `${connection} is asked first whether it has it; only what it lacks is sent`;
};
