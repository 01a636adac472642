import { expect, test } from 'vitest';
import type { LockFile } from '../../../src/model/lock-file.ts';
import { locateFindings } from '../../../src/spec/locate/locate-findings.ts';
import { printLockFile } from '../../../src/spec/lock-file/print-lock-file.ts';
import { readLockFile } from '../../../src/spec/lock-file/read-lock-file.ts';
import type { Finding } from '../../../src/spec/tree/finding.ts';
import { showProblems } from '../../support/show-problems.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

const LOCK: LockFile = {
  inputs: digest('f'),
  images: new Map([
    [
      'postgres:16',
      {
        digest: digest('a'),
        since: '2026-01-31T12:00:00Z',
        platforms: new Map([
          ['linux/amd64', digest('b')],
          ['linux/arm/v7', digest('c')],
        ]),
      },
    ],
    ['localhost:5000/shop/tool', { id: digest('d') }],
    ['shop-web', { builtBy: ['web', 'worker'] }],
  ]),
};

test('printLockFile() writes one fact on a line, in order, and readLockFile() reads the same', () => {
  const text = printLockFile(LOCK);

  expect(
    text,
  ).toBe(`# The images of this project by their content, as \`lock\` found them; \`up --locked\` runs exactly these.
version: 1
inputs: ${digest('f')}
images:
  localhost:5000/shop/tool:
    id: ${digest('d')}
  postgres:16:
    digest: ${digest('a')}
    since: "2026-01-31T12:00:00Z"
    platforms:
      linux/amd64: ${digest('b')}
      linux/arm/v7: ${digest('c')}
  shop-web:
    built-by:
      - web
      - worker
`);
  expect(readLockFile({ name: 'compose.lock.yaml', text }, () => {})).toEqual(LOCK);
});

async function problemsIn(text: string): Promise<readonly string[]> {
  const findings: Finding[] = [];
  const source = { name: 'l', text };
  expect(readLockFile(source, (finding) => findings.push(finding))).toBeUndefined();
  return showProblems(await locateFindings(findings, [source]));
}

const file = (images: string): string => `version: 1\ninputs: ${digest('f')}\nimages: ${images}\n`;
const FORM = 'a lock file has "version", "inputs" and "images"; lock the project anew to get one';

test.each<readonly [string, string, readonly string[]]>([
  [
    'nothing',
    '',
    [
      `l:1:1 missing-attribute «» the lock file has no "version" (${FORM})`,
      `l:1:1 missing-attribute «» the lock file has no "images" (${FORM})`,
      `l:1:1 missing-attribute «» the lock file has no "inputs" (${FORM})`,
    ],
  ],
  ['a list', '- a\n', [`l:1:1 not-a-mapping «- a» a lock file is a mapping (${FORM})`]],
  [
    'a later version',
    `version: 2\ninputs: ${digest('f')}\nimages: {}\n`,
    [
      'l:1:10 bad-value «2» this gantry reads version 1 of lock files, not 2 (a newer gantry wrote it: upgrade)',
    ],
  ],
  [
    'a misspelt key',
    file(`{a: {digst: ${digest('a')}}}`),
    [
      'l:3:10 missing-attribute «a» "a" has neither "digest" nor "id" nor "built-by" (add "digest: sha256:…", or lock it anew)',
      'l:3:14 unknown-attribute «digst» unknown attribute "digst" in a lock file (did you mean "digest"?)',
    ],
  ],
  [
    'a digest that was cut',
    file('{"a:1": {digest: "sha256:abc"}}'),
    [
      'l:3:26 bad-value «"sha256:abc"» "digest" cannot be "sha256:abc" (it is "sha256:" and 64 hexadecimal digits)',
    ],
  ],
  [
    'no name of an image',
    file(`{"A b": {digest: ${digest('a')}}}`),
    [
      'l:3:10 bad-value «"A b"» "A b" is no name of an image (it is the reference as the Compose files have it, e.g. "postgres:16")',
    ],
  ],
  [
    'two identities',
    file(`{a: {digest: ${digest('a')}, id: ${digest('b')}}}`),
    ['l:3:95 conflicting-attributes «id» "digest" and "id" exclude each other'],
  ],
  [
    'other types',
    file('{a: 1, b: {built-by: x, since: 5, platforms: [x]}}'),
    [
      'l:3:13 wrong-type «1» "a" must be a mapping, not 1',
      'l:3:30 wrong-type «x» "built-by" must be a list of services, not "x"',
      'l:3:40 wrong-type «5» "since" must be a time, e.g. "2026-01-31T12:00:00Z", not 5',
      'l:3:54 wrong-type «[x]» "platforms" must be a mapping of platforms, not a list',
    ],
  ],
  [
    'a platform that is none',
    file(`{a: {digest: ${digest('a')}, platforms: {x86: ${digest('b')}}}}`),
    ['l:3:107 bad-value «x86» "x86" is no platform (e.g. linux/arm64)'],
  ],
  [
    'a merge that was left',
    `version: 1\n<<<<<<< HEAD\ninputs: ${digest('a')}\n=======\ninputs: ${digest('b')}\n>>>>>>> x\nimages: {}\n`,
    [
      'l:2:1 yaml-syntax «<<<<<<< HEAD» a merge conflict of git is left in this file (keep one side, and remove the lines that begin with "<<<<<<<", "=======" and ">>>>>>>")',
    ],
  ],
])('readLockFile() says what is wrong, and where, with %s', async (_, text, problems) => {
  expect(await problemsIn(text)).toEqual(problems);
});
