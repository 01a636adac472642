import { describe, expect, test } from 'vitest';
import type { Source } from '../../../src/diagnostics/source.ts';
import { locateFindings } from '../../../src/spec/locate/locate-findings.ts';
import type { Finding } from '../../../src/spec/tree/finding.ts';
import type { Path } from '../../../src/spec/tree/tree.ts';

const source = (text: string, name = 'compose.yaml'): Source => ({ name, text });

const findingAt = (
  at: Source,
  path: Path,
  more: {
    part?: 'key' | 'value';
    within?: readonly [number, number];
    document?: number;
    message?: string;
  } = {},
): Finding => ({
  code: 'bad-value',
  severity: 'error',
  message: more.message ?? 'wrong',
  place: {
    kind: 'path',
    source: at,
    document: more.document ?? 0,
    path,
    part: more.part ?? 'value',
    ...(more.within && { within: more.within }),
  },
});

/** What is marked in the file. */
async function marked(...finding: Parameters<typeof findingAt>): Promise<string | undefined> {
  const [problem] = await locateFindings([findingAt(...finding)]);
  return problem?.at?.source.text.slice(problem.at.start, problem.at.end);
}

describe('locate() marks', () => {
  const file = source(
    'services:\n  web:\n    image: "busybox" # c\n    ports:\n      - 80:80\n      - target: 90\n',
  );

  test('a key, a value, and an item of a list', async () => {
    expect(await marked(file, ['services', 'web', 'image'], { part: 'key' })).toBe('image');
    expect(await marked(file, ['services', 'web', 'image'])).toBe('"busybox"');
    expect(await marked(file, ['services', 'web', 'ports', 0])).toBe('80:80');
    expect(await marked(file, ['services', 'web', 'ports', 1, 'target'])).toBe('90');
  });

  test('the nearest thing above when the path ends in nothing that is written', async () => {
    expect(await marked(file, ['services', 'web', 'build', 'context'])).toBe('web');
    expect(await marked(source('services:\n  web:\n'), ['services', 'web'])).toBe('web');
  });

  test('the right one of several documents', async () => {
    expect(await marked(source('a: 1\n---\na: 2\n'), ['a'], { document: 1 })).toBe('2');
  });

  test('what an alias or a merge key brings in, where it is written', async () => {
    const shared = source(
      'x: &x\n  init: 1\ny: &y {tty: 2}\nweb:\n  <<: [*x, *y]\napi: *x\ndb:\n  <<: *x\n  init: 3\n',
    );
    expect(await marked(shared, ['web', 'init'])).toBe('1');
    expect(await marked(shared, ['web', 'tty'])).toBe('2');
    expect(await marked(shared, ['api', 'init'])).toBe('1');
    expect(await marked(shared, ['db', 'init'])).toBe('3');
    expect(await marked(shared, ['api'])).toBe('*x');
  });

  test('some characters of a plain, a quoted and a block text', async () => {
    expect(await marked(source('a: x $B y\n'), ['a'], { within: [2, 4] })).toBe('$B');
    expect(await marked(source('a: "\\t$B"\n'), ['a'], { within: [1, 3] })).toBe('$B');
    expect(await marked(source('a: |\n  one\n  two ${B}\n'), ['a'], { within: [8, 12] })).toBe('${B}');
    const folded = source('a: >\n  $A $B\n  $A\n');
    const [problem] = await locateFindings([findingAt(folded, ['a'], { within: [6, 8] })]);
    expect(problem?.at).toMatchObject({ start: folded.text.lastIndexOf('$A'), end: folded.text.length - 1 });
  });

  test('the whole text when the characters do not stand in the file as they are', async () => {
    expect(await marked(source('a: "${A\\u007d"\n'), ['a'], { within: [0, 4] })).toBe('"${A\\u007d"');
  });
});

describe('locate()', () => {
  const first = source('a: 1\nb: 2\n', 'first.yaml');
  const second = source('a: 1\n', 'second.yaml');
  const shown = async (findings: readonly Finding[], files?: readonly Source[]) =>
    (await locateFindings(findings, files)).map(
      ({ at, message }) => `${at?.source.name ?? 'no file'} ${at?.start ?? ''} ${message}`,
    );

  test('puts problems in the order of the files and of their lines, those without a place first', async () => {
    const findings: Finding[] = [
      findingAt(second, ['a']),
      findingAt(first, ['b']),
      findingAt(first, ['a']),
      { code: 'no-service', severity: 'error', message: 'nothing' },
    ];
    expect(await shown(findings, [first, second])).toEqual([
      'no file  nothing',
      'first.yaml 3 wrong',
      'first.yaml 8 wrong',
      'second.yaml 3 wrong',
    ]);
  });

  const shared = source('x: &x {a: 1}\ny: *x\nz: *x\n');
  const of = (name: string, message: string): Finding => ({
    ...findingAt(shared, [name, 'a'], { message }),
    of: ['services', name],
  });

  test('says of the first service what several that share a text have wrong, in whatever words', async () => {
    const findings = [of('y', 'y is wrong'), of('z', 'z is wrong')];

    expect(await shown(findings)).toEqual([expect.stringContaining('y is wrong')]);
  });

  test('says all that one service has wrong in the same characters', async () => {
    expect(await shown([of('y', 'this'), of('y', 'that'), of('y', 'this')])).toHaveLength(2);
  });

  test('says once what is said in the same words of the same characters', async () => {
    expect(await shown([findingAt(shared, ['y', 'a']), findingAt(shared, ['z', 'a'])])).toHaveLength(1);
    expect(
      await shown([
        findingAt(shared, ['y', 'a'], { message: 'y' }),
        findingAt(shared, ['z', 'a'], { message: 'z' }),
      ]),
    ).toHaveLength(2);
  });

  test('compares problems with as many fixes as a large file may have', async () => {
    const large = source(`a: 1\n${'#'.repeat(1_000_000)}\n`);
    const fix = { source: large, edits: [{ start: 0, end: 4, text: 'a: 2' }] };
    const finding = { ...findingAt(large, ['a']), fixes: Array.from({ length: 1000 }, () => fix) };

    expect(await shown([finding, finding])).toHaveLength(1);
  });
});
