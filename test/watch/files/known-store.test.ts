import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetKnownPaths, KnownStore } from '../../../src/watch/files/known-store.ts';

let state = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'known-store-'));
});
afterEach(() => rmSync(state, { recursive: true }));

const environment = () => new Map([['XDG_STATE_HOME', state]]);
const files = (): readonly string[] => {
  const folder = join(state, 'gantry', 'watch');
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('forgetKnownPaths() leaves nothing of a project that is gone, also when it is still being watched', () => {
  const store = new KnownStore('app', '/app', environment());
  store.save();
  expect(files()).toHaveLength(1);

  forgetKnownPaths('app', '/app', environment());
  store.save();

  expect(files()).toEqual([]);
});
