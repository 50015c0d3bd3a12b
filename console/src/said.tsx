/** Words for what is not there or went wrong: what, why, what now, and an id to quote. */
import type { ReactNode } from 'react';
import type { Failed } from './api.ts';

export function Said({ failed }: { failed: Failed }) {
  return (
    <div className="said" role="alert">
      <strong>{failed.title}</strong>
      {failed.message}
      {failed.request && (
        <div className="quiet small">Quote this when you report it: <code>{failed.request}</code></div>
      )}
    </div>
  );
}

export const Empty = ({ title, children }: { title: string; children: ReactNode }) =>
  <div className="empty"><strong>{title}</strong>{children}</div>;

export const SignedOut = () => (
  <section className="sheet">
    <Empty title="You are not signed in">
      Open the link that <code>npm start</code> printed. It works once and for an hour; starting again prints a new one.
    </Empty>
  </section>
);
