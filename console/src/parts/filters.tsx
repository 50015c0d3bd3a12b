/** Filters of a list. They live in the address, so a filtered list is a link; some can be kept under a name. */
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

interface PickProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (string | readonly [value: string, name: string])[];
  readonly set: (value: string | undefined) => void;
}
export const Pick = ({ label, value, options, set }: PickProps) => (
  <label className="pick">
    <span>{label}</span>
    <select value={value ?? ''} onChange={(event) => set(event.target.value || undefined)}>
      <option value="">all</option>
      {value && !options.some((o) => (typeof o === 'string' ? o : o[0]) === value) && (
        <option value={value}>{value}</option>
      )}
      {options.map((o) => {
        const [v, name] = typeof o === 'string' ? ([o, o] as const) : o;
        return (
          <option key={v} value={v}>
            {name}
          </option>
        );
      })}
    </select>
  </label>
);

interface TextProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly set: (value: string | undefined) => void;
  readonly type?: 'text' | 'date';
}
/** Takes effect on Enter or when it is left. */
export function TextFilter({ label, value, set, type = 'text' }: TextProps) {
  return (
    <label className="pick">
      <span>{label}</span>
      <input
        key={value ?? ''}
        type={type}
        defaultValue={value ?? ''}
        onBlur={(event) => {
          if (event.target.value !== (value ?? '')) set(event.target.value || undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') set(event.currentTarget.value || undefined);
        }}
      />
    </label>
  );
}

interface Kept {
  readonly name: string;
  readonly href: string;
}
const read = (place: string): Kept[] => {
  try {
    return JSON.parse(localStorage.getItem(`filters ${place}`) ?? '[]') as Kept[];
  } catch {
    return [];
  }
};
/** Views that this browser keeps: a name for a set of filters. */
export function Views() {
  const at = useLocation();
  const navigate = useNavigate();
  const [kept, setKept] = useState(() => read(at.pathname));
  const write = (next: Kept[]) => {
    localStorage.setItem(`filters ${at.pathname}`, JSON.stringify(next));
    setKept(next);
  };
  const mine = kept.find((k) => k.href === at.href);
  return (
    <span className="views">
      {kept.map((k) => (
        <button
          key={k.name}
          type="button"
          className="chip"
          aria-pressed={k.href === at.href}
          onClick={() => void navigate({ href: k.href })}
        >
          {k.name}
        </button>
      ))}
      {at.searchStr && !mine && (
        <button
          type="button"
          className="link small"
          onClick={() => {
            const name = prompt('Name of this view');
            if (name?.trim())
              write([...kept.filter((k) => k.name !== name.trim()), { name: name.trim(), href: at.href }]);
          }}
        >
          Keep as a view
        </button>
      )}
      {mine && (
        <button type="button" className="link small" onClick={() => write(kept.filter((k) => k !== mine))}>
          Forget this view
        </button>
      )}
    </span>
  );
}
