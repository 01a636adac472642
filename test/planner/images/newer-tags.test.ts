import { expect, test } from 'vitest';
import { newerTags } from '../../../src/planner/images/newer-tags.ts';

type Case = readonly [current: string, tags: string, within: string | undefined, newest: string | undefined];

test.each<Case>([
  // Versions of as many numbers.
  ['1.2.3', '1.2.2 1.2.3 1.2.10 1.3.0 2.0.1', '1.3.0', '2.0.1'],
  ['16.1', '15.9 16 16.4 16.4.1 17 17.2', '16.4', '17.2'],
  ['16', '15 16 17 18 18.1', undefined, '18'],
  ['v1.9', '1.10 v1.10 v2.0-beta', undefined, 'v1.10'],
  ['2.0.1', '1.2.2 2.0.0', undefined, undefined],
  // The same suffix, and only then one with other numbers.
  ['1.12-alpine', '1.13 1.15-alpine-perl 1.14-alpine 1.16-slim', undefined, '1.14-alpine'],
  ['16.1-alpine3.18', '16.2-alpine3.18 16.4-alpine3.20 16.4', undefined, '16.2-alpine3.18'],
  [
    '16.2-alpine3.18',
    '16.2-alpine3.18 16.4-alpine3.20 16.4-alpine3.19 17-alpine3.20',
    undefined,
    '16.4-alpine3.20',
  ],
  ['16.4-alpine3.19', '16.4-alpine3.20', undefined, '16.4-alpine3.20'],
  // What is no release yet.
  ['3.7.1', '3.8.0b1 3.8.0rc2 3.8.0-nightly 3.8.0-SNAPSHOT 3.8.0.dev1', undefined, undefined],
  ['3.8.0b1', '3.8.0b2 3.8.0a9', undefined, '3.8.0b2'],
  ['3.8.0-rc1-slim', '3.8.0-rc2-slim 3.8.0-slim 3.8.0 3.9.0-slim', undefined, '3.9.0-slim'],
  ['3.8-dev', '3.9-dev 3.9', undefined, '3.9-dev'],
  ['3.8.0-rc2', '3.8.0-rc10', undefined, '3.8.0-rc10'],
  // Dates and versions are never mixed.
  ['6.14', '6.15 2021.12', undefined, '6.15'],
  ['2021.12', '6.15 2022.1 2023.2', undefined, '2023.2'],
  ['5.2.3', '5.2.4 20.04.1', undefined, '5.2.4'],
  ['22.04', '5.30 20.04 22.10 24.04', '22.10', '24.04'],
  ['20240110', '20240111 20231212 99', undefined, '20240111'],
  ['bookworm-20240110', 'trixie-20250101 bookworm-20240211 bookworm', undefined, 'bookworm-20240211'],
  ['1007', '998 1008 1950 2024', undefined, '1008'],
  ['240110', '240211 7', undefined, '240211'],
  ['2024-01-02', '2025-01-02 2024-12-31 2025-03-01 2025-3', '2024-12-31', '2025-03-01'],
  [
    'RELEASE.2024-01-16T16-07-38Z',
    'RELEASE.2024-05-01T01-11-10Z RELEASE.2023-12-23T07-19-11Z',
    undefined,
    'RELEASE.2024-05-01T01-11-10Z',
  ],
  // Some more of what others stumbled over: a candidate glued to a version with a suffix, a suffix that has a version of its own, months with a zero.
  ['1.24-alpine', '1.25rc1-alpine 1.25rc1 1.24.1-alpine 1.25-alpine3.20', undefined, undefined],
  ['8.0-jammy', '8.0-noble 9.0-jammy 9.0-preview-jammy', undefined, '9.0-jammy'],
  ['24.04', '24.10 25.04 24.4', '24.10', '25.04'],
  ['17', '17beta1 18beta1 18rc2 3f2a9bc', undefined, undefined],
  ['20240110', '2024.1 20240110-1 6.14', undefined, undefined],
  // A leap over many numbers is another way to count, many small steps are not.
  ['5.2', '5.3 40.1', undefined, '5.3'],
  ['8', '10 12 14 16 18 20 22', undefined, '22'],
])('newerTags() of %s among %s', (current, tags, within, newest) => {
  const found = newerTags(current, tags.split(' '));

  expect([found.within, found.newest]).toEqual([within, newest]);
  expect(found.isVersion).toBe(true);
});

test.each(['latest', 'bookworm', '3f2a9bc', 'sha-1234567', 'git.123', 'main'])(
  'newerTags() has no order for %s',
  (tag) => {
    expect(newerTags(tag, ['1', '2.0', '4f2a9bd', 'sha-2234567', 'git.124'])).toEqual({ isVersion: false });
  },
);
