/** One's own account: password and second factor, set in one step. The first one makes the first account. */
import { useMemo, useState } from 'react';
import { renderSVG } from 'uqr';
import type { Me } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useGet } from '../data.ts';
import { Field, Head, Sheet } from '../parts/bits.tsx';
import { Said, Waiting } from '../parts/said.tsx';
import { person, zone } from '../words.ts';

interface Factor { readonly secret: string; readonly uri: string }

export function Account() {
  const { value: me, failed } = useGet('/v1/me', { live: false });
  const factor = useChange(() => post('/v1/me/factor'));
  if (!me) return <Sheet>{failed ? <Said failed={failed} /> : <Waiting />}</Sheet>;
  return (
    <>
      <Head title="Your account" says={`${person(me.who)}, ${me.role} · times are shown in ${zone}`} />
      <Sheet title={me.hasAccount ? 'Password and second factor' : 'Make your account'}>
        <div className="pad stack">
          {!factor.data && <>
            <p>{me.hasAccount ? 'You sign in with a password and a code from your authenticator app.'
              : 'You came in by a link that works once. Set a password and a second factor, and you can sign in whenever you want. There is no default password, and nobody else knows yours.'}</p>
            <div className="acts"><button type="button" className="primary" disabled={factor.isPending} onClick={() => factor.mutate(undefined)}>
              {me.hasAccount ? 'Set new ones' : 'Begin'}</button></div></>}
          {factor.error && <Said failed={factor.error} />}
          {factor.data && <Credentials me={me} factor={factor.data} />}
        </div>
      </Sheet>
    </>
  );
}

function Credentials({ me, factor }: { me: Me; factor: Factor }) {
  const [c, setC] = useState({ email: me.email ?? '', name: me.name ?? '', password: '', current: '', code: '' });
  const save = useChange(() => post('/v1/me/account', {
    password: c.password, secret: factor.secret, code: c.code.replaceAll(' ', ''), ...(c.name && { name: c.name }), ...(!me.email && { email: c.email }), ...(me.hasAccount && { current: c.current }),
  }));
  const qr = useMemo(() => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(factor.uri, { border: 2 }))}`, [factor.uri]);
  const set = (name: keyof typeof c) => (event: React.ChangeEvent<HTMLInputElement>) => setC({ ...c, [name]: event.target.value });
  if (save.data) return (
    <div className="told" role="status"><strong>From now on you sign in as {save.data.email}.</strong>
      <p>Keep these codes where you keep keys. Each one stands in once for your app, when the phone is lost:</p>
      <pre className="raw" tabIndex={0}>{save.data.recovery.join('\n')}</pre></div>
  );
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); save.mutate(undefined); }}>
      {!me.email && <Field label="E-mail"><input type="email" required autoComplete="username" value={c.email} onChange={set('email')} /></Field>}
      <Field label="Name"><input autoComplete="name" value={c.name} onChange={set('name')} /></Field>
      {me.hasAccount && <Field label="Present password"><input type="password" required autoComplete="current-password" value={c.current} onChange={set('current')} /></Field>}
      <Field label="New password" hint="at least 12 characters; a sentence is good"><input type="password" required minLength={12} autoComplete="new-password" value={c.password} onChange={set('password')} /></Field>
      <div className="field"><span className="strong">Second factor</span>
        <p>Scan this with your authenticator app, or type the key into it.</p>
        <img src={qr} width="176" height="176" alt="QR code with the key below" style={{ background: '#fff', borderRadius: 6 }} /><code>{factor.secret}</code></div>
      <Field label="Code from the app"><input required inputMode="numeric" autoComplete="one-time-code" pattern="[0-9 ]{6,7}" value={c.code} onChange={set('code')} /></Field>
      {save.error && <Said failed={save.error} />}
      <div className="acts"><button type="submit" className="primary" disabled={save.isPending}>Set password and second factor</button></div>
    </form>
  );
}
