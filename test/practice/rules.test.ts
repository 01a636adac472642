import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PRACTICE_RULES, type PracticeRule } from '../../src/diagnostics/practice-rules.ts';
import type { Problem } from '../../src/diagnostics/problem.ts';
import { RULES } from '../../src/practice/rule-table.ts';
import type { ImageLooks, Use } from '../../src/practice/subject/subject.ts';
import { showProblems } from '../../src/ui/errors/show-error.ts';
import { aFolder } from '../support/a-folder.ts';
import { anImage } from '../support/an-image.ts';
import { practiceOf } from '../support/practice-of.ts';
import type { RuleCases } from './case-files.ts';
import { CASES_WITH_IMAGES } from './image-rule-cases.ts';
import { CASES } from './rule-cases.ts';
import { exampleOf } from './rule-example.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/check.md'), 'utf8');

async function findingsOf(
  rule: PracticeRule,
  files: Readonly<Record<string, string>>,
  use: Use = 'prod',
): Promise<readonly Problem[]> {
  const images = Object.entries(files).filter(([name]) => name.startsWith(IMAGE));
  const folder = aFolder(
    Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith(IMAGE))),
  );
  try {
    return (await practiceOf(folder, use, looksOf(images))).filter(({ code }) => code === rule);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a block of a page begins with that is an image, and no file. */
const IMAGE = 'image of ';

/** One that no service runs is an image below. */
function looksOf(images: readonly (readonly [string, string])[]): ImageLooks | undefined {
  if (images.length === 0) return undefined;
  const looks = images.map(([name, text]) => {
    const of = name.slice(IMAGE.length);
    return [of, anImage(text, of)] as const;
  });
  return {
    services: new Map(looks),
    bases: new Map(looks.map(([name, { details }]) => [name, details])),
  };
}

const shown = (problems: readonly Problem[]): string => showProblems(problems, { colour: false });

test('docs/check.md has a section for each rule, in their order, and for no other', () => {
  const sections = [...page.matchAll(/^### (\S+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual([...PRACTICE_RULES]);
});

describe.each(PRACTICE_RULES)('%s', (rule) => {
  const example = exampleOf(page, rule);

  test('is as severe as docs/check.md says', () => {
    expect(example.levels).toEqual(RULES[rule].levels);
  });

  test('finds the bad example of docs/check.md, and says what stands there', async () => {
    expect(example.message).toContain(`(${rule})`);
    expect(shown(await findingsOf(rule, example.bad))).toBe(example.message);
  });

  test('has nothing against the good example', async () => {
    expect(shown(await findingsOf(rule, example.good))).toBe('');
  });

  const { found = {}, quiet } = CASES[rule];
  const withImages: Partial<RuleCases> = CASES_WITH_IMAGES[rule] ?? {};

  test.each(Object.entries({ ...found, ...withImages.found }))(
    'finds %s',
    async (_, { files, says, use }) => {
      expect(shown(await findingsOf(rule, files, use))).toContain(says);
    },
  );

  test.each(Object.entries({ ...quiet, ...withImages.quiet }))('is silent about %s', async (_, files) => {
    expect(shown(await findingsOf(rule, files))).toBe('');
  });
});
