/** Words for what is not there or went wrong: what, why, what now, and an id to quote. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Failed } from '../api.ts';

export function Said({ failed, again }: { failed: Failed; again?: () => void }) {
  if (failed.signedOut) return null;
  if (failed.forbidden) return <Empty title="This page is not for your role">{failed.message}</Empty>;
  return (
    <div className="said" role="alert">
      <strong>{failed.title}</strong>
      {failed.message}
      {again && (
        <>
          {' '}
          <button type="button" className="link" onClick={again}>
            Try again
          </button>
        </>
      )}
      {failed.request && (
        <div className="quiet small">
          Quote this when you report it: <code>{failed.request}</code>
        </div>
      )}
    </div>
  );
}

export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty">
    <strong>{title}</strong>
    {children}
  </div>
);

export const NotHere = () => (
  <section className="sheet">
    <Empty title="There is no page at this address">
      <Link to="/">Back to now</Link>, or press <kbd>/</kbd> and type any number you have.
    </Empty>
  </section>
);

export const Broken = ({ error, reset }: { error: unknown; reset: () => void }) => (
  <section className="sheet">
    <div className="said" role="alert">
      <strong>This page cannot be shown</strong>
      {/Failed to fetch|Loading chunk|dynamically imported/.test(String(error))
        ? 'A newer version of the console is there: load the page again. '
        : `It is a fault of the console: ${String(error)}. `}
      <button
        type="button"
        className="link"
        onClick={() => {
          reset();
          location.reload();
        }}
      >
        Load again
      </button>
    </div>
  </section>
);

/** Keeps the room of what is not there yet. */
export const Waiting = ({ rows = 3 }: { rows?: number }) => (
  <div className="waiting" role="status" aria-busy="true" aria-label="Loading">
    {[...Array(rows).keys()].map((i) => (
      <span key={i} style={{ width: `${90 - ((i * 17) % 45)}%` }} />
    ))}
  </div>
);
