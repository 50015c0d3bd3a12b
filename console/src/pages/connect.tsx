/** Connecting a partner, step by step; the form is drawn from the connector's own settings, secrets are only written. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ConnectionRow, ConnectorRow } from '../types.ts';
import { post } from '../api.ts';
import type { Body } from '../paths.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Field, Head, Sheet } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { cleaned, SchemaFields, type Values } from '../parts/schema-form.tsx';
import { kindName, systemName } from '../names.ts';


export function Connect() {
  const search = useSearch({ from: '/partners/connect' });
  const may = useMay('administer');
  const { value, failed } = useGet('/v1/connectors', { live: false });
  const before = useGet(search.connection && `/v1/connections/${encodeURIComponent(search.connection)}`, { live: false });
  const connector = value?.items.find((c) => c.name === search.connector);
  if (may === false) return <Sheet><Empty title="This page is not for your role">An administrator can connect partners.</Empty></Sheet>;
  if (failed) return <Said failed={failed} />;
  if (!value || (search.connection && !before.value && !before.failed)) return <Sheet><Waiting rows={6} /></Sheet>;
  return (
    <>
      <Head title={before.value ? `Change ${before.value.connection}` : 'Connect a partner'} says={!connector ? 'which system is it?' : before.value ? `${systemName(connector.name)}; a secret that is left empty stays as it is` : `${systemName(connector.name)}: name it, say what it is for us, give its address and credentials; then test it`} />
      {connector ? <ConnectForm key={connector.name} c={connector} roles={value.roles as readonly Role[]} before={before.value} /> : (
        [...Map.groupBy(value.items, (c) => c.kind)].map(([kind, of]) => (
          <Sheet key={kind} title={kindName(kind)}><ul className="pad choices">{of.map((c) => (
            <li key={c.name}><Link to="/partners/connect" search={{ connector: c.name }} className="button">
              <strong>{systemName(c.name)}</strong> <span className="quiet small">{c.apiVersion}{c.webhook ? ', calls us by webhook' : ', asked or read by us'}</span></Link></li>
          ))}</ul></Sheet>
        ))
      )}
    </>
  );
}

/** What a system of a kind usually is for a retailer; it can be changed. */
type Role = Body<`/v1/connections/${string}`>['roles'][number];
const ROLE_OF: Readonly<Record<string, readonly Role[]>> = {
  marketplace: ['channel'], storefront: ['channel'], erp: ['erp'], wms: ['warehouse'], pos: ['store'], payments: ['payments'], returns: ['returns'],
};
interface FormProps { readonly c: ConnectorRow; readonly roles: readonly Role[]; readonly before: ConnectionRow | undefined }
function ConnectForm({ c, roles, before }: FormProps) {
  const navigate = useNavigate();
  const [name, setName] = useState(before?.connection ?? '');
  const [chosen, setChosen] = useState<readonly Role[]>(before?.roles as readonly Role[] | undefined ?? (ROLE_OF[c.kind] ?? []));
  const [values, setValues] = useState<Values>(before?.settings ?? {});
  const save = useChange(() => post(`/v1/connections/${encodeURIComponent(name)}`, {
    connector: c.name, roles: [...chosen], settings: cleaned(c.schema, values),
  }), () => void navigate({ to: '/partners/$connection', params: { connection: name } }));
  return (
    <Sheet>
      <form className="pad form" onSubmit={(event) => { event.preventDefault(); save.mutate(undefined); }}>
        <Field label="Name" hint="how it is called everywhere here: small letters, digits and dashes; it cannot be changed later">
          <input value={name} required pattern="[a-z][a-z0-9\-]{0,62}" disabled={before !== undefined} autoFocus={!before} onChange={(event) => setName(event.target.value)} />
        </Field>
        <fieldset className="field" style={{ border: 0, padding: 0, margin: 0 }}>
          <legend className="strong">What it is for us</legend>
          <div className="acts">{roles.map((r) => (
            <label key={r} className="acts"><input type="checkbox" checked={chosen.includes(r)}
              onChange={() => setChosen(chosen.includes(r) ? chosen.filter((x) => x !== r) : [...chosen, r])} />{r}</label>
          ))}</div>
        </fieldset>
        <SchemaFields schema={c.schema} secrets={c.secrets} values={values} set={setValues} kept={before?.secretsSet ?? []} />
        {save.error && <Said failed={save.error} />}
        <div className="acts"><button type="submit" className="primary" disabled={save.isPending}>{before ? 'Save' : 'Connect'}</button>
          <span className="quiet small">Nothing is asked of it before. Afterwards: test the connection{c.webhook && `, and give the partner ${location.origin}/hooks/${name || '…'}`}.</span></div>
      </form>
    </Sheet>
  );
}
