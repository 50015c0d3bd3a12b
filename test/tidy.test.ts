/** Style is a test: what can be checked is not left to review. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { connectors } from '#connectors/registry.ts';

const sources = globSync('{src,sandbox,test,bench}/**/*.ts').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const ban = (where: RegExp, word: RegExp, why: string) =>
  it(`${word.source} is banned in ${where.source}: ${why}`, () => {
    assert.deepEqual(sources.filter((s) => where.test(s.path) && s.path !== 'test/tidy.test.ts' && word.test(s.text)).map((s) => s.path), []);
  });

it('no file is longer than a chapter', () =>
  assert.deepEqual(sources.filter((s) => s.text.split('\n').length > (/test|bench/.test(s.path) ? 400 : 300)).map((s) => s.path), []));
it('no line is wider than a page', () =>
  assert.deepEqual(sources.flatMap((s) => {
    const wide = s.path.startsWith('src/') && !s.path.endsWith('.test.ts') ? 140 : 200;
    return s.text.split('\n').flatMap((l, i) => (l.length > wide ? [`${s.path}:${i + 1}`] : []));
  }), []));
it('a file says at its head what it is, unless its name says all', () =>
  assert.deepEqual(sources.filter((s) => s.path.startsWith('src/') && !/\.(test|fixture)\.ts$/.test(s.path) &&
    s.text.split('\n').length > 40 && !/\/\*\*/.test(s.text.split('\n').slice(0, 12).join('\n'))).map((s) => s.path), []));

const pure = /^src\/(domain|workflows)\/(?!.*(\.test|\.fixture))/;
ban(pure, /\bDate\.now\(|new Date\(\)|Math\.random|randomUUID|Temporal\.Now/, 'time and chance arrive in messages');
ban(pure, /\basync\b|\bawait\b|\bPromise\b/, 'decisions do not wait');
ban(/^src\/connectors\/[^/]+\/(?!.*\.test)/, /\bfetch\(|process\.env|setTimeout|Date\.now\(|Math\.random/, 'partners are reached through the port');
ban(/^src\/(domain|connectors)\//, /parseFloat|\.toFixed\(/, 'amounts are counted, not measured');
ban(/^(src|sandbox|test)\//, /\/(utils?|helpers?|common|manager|misc)\.ts/i, 'a file is named after what it is about');
ban(/^src\//, /[Ff]ulfil(?!l)/, 'one spelling: fulfillment');
ban(/^(src|sandbox|test)\//, /\b(it|test|describe)\.(skip|only)\(/, 'a test runs or is not there');
ban(/^src\//, /\bTODO\b|\bFIXME\b|\bXXX\b/, 'what is missing stands in an issue');
ban(/^src\/(?!store\/)/, /\b(select|insert into|update|delete from)\s+[a-z_]+\s+(from|set|where|as|values)\b/, 'SQL lives in the store');

it('no folder is named after nothing', () =>
  assert.deepEqual(globSync('{src,sandbox,console/src}/**/').filter((p) => /\/(utils?|helpers?|common|manager|misc|base)\/?$/.test(p)), []));

it('every connector folder holds its manifest, recordings and one test', () => {
  for (const [name, connector] of connectors) {
    assert.equal(connector.name, name);
    assert.ok(existsSync(`src/connectors/${name}/${name}.test.ts`), `${name}: no test`);
    assert.ok(globSync(`src/connectors/${name}/recordings/*.json`).length, `${name}: no recordings`);
  }
});

it('dependencies are pinned exactly', () => {
  for (const file of ['package.json', 'console/package.json']) {
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(file, 'utf8'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }))
      assert.match(String(version), /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${file}: ${name}`);
  }
});
