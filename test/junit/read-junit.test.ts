import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readJunit } from '../../src/junit/read-junit.ts';
import { type TestCase, type TestReport, totalsOf } from '../../src/junit/report.ts';

const produced = (name: string): Buffer => readFileSync(new URL(`produced/${name}`, import.meta.url));
const read = (text: string | Buffer, options = {}): Promise<TestReport> =>
  readJunit([Buffer.from(text)], { name: 'report.xml', ...options });
const casesOf = ({ suites }: TestReport): readonly TestCase[] => suites.flatMap(({ cases }) => cases);
const namesOf = (report: TestReport): readonly string[] => casesOf(report).map(({ name }) => name);

describe('readJunit()', () => {
  test('reads what vitest writes', async () => {
    const report = await read(produced('vitest.xml'));

    expect(report.suites.map(({ name, cases }) => [name, cases.length])).toEqual([
      ['a.test.ts', 3],
      ['b.test.ts', 1],
    ]);
    expect(totalsOf(report.suites)).toMatchObject({ tests: 4, failures: 2, errors: 0, skipped: 1 });
    const [passed, failed] = casesOf(report);
    expect(passed).toMatchObject({
      classname: 'a.test.ts',
      name: 'basket <of> "things" > adds up',
      result: { kind: 'passed' },
    });
    expect(passed?.systemOut).toContain('red');
    expect(failed?.result).toMatchObject({
      kind: 'failed',
      message: 'expected { sum: 2 } to deeply equal { sum: 1 }',
      type: 'AssertionError',
      text: expect.stringContaining('❯ a.test.ts:4:49'),
    });
  });

  test('reads what pytest writes', async () => {
    const report = await read(produced('pytest.xml'));

    expect(totalsOf(report.suites)).toMatchObject({ tests: 4, failures: 1, errors: 1, skipped: 1 });
    expect(casesOf(report).map(({ classname, name, result }) => [classname, name, result.kind])).toEqual([
      ['test_basket.TestBasket', 'test_adds_up', 'passed'],
      ['test_basket', 'test_takes_away', 'failed'],
      ['test_basket', 'test_multiplies', 'skipped'],
      ['test_basket', 'test_needs_database', 'error'],
    ]);
  });

  test('takes a suite for a whole report, and each suite in a suite for one of its own', async () => {
    const report = await read(
      '<testsuite name="all" file="all.js"><testsuite name="inner"><testcase name="a" line="7" time="1,234.5"/></testsuite><testcase name="b"/></testsuite>',
    );

    expect(report.suites.map(({ name }) => name)).toEqual(['all', 'inner']);
    expect(casesOf(report)).toMatchObject([
      { classname: 'all', name: 'b', file: 'all.js' },
      { classname: 'inner', name: 'a', file: 'all.js', line: 7, seconds: 1234.5 },
    ]);
  });

  test('counts by itself what the attributes have wrong', async () => {
    const report = await read(
      '<testsuites tests="90" failures="12"><testsuite name="s" tests="0"><testcase name="a"><failure/></testcase></testsuite></testsuites>',
    );

    expect(totalsOf(report.suites)).toMatchObject({ tests: 1, failures: 1 });
  });

  test('takes an error of a suite for a case that failed', async () => {
    const report = await read(
      '<testsuite name="s"><error message="no database">it is down</error></testsuite>',
    );

    expect(casesOf(report)).toMatchObject([
      {
        classname: 's',
        name: '<init>',
        result: { kind: 'error', message: 'no database', text: 'it is down' },
      },
    ]);
  });

  test.each([
    ['nothing', '', 'it is empty'],
    ['another document', '<html><body/></html>', 'it is no JUnit report'],
    ['no XML', 'PASS 12 tests', 'line 1, column'],
  ])('makes one error of %s', async (_, text, problem) => {
    const report = await read(text);

    expect(namesOf(report)).toEqual(['report.xml']);
    expect(casesOf(report)[0]?.result).toMatchObject({
      kind: 'error',
      type: 'bad-report',
      message: expect.stringContaining(problem),
    });
  });

  test('keeps the cases of a report whose writer was ended, and says so', async () => {
    const report = await read('<testsuites><testsuite name="s"><testcase name="a"/><testcase name="b">');

    expect(namesOf(report)).toEqual(['a', 'report.xml']);
  });

  test.each([
    [
      'entities that grow',
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><testsuite name="s"><testcase name="&b;"/></testsuite>',
    ],
    [
      'an entity of a file',
      '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><testsuite name="s"><testcase name="t"><system-out>&f;</system-out></testcase></testsuite>',
    ],
  ])('expands no entity: %s', async (_, text) => {
    const report = await read(text);

    expect(JSON.stringify(report)).not.toMatch(/aaaa|root:/);
    expect(casesOf(report).at(-1)?.result).toMatchObject({ kind: 'error', type: 'bad-report' });
  });

  test('reads characters that XML cannot have as a mark', async () => {
    const report = await read('<testsuite name="s"><testcase name="a\u0000b\u001b[31mc"/></testsuite>');

    expect(namesOf(report)).toEqual(['a\ufffdbc']);
  });

  test('reads the encoding of the declaration, and that of a byte order mark', async () => {
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><testsuite><testcase name="größe"/></testsuite>';
    const wide = '\ufeff<testsuite><testcase name="größe"/></testsuite>';

    expect(namesOf(await read(Buffer.from(text, 'latin1')))).toEqual(['größe']);
    expect(namesOf(await read(Buffer.from(wide, 'utf16le')))).toEqual(['größe']);
    expect(namesOf(await read(Buffer.from(wide)))).toEqual(['größe']);
  });

  test('reads a character that comes in two pieces', async () => {
    const bytes = Buffer.from('<testsuite><testcase name="€"/></testsuite>');
    const report = await readJunit([bytes.subarray(0, 28), bytes.subarray(28)], { name: 'report.xml' });

    expect(namesOf(report)).toEqual(['€']);
  });

  test('stops at the size, the number of cases and the depth that nobody reads', async () => {
    const suite = '<testsuite name="s"><testcase name="a"/><testcase name="b"/></testsuite>';
    const deep = '<testsuite>'.repeat(100);

    expect(casesOf(await read(suite, { mostBytes: 10 }))[0]?.result).toMatchObject({
      message: 'report.xml cannot be read: it is larger than 10 bytes',
    });
    expect(namesOf(await read(suite, { mostCases: 1 }))).toEqual(['a', 'report.xml']);
    expect(casesOf(await read(deep))[0]?.result).toMatchObject({
      message: expect.stringContaining('nest deeper'),
    });
  });

  test('keeps the beginning and the end of 40 MB of output', async () => {
    function* chunks(): Generator<Uint8Array> {
      yield Buffer.from('<testsuite name="s"><testcase name="a"><system-out>first ');
      const part = Buffer.alloc(1024 * 1024, 'x');
      for (let i = 0; i < 40; i++) yield part;
      yield Buffer.from(' last</system-out></testcase></testsuite>');
    }
    const [only] = casesOf(await readJunit(chunks(), { name: 'report.xml' }));

    expect(only?.systemOut?.length).toBeLessThan(66_000);
    expect(only?.systemOut).toMatch(/^first x.*bytes left out.*x last$/s);
  });
});
