/** The frame: rail, bar, the page, and the keys that work everywhere. */
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../data.ts';
import { useKeys } from '../keys.ts';
import { LiveContext, useStream, type Live } from '../live.ts';
import { Said } from '../parts/said.tsx';
import { count } from '../words.ts';
import { Bar } from './bar.tsx';
import { PLACES, type Place } from './places.tsx';

const Palette = lazy(() => import('./palette.tsx').then((m) => ({ default: m.Palette })));
const Help = lazy(() => import('./help.tsx').then((m) => ({ default: m.Help })));
const SignIn = lazy(() => import('../pages/sign-in.tsx').then((m) => ({ default: m.SignIn })));

export function Shell() {
  const live = useStream();
  if (live.failed?.signedOut)
    return (
      <Suspense>
        <SignIn />
      </Suspense>
    );
  return (
    <LiveContext value={live}>
      <Frame live={live} />
    </LiveContext>
  );
}

function Frame({ live }: { live: Live }) {
  const search = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState<'help' | 'palette'>();
  const close = useCallback(() => setOver(undefined), []);
  usePlaces({ search, show: setOver });
  useTitle(live);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Rail live={live} />
      <div className="beside">
        <Bar search={search} live={live} palette={() => setOver('palette')} />
        {live.failed && !live.failed.signedOut && <Said failed={live.failed} />}
        <main id="main" tabIndex={-1}>
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense>
        {over === 'palette' ? <Palette close={close} /> : over === 'help' && <Help close={close} />}
      </Suspense>
    </div>
  );
}

interface Everywhere {
  readonly search: React.RefObject<HTMLInputElement | null>;
  readonly show: (what: 'help' | 'palette') => void;
}
function usePlaces({ search, show }: Everywhere): void {
  const navigate = useNavigate();
  useKeys({
    '/': () => search.current?.select(),
    '?': () => show('help'),
    Escape: () => void navigate({ to: '/' }),
    ...Object.fromEntries(PLACES.map((p) => [`g ${p.key}`, () => void navigate({ to: p.to })])),
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      show('palette');
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [show]);
}

function useTitle(live: Live): void {
  const { pathname } = useLocation();
  const open = openFor(live, useSession()?.role);
  useEffect(() => {
    const last = decodeURIComponent(pathname.split('/').at(-1) ?? '');
    const what = /^\/(story|stock|partners)\/./.test(pathname) ? last : PLACES.find((p) => p.to === pathname)?.name;
    document.title = `${open ? `(${open}) ` : ''}${what && pathname !== '/' ? `${what} · ` : ''}Threadline`;
  }, [pathname, open]);
}

/** What waits for this role; administrators look after everybody's. */
function openFor({ overview }: Live, role: string | undefined): number {
  if (!overview || role === undefined) return 0;
  if (role === 'administrator') return overview.exceptions.total;
  return overview.exceptions.byKind.reduce((n, k) => (k.owner === role ? n + k.count : n), 0);
}

function Rail({ live }: { live: Live }) {
  const session = useSession();
  const open = openFor(live, session?.role);
  const may = (p: Place) => p.right === undefined || session === undefined || session.rights.includes(p.right);
  return (
    <nav className="rail" aria-label="Pages">
      <Link to="/" className="name">
        <Thread />
        <span>Threadline</span>
      </Link>
      <ul>
        {PLACES.filter(may).map((p) => (
          <li key={p.to}>
            <Link
              to={p.to}
              {...(p.to === '/exceptions' && open > 0 && session && session.role !== 'administrator' && { search: { owner: session.role } })}
              activeOptions={{ exact: p.to === '/', includeSearch: false }}
              title={`${p.name} (g ${p.key})`}
            >
              {p.icon}
              <span className="word">{p.name}</span>
              {p.to === '/exceptions' && open > 0 && (
                <span className="count">
                  <span className="sr">, open: </span>
                  {count(open)}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const Thread = () => (
  <svg
    width="20"
    height="20"
    viewBox="0 0 32 32"
    fill="none"
    stroke="currentColor"
    strokeWidth="3"
    strokeLinecap="round"
    aria-hidden
  >
    <path d="M5 8h7c6 0 2 16 8 16h7" />
    <circle cx="5" cy="8" r="2.5" fill="currentColor" stroke="none" />
    <circle cx="27" cy="24" r="2.5" fill="currentColor" stroke="none" />
  </svg>
);
