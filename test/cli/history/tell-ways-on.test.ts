import { expect, test } from 'vitest';
import { waysAfterKill, waysOn } from '../../../src/cli/history/tell-ways-on.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';
import type { Release } from '../../../src/model/release.ts';
import { aRelease } from '../../support/a-kept-release.ts';

const aContainer = (service: string) => ({
  id: service,
  name: `shop-${service}-1`,
  service,
  isRunning: true,
});
const [web, db] = [aContainer('web'), aContainer('db')];

const after = [web, { ...db, isRunning: false }];
const ended = (settings: Partial<Release> = {}): Release =>
  aRelease({ outcome: 'interrupted', before: [web, db], after, ...settings });

function said(release: Release): string | undefined {
  const hint = waysOn(release);
  return hint && hintText(hint);
}

test('an interrupted up says what does not run any more, how it goes on and how it is taken back', () => {
  expect(said(ended())).toBe(
    'shop-db-1 ran before and does not run now\ngo on with it: gantry up --detach; or take it back: gantry undo',
  );
});

test('a move that was killed is finished in either direction, as up and undo know nothing of it', () => {
  expect(hintText(waysAfterKill('move', true))).toBe(
    'finish it, in the one direction or the other: gantry move --to swarm or gantry move --to engine',
  );
  expect(hintText(waysAfterKill('stop', true))).toBe(
    'go on with it: gantry up; or take it back: gantry undo',
  );
});

test('a failed one is taken back', () => {
  expect(said(ended({ outcome: 'failed', after: [web, db] }))).toBe('take it back: gantry undo');
});

test('who stopped them on purpose is not told that they do not run', () => {
  const { model: _none, ...stop } = ended({ verb: 'stop', typed: ['stop'] });
  expect(said(stop)).toBe('go on with it: gantry stop; or take it back: gantry undo');
});

test.each<Partial<Release>>([
  { outcome: 'done' },
  { outcome: 'returned' },
  { before: [] },
  { verb: 'rollback', outcome: 'failed' },
])('nothing is said of %o', (release) => {
  expect(said(ended(release))).toBeUndefined();
});
