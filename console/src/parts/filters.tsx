/** Filters of a list. They live in the address, so a filtered list is a link; some can be kept under a name. */
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { SavedView } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useGet } from '../data.ts';
import { Said } from './said.tsx';

/** A day of the viewer's, as the moment it begins. */
export const startOf = (date: string | undefined): string | undefined =>
  date ? new Date(`${date}T00:00`).toISOString() : undefined;
/** So many hours ago, when the page was opened. */
export const useSince = (hours: string | undefined): string | undefined =>
  useMemo(() => (hours ? new Date(Date.now() - Number(hours) * 3_600_000).toISOString() : undefined), [hours]);

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

const KEPT = '/v1/views';
/** Views that the server keeps for a person: a name for a set of filters. */
export function Views() {
  const at = useLocation();
  const navigate = useNavigate();
  const kept = useGet(KEPT, { live: false }).value?.items.filter((v) => v.page === at.pathname) ?? [];
  const [name, setName] = useState<string>();
  const keep = useChange((view: SavedView) => post(KEPT, view), () => setName(undefined));
  const forget = useChange(({ page, name: gone }: SavedView) => post(`${KEPT}/forget`, { page, name: gone }));
  const mine = kept.find((v) => v.search === at.searchStr);
  return (
    <span className="views">
      {kept.map((v) => (
        <button key={v.name} type="button" className="chip" aria-pressed={v === mine} onClick={() => void navigate({ href: `${v.page}${v.search}` })}>
          {v.name}
        </button>
      ))}
      {at.searchStr && !mine && name === undefined && (
        <button type="button" className="link small" onClick={() => setName('')}>
          Keep as a view
        </button>
      )}
      {name !== undefined && (
        <form className="acts" onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) keep.mutate({ page: at.pathname, name: name.trim(), search: at.searchStr });
        }}>
          <input autoFocus aria-label="Name of this view" placeholder="Name of this view" maxLength={60} value={name}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); setName(undefined); } }} />
          <button type="submit" disabled={!name.trim() || keep.isPending}>Keep</button>
        </form>
      )}
      {mine && (
        <button type="button" className="link small" disabled={forget.isPending} onClick={() => forget.mutate(mine)}>
          Forget this view
        </button>
      )}
      {(keep.error ?? forget.error) && <Said failed={(keep.error ?? forget.error)!} />}
    </span>
  );
}
