import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dump, load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/diagnostics/problem.ts';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { isMap, type Tree } from '../../../src/spec/tree/tree.ts';
import { showProblems } from '../../../src/ui/errors/show-error.ts';
import { composeTree } from '../../support/a-compose-tree.ts';
import { knownProjects } from '../../support/known-projects.ts';
import { loadFiles } from '../../support/load-files.ts';

const numRuns = Number(process.env.RUNS ?? 150);
const texts = knownProjects()
  .map(({ folder, file }) => readFileSync(join(folder, file), 'utf8'))
  .filter((text) => text.length < 5_000);

/** What is about the project as a whole, or about a file that is not named in another one. */
const WITHOUT_PLACE: readonly Problem['code'][] = ['no-service', 'no-compose-file', 'bad-project-name'];

async function problemsOf(files: Parameters<typeof loadFiles>[0]): Promise<readonly Problem[]> {
  try {
    return (await loadFiles(files, { options: { lint: true } })).warnings;
  } catch (error) {
    if (error instanceof SpecError) return error.problems;
    throw error;
  }
}

async function explainsItself(files: Parameters<typeof loadFiles>[0]): Promise<void> {
  const problems = await problemsOf(files);
  for (const { code, at, message } of problems) {
    if (at === undefined)
      expect([code, message, WITHOUT_PLACE.includes(code)]).toEqual([code, message, true]);
    else {
      expect(at.start).toBeGreaterThanOrEqual(0);
      expect(at.end).toBeGreaterThanOrEqual(at.start);
      expect(at.end).toBeLessThanOrEqual(at.source.text.length);
      // Only an empty file has no characters to point at.
      if (at.end === at.start) expect([code, message]).toEqual(['empty-file', message]);
    }
    expect(message).not.toMatch(/internal|undefined|\[object|NaN/);
  }
  expect(showProblems(problems, { colour: false })).not.toMatch(/\n {2}hint: .*(undefined|\[object)/);
}

/** Deletes, doubles or replaces something, a few times. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        part: fc.constantFrom(/[\s\S]/g, /.*\n/g, /[\w.]+|[^\w\s]/g),
        change: fc.constantFrom<(part: string) => string>(
          () => '',
          (part) => part + part,
          (part) => [...part].reverse().join(''),
          () => ' ',
          () => '\t',
          () => '\r\n',
          () => '"',
          () => '${',
          () => ': ',
          () => '- ',
          () => '*a',
          () => '&a ',
          () => '[',
          () => '}',
          () => '|\n',
          () => '<<: ',
          () => '!reset ',
          () => '\u0000',
          () => '\uFEFF',
          () => '0',
          () => 'null',
          () => '---\n',
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((now, { at, part, change }) => {
      const parts = [...now.matchAll(part)];
      const hit = parts[Math.floor(at * parts.length)];
      return hit ? now.slice(0, hit.index) + change(hit[0]) + now.slice(hit.index + hit[0].length) : now;
    }, text),
  );

/** A file in which one value is of another type than it was. */
const retyped = fc
  .tuple(
    fc.oneof(fc.constantFrom(...texts.flatMap(readable)), composeTree),
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    fc.constantFrom<Tree>(
      null,
      true,
      -1,
      0.5,
      1e30,
      '',
      'x',
      '${X',
      [],
      [null],
      ['a', 'a'],
      {},
      { a: null },
      [[]],
      [{ a: [] }],
    ),
  )
  .map(([tree, at, value]) => {
    const places: { container: { [key: string | number]: Tree }; key: string }[] = [];
    const copy: Tree = JSON.parse(JSON.stringify(tree));
    const walk = (from: Tree) => {
      if (typeof from !== 'object' || from === null) return;
      for (const [key, member] of Object.entries(from)) {
        places.push({ container: Object(from), key });
        walk(member);
      }
    };
    walk(copy);
    const place = places[Math.floor(at * places.length)];
    if (place) place.container[place.key] = value;
    return dump(copy);
  });

function readable(text: string): readonly Tree[] {
  try {
    const tree: unknown = load(text);
    return isMap(Object(tree)) ? [Object(tree)] : [];
  } catch {
    return [];
  }
}

describe('loadProject() loads it or says what is wrong and where, whatever it is given:', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('utf8'));
  const yamlish = fc.string({
    unit: fc.constantFrom(...' \n\n\t:-[]{}&*!|>"\'#%@`,?ab01.$<', '  ', 'services:', 'web:', 'image: x'),
    maxLength: 60,
  });

  test.each<[string, fc.Arbitrary<string>]>([
    ['random bytes', bytes],
    ['the signs of YAML in any order', yamlish],
    ['files with a few mistakes', mutated],
    ['files with a value of the wrong type', retyped],
  ])('%s', async (_, text) => {
    await fc.assert(
      fc.asyncProperty(text, (each) => explainsItself(each)),
      { numRuns },
    );
  });

  test('an override with a few mistakes', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, fc.constantFrom(...texts), (over, base) =>
        explainsItself({ 'compose.yaml': base, 'compose.override.yaml': over }),
      ),
      { numRuns },
    );
  });

  test('an env file of random bytes, as that of the project and of a service', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, yamlish), (env) =>
        explainsItself({
          'compose.yaml': 'services: {web: {image: x, env_file: .env, label_file: .env}}',
          '.env': env,
        }),
      ),
      { numRuns },
    );
  });
});
