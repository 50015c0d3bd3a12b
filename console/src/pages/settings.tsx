/** Who may come in: people with their roles, and keys of machines. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { KeyRow, PersonRow, RoleRow } from '../types.ts';
import { post } from '../api.ts';
import type { Body } from '../paths.ts';
import { useChange, useGet } from '../data.ts';
import { Age, Field, Head, Mark, Sheet } from '../parts/bits.tsx';
import { Box } from '../parts/dialog.tsx';
import { Empty, Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { person } from '../words.ts';

const PEOPLE: readonly Column<PersonRow>[] = [
  { name: 'Who', of: (p) => <><strong>{p.name}</strong> <span className="quiet">{p.email}</span></> }, { name: 'Role', of: (p) => p.role },
  { name: 'Signs in by', of: (p) => [p.password && 'password and code', p.provider && new URL(p.provider).hostname].filter(Boolean).join(', ') || <span className="quiet">invited</span>, wide: true },
  { name: 'State', of: (p) => (p.disabledAt ? <Mark tone="broken">closed</Mark> : p.lastSignIn ? <Mark tone="ok">here <Age at={p.lastSignIn} ago /></Mark> : <Mark tone="going">not here yet</Mark>) },
];
const KEYS: readonly Column<KeyRow>[] = [
  { name: 'Key', of: (k) => k.name }, { name: 'Role', of: (k) => k.role }, { name: 'May', of: (k) => k.scopes.join(', '), wide: true },
  { name: 'By', of: (k) => person(k.createdBy), wide: true }, { name: 'Used', of: (k) => (k.lastUsedAt ? <Age at={k.lastUsedAt} ago /> : <span className="quiet">never</span>) },
  { name: 'State', of: (k) => (k.revokedAt ? <Mark tone="broken">revoked</Mark> : k.expiresAt && Date.parse(k.expiresAt) < Date.now() ? <Mark tone="wait">expired</Mark> : <Mark tone="ok">works</Mark>) },
];

export function Settings() {
  const people = useGet('/v1/people');
  const keys = useGet('/v1/keys');
  const [open, setOpen] = useState<PersonRow | 'new'>();
  const [key, setKey] = useState<KeyRow | 'new'>();
  const roles = people.value?.roles ?? [];
  if (people.failed?.forbidden) return <><Head title="Settings" /><Sheet><Said failed={people.failed} /></Sheet></>;
  return (
    <>
      <Head title="Settings" says="who may come in, and as what" />
      <Sheet title="People" aside={<button type="button" className="primary" onClick={() => setOpen('new')}>Invite</button>}>
        <List label="People" columns={PEOPLE} rows={people.value?.items} id={(p) => p.email} failed={people.failed} again={people.again} open={setOpen}
          empty={<Empty title="Nobody has an account yet"><Link to="/account">Make your own first</Link>, then invite the others.</Empty>} />
      </Sheet>
      <Sheet title="Keys of machines" aside={<button type="button" onClick={() => setKey('new')}>Make a key</button>}>
        <List label="Keys" columns={KEYS} rows={keys.value?.items} id={(k) => k.id} failed={keys.failed} again={keys.again} open={setKey}
          empty={<Empty title="No keys">A program that calls the API needs one, as <code>Authorization: Bearer …</code>.</Empty>} />
      </Sheet>
      <Sheet title="What each role may"><table aria-label="Roles"><tbody>{roles.map((r) => <tr key={r.role}><th scope="row">{r.role}</th><td><ul>{r.may.map((m) => <li key={m}>{m}</li>)}</ul></td></tr>)}</tbody></table></Sheet>
      {open && <PersonBox of={open === 'new' ? undefined : open} roles={roles} close={() => setOpen(undefined)} />}
      {key && <KeyBox of={key === 'new' ? undefined : key} roles={roles} close={() => setKey(undefined)} />}
    </>
  );
}

type Role = Body<'/v1/people'>['role'];
interface BoxProps<T> { readonly of: T | undefined; readonly roles: readonly RoleRow[]; readonly close: () => void }
const RolePick = ({ value, roles, set }: { value: Role; roles: readonly RoleRow[]; set: (role: Role) => void }) => (
  <Field label="Role" hint={`may ${roles.find((r) => r.role === value)?.may.join('; ') ?? ''}`}>
    <select value={value} onChange={(e) => set(e.target.value as Role)}>{roles.map((r) => <option key={r.role}>{r.role}</option>)}</select></Field>
);

function PersonBox({ of, roles, close }: BoxProps<PersonRow>) {
  const [p, setP] = useState<{ email: string; name: string; role: Role }>(of ? { email: of.email, name: of.name, role: of.role as Role } : { email: '', name: '', role: 'operations' });
  const save = useChange(() => post('/v1/people', p));
  const end = useChange(() => post('/v1/people/disable', { email: p.email }), close);
  const failed = save.error ?? end.error;
  return (
    <Box title={of ? of.name : 'Invite a person'} close={close}>
      {save.data ? <Shown what={`Give ${p.email} this link. It signs in once, within the hour, and asks for a password and a second factor.`} text={save.data.link} /> : (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(undefined); }}>
          <Field label="E-mail"><input type="email" required disabled={of !== undefined} value={p.email} onChange={(e) => setP({ ...p, email: e.target.value })} /></Field>
          <Field label="Name"><input value={p.name} onChange={(e) => setP({ ...p, name: e.target.value })} /></Field>
          <RolePick value={p.role} roles={roles} set={(role) => setP({ ...p, role })} />
          <div className="acts"><button type="submit" className="primary" disabled={save.isPending}>{of ? 'Save and make a new link' : 'Invite'}</button>
            {of && !of.disabledAt && <button type="button" className="danger" disabled={end.isPending} onClick={() => end.mutate(undefined)}>Close the account</button>}</div>
          {failed && <Said failed={failed} />}
        </form>
      )}
    </Box>
  );
}

function KeyBox({ of, roles, close }: BoxProps<KeyRow>) {
  const [k, setK] = useState<{ name: string; role: Role }>({ name: '', role: 'viewer' });
  const make = useChange(() => post('/v1/keys', k));
  const revoke = useChange(() => post(`/v1/keys/${of!.id}/revoke`), close);
  return (
    <Box title={of ? of.name : 'Make a key'} close={close}>
      {make.data && <Shown what="This is the key. It is shown now and never again." text={make.data.key} />}
      {of && !make.data && <div className="stack"><p>{of.role}: {of.scopes.join(', ')}</p>
        {!of.revokedAt && <div className="acts"><button type="button" className="danger" disabled={revoke.isPending} onClick={() => revoke.mutate(undefined)}>Revoke at once</button></div>}</div>}
      {!of && !make.data && (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); make.mutate(undefined); }}>
          <Field label="Name" hint="stands in the audit trail"><input required value={k.name} onChange={(e) => setK({ ...k, name: e.target.value })} /></Field>
          <RolePick value={k.role} roles={roles} set={(role) => setK({ ...k, role })} />
          <div className="acts"><button type="submit" className="primary" disabled={make.isPending}>Make it</button></div>
        </form>
      )}
      {(make.error ?? revoke.error) && <Said failed={(make.error ?? revoke.error)!} />}
    </Box>
  );
}

const Shown = ({ what, text }: { what: string; text: string }) => (
  <div className="stack"><p>{what}</p><pre className="raw" tabIndex={0}>{text}</pre>
    <div className="acts"><button type="button" onClick={() => void navigator.clipboard.writeText(text)}>Copy</button></div></div>
);
