import { expect, test } from 'vitest';
import { waysOn } from '../../../src/cli/history/tell-ways-on.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';
import type { RecordedModel, Release } from '../../../src/model/release.ts';

const [web, db] = ['web', 'db'].map((service) => ({
  id: service,
  name: `shop-${service}-1`,
  service,
  isRunning: true,
}));

const model: RecordedModel = {
  file: {},
  workingDir: '/shop',
  configFiles: [],
  envFiles: [],
  scale: {},
  images: {},
  contents: {},
  secretVariables: {},
  hashes: {},
};

/** @param isUp it gave the project a model */
function said({ isUp = true, ...release }: Partial<Release> & { isUp?: boolean }): string | undefined {
  const hint = waysOn({
    number: 2,
    project: 'shop',
    savedBy: '1',
    at: '2026-01-01T00:00:00Z',
    tookMs: 1,
    by: { user: 'me', host: 'here' },
    verb: 'up',
    typed: ['up', '--detach'],
    outcome: 'interrupted',
    ...(isUp && { model }),
    before: web && db ? [web, db] : [],
    after: web && db ? [web, { ...db, isRunning: false }] : [],
    changes: [],
    failures: [],
    lostVolumes: [],
    ...release,
  });
  return hint && hintText(hint);
}

test('an interrupted up says what does not run any more, how it goes on and how it is taken back', () => {
  expect(said({})).toBe(
    'shop-db-1 ran before and does not run now\ngo on with it: gantry up --detach; or take it back: gantry undo',
  );
});

test('a failed one is taken back', () => {
  expect(said({ outcome: 'failed', after: web && db ? [web, db] : [] })).toBe('take it back: gantry undo');
});

test('who stopped them on purpose is not told that they do not run', () => {
  expect(said({ verb: 'stop', typed: ['stop'], isUp: false })).toBe(
    'go on with it: gantry stop; or take it back: gantry undo',
  );
});

test.each<Partial<Release>>([
  { outcome: 'done' },
  { outcome: 'returned' },
  { before: [] },
  { verb: 'rollback', outcome: 'failed' },
])('nothing is said of %o', (release) => {
  expect(said(release)).toBeUndefined();
});
