/** The splitter against everything in SQL that may hold a semicolon which does not end a statement. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Unclosed, splitStatements } from '#store/postgres/statements.ts';

const texts = (sql: string) => splitStatements(sql).map(({ text }) => text);

test('statements are cut at semicolons and know their line', () => {
  assert.deepEqual(splitStatements('select 1;\n\n-- why\nselect\n2;select 3'), [
    { text: 'select 1', line: 1 }, { text: 'select\n2', line: 4 }, { text: 'select 3', line: 5 },
  ]);
  assert.deepEqual(texts(''), []);
  assert.deepEqual(texts(' -- only; a comment\n/* and ; another */ ;;'), []);
});

test('quotes hide semicolons, and each other', () => {
  for (const sql of [
    `select 'a;b'`, `select 'it''s; fine'`, `select "a;""b"`, `select '--;', "/*;"`, String.raw`select E'it\'s; x'`,
    String.raw`select e'\\', 1`, `select ';' as ";"`, `select U&'d;\\0061'`,
  ]) assert.deepEqual(texts(`${sql}; select 2`), [sql, 'select 2'], sql);
  // Without E a backslash is a letter: the string ends at the second quote.
  assert.deepEqual(texts(String.raw`select 'a\'; select 2`), [String.raw`select 'a\'`, 'select 2']);
});

test('dollar quotes need their own tag; dollars inside words and parameters are none', () => {
  for (const sql of [
    'do $$ begin perform 1; end $$', 'do $body$ begin execute $$select 1; select 2$$; end $body$', 'select a$b$c, d$b$',
    'select $1, $2', `select $ä$ ; ' $ä$`, 'select 1 as x$$',
  ]) assert.deepEqual(texts(`${sql}; select 2`), [sql, 'select 2'], sql);
});

test('comments hide semicolons and quotes, and nest', () => {
  assert.deepEqual(texts(`select 1 -- it's; "here\n, 2; select 3`), [`select 1 -- it's; "here\n, 2`, 'select 3']);
  assert.deepEqual(texts(`select /* a; /* b'; */ c; */ 1; select 3`), [`select /* a; /* b'; */ c; */ 1`, 'select 3']);
});

test('brackets and the body of a routine hold semicolons', () => {
  const rule = 'create rule r as on insert to t do instead (delete from a; delete from b)';
  assert.deepEqual(texts(`${rule}; select 2`), [rule, 'select 2']);
  const routine = `create or replace function f(x int) returns int language sql begin atomic
    select case when x > 0 then 1 else case x when 0 then 2 end end; select 2; end`;
  assert.deepEqual(texts(`${routine};\nselect 2`), [routine, 'select 2']);
  const procedure = 'CREATE PROCEDURE p() BEGIN /* so */ ATOMIC insert into t values (1); END';
  assert.deepEqual(texts(`${procedure}; select 2`), [procedure, 'select 2']);
  // The same words elsewhere open nothing.
  assert.deepEqual(texts('begin; select atomic; select case when a then b end; end; select 2'),
    ['begin', 'select atomic', 'select case when a then b end', 'end', 'select 2']);
});

test('what is opened and not closed is an error with its line', () => {
  for (const [sql, line] of [
    [`select 1;\nselect 'abc; select 2`, 2], ['select 1;\n\n/* /* */ select', 3], ['do $a$ begin; $b$', 1],
    ['select "x', 1], ['select (1; select 2', 1],
    ['create function f() returns int begin atomic select 1; select case when true then 1 end;', 1],
  ] as const)
    assert.throws(() => splitStatements(sql), (error) => error instanceof Unclosed && error.line === line, sql);
});

test('a long literal is no burden', () => {
  const literal = `select '${`it''s; `.repeat(200_000)}'`;
  const begin = performance.now();
  assert.deepEqual(texts(`${literal};select 2`).length, 2);
  assert.throws(() => splitStatements(`select '${'ab '.repeat(300_000)}`), Unclosed);
  assert.ok(performance.now() - begin < 2_000);
});
