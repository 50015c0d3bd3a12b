/** Signing in: password and code, the identity provider, or the link of the first run. */
import { useState } from 'react';
import { Failed, post } from '../api.ts';
import { useChange, useGet } from '../data.ts';
import { Field } from '../parts/bits.tsx';

export function SignIn() {
  const ways = useGet('/sign-in/ways', { live: false }).value;
  const [c, setC] = useState({ email: '', password: '', code: '' });
  const [coded, setCoded] = useState(false);
  const enter = useChange(() => post('/sign-in/password', { email: c.email, password: c.password, ...(coded && { code: c.code }) }),
    ({ needs }) => { if (needs === 'code') setCoded(true); else location.reload(); });
  const set = (name: keyof typeof c) => (event: React.ChangeEvent<HTMLInputElement>) => setC({ ...c, [name]: event.target.value });
  return (
    <main className="sign-in" style={{ maxWidth: '24rem', margin: '12vh auto 0' }}>
      <h1 className="dialog-title">Sign in to Threadline</h1>
      <section className="sheet">
        <form className="pad form" onSubmit={(event) => { event.preventDefault(); enter.mutate(undefined); }}>
          {!coded && <Field label="E-mail"><input type="email" required autoComplete="username" value={c.email} onChange={set('email')} /></Field>}
          {!coded && <Field label="Password"><input type="password" required autoComplete="current-password" value={c.password} onChange={set('password')} /></Field>}
          {coded && <Field label="Code" hint="from your authenticator app, or one of your recovery codes">
            <input required autoFocus autoComplete="one-time-code" value={c.code} onChange={set('code')} /></Field>}
          {enter.error instanceof Failed && <div className="said" role="alert"><strong>{coded ? 'That code does not work' : 'That does not work'}</strong>{enter.error.message}</div>}
          <button type="submit" className="primary" disabled={enter.isPending}>{coded ? 'Sign in' : 'Go on'}</button>
          {ways?.provider && <a className="button" style={{ textAlign: 'center' }} href={`/sign-in/provider?back=${encodeURIComponent(location.pathname + location.search)}`}>Sign in with {ways.provider}</a>}
        </form>
      </section>
      <p className="quiet small">The first time? You are not signed in yet: open the link that <code>npm start</code> printed. It works once and for an hour; starting again prints a new one.</p>
    </main>
  );
}
