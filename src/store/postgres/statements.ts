/**
 * Splits an SQL file into its statements, with the line each starts on.
 *
 * A distributed PostgreSQL refuses several statements in one call, so a migration is sent one by one. Only
 * what can hold a semicolon is understood: quotes, dollar quotes, comments (they nest), brackets, and the
 * body of a routine written as `begin atomic … end`.
 */
export interface Statement {
  readonly text: string;
  readonly line: number;
}

const TOKEN = new RegExp([
  String.raw`(?<space>\s+|--[^\n]*)`,
  String.raw`(?<comment>/\*)`,
  // A backslash escapes only in E'…'; in every kind a doubled quote is a quote.
  String.raw`(?<quoted>[eE]'[^'\\]*(?:(?:\\[^]|'')[^'\\]*)*'|'[^']*(?:''[^']*)*'|"[^"]*(?:""[^"]*)*")`,
  String.raw`(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)`,
  // A word takes its dollars with it: in `a$b$c` nothing is quoted.
  String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
  String.raw`(?<number>\d[\w.]*|\$\d+)`,
  String.raw`(?<other>[^])`,
].join('|'), 'y');

/** What was not closed at the end of the file, with its line. */
export class Unclosed extends Error {
  readonly line: number;
  constructor(what: string, line: number) {
    super(`${what} is opened and not closed`);
    this.line = line;
  }
}

export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let reader = newStatement();
  let at = 0;
  const lineAt = (index: number) => sql.slice(0, index).split('\n').length;
  const close = (end: number) => {
    if (reader.from >= 0) statements.push({ text: sql.slice(reader.from, end), line: lineAt(reader.from) });
    reader = newStatement();
  };
  while (at < sql.length) {
    const token = nextToken(sql, at, lineAt);
    if (token.kind === 'other' && token.text === ';' && reader.brackets === 0 && reader.blocks === 0) close(at);
    else if (token.kind !== 'space') take(reader, token, at);
    at += token.text.length;
  }
  if (reader.blocks > 0) throw new Unclosed('begin atomic', lineAt(reader.from));
  if (reader.brackets > 0) throw new Unclosed('a bracket', lineAt(reader.from));
  close(sql.trimEnd().length);
  return statements;
}

interface Token {
  readonly kind: 'space' | 'quoted' | 'word' | 'other';
  readonly text: string;
}
interface Reader {
  from: number;
  brackets: number;
  /** Depth of `begin atomic` and `case`, each closed by `end`. */
  blocks: number;
  words: string[];
}

const newStatement = (): Reader => ({ from: -1, brackets: 0, blocks: 0, words: [] });

function take(reader: Reader, { kind, text }: Token, at: number) {
  if (reader.from < 0) reader.from = at;
  if (kind === 'word') takeWord(reader, text.toLowerCase());
  if (kind !== 'other') return;
  if (text === '(' || text === '[') reader.brackets += 1;
  if ((text === ')' || text === ']') && reader.brackets > 0) reader.brackets -= 1;
}

function takeWord(reader: Reader, word: string) {
  const previous = reader.words.at(-1);
  if (reader.words.length < 4 || word === 'begin' || previous === 'begin') reader.words.push(word);
  if (reader.blocks > 0 && word === 'case') reader.blocks += 1;
  else if (reader.blocks > 0 && word === 'end') reader.blocks -= 1;
  else if (word === 'atomic' && previous === 'begin' && isRoutine(reader.words)) reader.blocks += 1;
}

const isRoutine = (words: string[]) => /^create (or replace )?(function|procedure) /.test(`${words.join(' ')} `);

function nextToken(sql: string, at: number, lineAt: (index: number) => number): Token {
  TOKEN.lastIndex = at;
  const groups = TOKEN.exec(sql)!.groups as Record<string, string | undefined>;
  if (groups['space'] !== undefined) return { kind: 'space', text: groups['space'] };
  if (groups['comment'] !== undefined) return { kind: 'space', text: comment(sql, at, lineAt) };
  if (groups['dollar'] !== undefined) {
    const end = sql.indexOf(groups['dollar'], at + groups['dollar'].length);
    if (end < 0) throw new Unclosed(groups['dollar'], lineAt(at));
    return { kind: 'quoted', text: sql.slice(at, end + groups['dollar'].length) };
  }
  if (groups['word'] !== undefined) return { kind: 'word', text: groups['word'] };
  const text = (groups['quoted'] ?? groups['number'] ?? groups['other'])!;
  if (text === "'" || text === '"') throw new Unclosed(`a quote (${text})`, lineAt(at));
  return { kind: groups['other'] === undefined ? 'quoted' : 'other', text };
}

/** The whole comment that starts at `at`; comments nest in SQL. */
function comment(sql: string, at: number, lineAt: (index: number) => number): string {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return sql.slice(at, mark.lastIndex);
  }
  throw new Unclosed('a comment', lineAt(at));
}
