/**
 * A list: columns of TanStack Table, `j` and `k` walk it, Enter opens, `x` marks. Rows come page by page; what is
 * loading keeps its room, and an empty list says what to do next.
 */
import { createColumnHelper, tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Failed } from '../api.ts';
import { useKeys } from '../keys.ts';
import { Said } from './said.tsx';

const features = tableFeatures({});
export interface Column<T> {
  readonly name: string;
  readonly of: (row: T) => ReactNode;
  readonly right?: boolean;
  /** Gives way on narrow screens. */
  readonly wide?: boolean;
}
interface Props<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[] | undefined;
  readonly id: (row: T) => string;
  readonly failed?: Failed | undefined;
  readonly again?: () => void;
  readonly empty: ReactNode;
  readonly open?: (row: T) => void;
  readonly more?: (() => void) | undefined;
  readonly busy?: boolean;
  readonly marked?: Marked | undefined;
  readonly current?: string | undefined;
}
export interface Marked { readonly names: ReadonlySet<string>; readonly set: (names: ReadonlySet<string>) => void }
const NONE: readonly never[] = [];

export function List<T extends object>(p: Props<T>) {
  const { columns, rows } = p;
  const defs = useMemo(() => defsOf(columns), [columns]);
  const table = useTable({ features, columns: defs, data: (rows ?? NONE) as T[], getRowId: p.id });
  const shown = table.getRowModel().rows;
  const [chosen, body] = useWalk(p);
  return (
    <>
      {p.failed && <Said failed={p.failed} {...(p.again && { again: p.again })} />}
      {rows?.length === 0 && p.empty}
      {(rows === undefined ? !p.failed : rows.length > 0) && (
        <div className="scroll">
          <table aria-label={p.label} className={p.open ? 'opens' : ''}>
            <thead>
              <tr>
                {p.marked && <th className="check"><MarkAll {...p} marked={p.marked} /></th>}
                {columns.map((c) => <th key={c.name} scope="col" className={classOf(c)}>{c.name}</th>)}
              </tr>
            </thead>
            <tbody ref={body}>
              {rows === undefined && <Places columns={columns} checks={p.marked !== undefined} />}
              {shown.map((row, i) => (
                <tr key={row.id} data-chosen={i === chosen || undefined} aria-current={row.id === p.current || undefined}
                  onClick={(event) => { if (!(event.target as Element).closest('a, button, input')) p.open?.(row.original); }}>
                  {p.marked && <td className="check"><MarkOne id={row.id} marked={p.marked} /></td>}
                  {row.getAllCells().map((cell, c) =>
                    <td key={cell.id} className={classOf(columns[c]!)}><table.FlexRender cell={cell} /></td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {p.more && <div className="more"><button type="button" disabled={p.busy} onClick={p.more}>
        {p.busy ? 'Loading …' : 'Show more'}</button></div>}
    </>
  );
}

function defsOf<T extends object>(columns: readonly Column<T>[]): ColumnDef<typeof features, T>[] {
  const helper = createColumnHelper<typeof features, T>();
  return columns.map((c) => helper.display({ id: c.name, header: c.name, cell: ({ row }) => c.of(row.original) }));
}

const classOf = (c: { right?: boolean; wide?: boolean }): string | undefined =>
  [c.right && 'right', c.wide && 'wide'].filter(Boolean).join(' ') || undefined;

/** Which row the keys stand on. */
function useWalk<T>({ rows, open, id, marked }: Props<T>) {
  const [chosen, setChosen] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (by: number) => setChosen((at) => Math.min(Math.max(at + by, 0), (rows?.length ?? 1) - 1));
  useEffect(() => { body.current?.children[chosen]?.scrollIntoView({ block: 'nearest' }); }, [chosen]);
  useKeys({
    j: () => move(1), k: () => move(-1), Enter: () => { const row = rows?.[chosen]; if (row) open?.(row); },
    x: () => { const row = rows?.[chosen]; if (row && marked) marked.set(toggled(marked.names, id(row))); },
  });
  return [chosen, body] as const;
}

const toggled = (names: ReadonlySet<string>, name: string): ReadonlySet<string> => {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
};
const MarkOne = ({ id, marked }: { id: string; marked: Marked }) => (
  <input type="checkbox" aria-label="Mark this row" checked={marked.names.has(id)}
    onChange={() => marked.set(toggled(marked.names, id))} />
);
function MarkAll<T>({ rows = [], id, marked }: Props<T> & { marked: Marked }) {
  const all = rows.length > 0 && rows.every((r) => marked.names.has(id(r)));
  return (
    <input type="checkbox" aria-label="Mark all that are shown" checked={all}
      onChange={() => marked.set(all ? new Set() : new Set(rows.map(id)))} />
  );
}

const Places = ({ columns, checks }: { columns: readonly { name: string; right?: boolean; wide?: boolean }[]; checks: boolean }) =>
  [...Array(6).keys()].map((i) => (
    <tr key={i} className="place" aria-hidden>
      {checks && <td />}
      {columns.map((c, n) => <td key={c.name} className={classOf(c)}><span style={{ width: `${45 + ((i * 13 + n * 29) % 45)}%` }} /></td>)}
    </tr>
  ));
