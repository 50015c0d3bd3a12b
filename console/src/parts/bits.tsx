/** Small pieces that every page uses: states with a shape and a word, ages, amounts, sections. */
import type { ReactNode } from 'react';
import { useNow } from '../live.ts';
import { age, amount, clock, day, moment, span, when } from '../words.ts';

export type Tone = 'ok' | 'going' | 'wait' | 'person' | 'broken';
/** Never colour alone: each tone has a shape, and the word says it. */
export const Mark = ({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) => (
  <span className={`mark ${tone}`} title={title}>
    {children}
  </span>
);

const DONE = new Set(['shipped', 'invoiced', 'delivered', 'done', 'completed', 'fulfilled']);
const PERSON = new Set(['short', 'on hold']);
export const stageTone = (stage: string): Tone => (PERSON.has(stage) ? 'person' : DONE.has(stage) ? 'ok' : 'going');

export function Age({ at, ago = false }: { at: string; ago?: boolean }) {
  const now = useNow(5000);
  return (
    <time dateTime={at} title={moment(at)}>
      {age(at, now)}
      {ago ? ' ago' : ''}
    </time>
  );
}
/** Until when somebody should have settled it: `due in 3 h`, `2 h overdue`. */
export function Due({ at }: { at: string }) {
  const now = useNow(5000);
  const late = now - Date.parse(at);
  return (
    <time dateTime={at} title={`should be settled by ${moment(at)}`} className={late > 0 ? 'broken strong' : 'quiet'}>
      {late > 0 ? `${span(late / 1000)} overdue` : `due in ${span(-late / 1000)}`}
    </time>
  );
}
export const When = ({ at }: { at: string }) => (
  <time dateTime={at} title={moment(at)}>
    {when(at)}
  </time>
);
export const Clock = ({ at }: { at: string }) => (
  <time dateTime={at} title={moment(at)}>
    {clock(at)}
  </time>
);
export const Day = ({ date }: { date: string }) => <time dateTime={date}>{day(date)}</time>;
export const Money = ({ of, currency }: { of: string; currency: string }) => (
  <span className="money">
    {amount(of)} <span className="quiet">{currency}</span>
  </span>
);

interface SheetProps {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly id?: string;
  readonly children: ReactNode;
}
export const Sheet = ({ title, aside, id, children }: SheetProps) => (
  <section className="sheet" id={id}>
    {title && (
      <header>
        <h2>{title}</h2>
        {aside && <span className="aside">{aside}</span>}
      </header>
    )}
    {children}
  </section>
);

interface HeadProps {
  readonly title: ReactNode;
  readonly says?: ReactNode;
  readonly children?: ReactNode;
}
/** The head of a page: what it is, a sentence, and what can be done. */
export const Head = ({ title, says, children }: HeadProps) => (
  <div className="head">
    <h1>{title}</h1>
    {says && <p className="quiet">{says}</p>}
    <div className="acts">{children}</div>
  </div>
);

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** A switch stands beside its name. */
  readonly inline?: boolean;
  readonly children: ReactNode;
}
export const Field = ({ label, hint, inline = false, children }: FieldProps) => (
  <label className={inline ? 'field inline' : 'field'}>
    <span>{label}</span>
    {children}
    {hint && <small className="quiet">{hint}</small>}
  </label>
);
