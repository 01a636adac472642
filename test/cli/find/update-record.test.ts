import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readUpdates, recordUpdates } from '../../../src/cli/find/update-record.ts';
import { containerId } from '../../../src/model/ids.ts';
import { aPlan, startContainer } from '../../support/a-plan.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-record-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const environment = new Map([['XDG_STATE_HOME', folder]]);

const updating = (id: string) =>
  aPlan([{ kind: 'update-container', container: containerId(id), name: id, update: { PidsLimit: 1 } }]);
const alive = (...ids: string[]) =>
  anObserved({ containers: ids.map((id) => anObservedContainer(id, { id: containerId(id), name: id })) });

test('recordUpdates() remembers what plans changed in place, as long as it exists', () => {
  recordUpdates(environment, updating('a'), alive('a', 'b'));
  recordUpdates(environment, updating('b'), alive('a', 'b'));
  expect([...readUpdates(environment, 'p')]).toEqual(['a', 'b']);

  recordUpdates(environment, updating('b'), alive('b'));
  expect([...readUpdates(environment, 'p')]).toEqual(['b']);
  expect([...readUpdates(environment, 'other')]).toEqual([]);
});

test('recordUpdates() writes nothing for a plan that changes nothing in place', () => {
  recordUpdates(environment, aPlan([startContainer('web')]), alive('a'));
  expect([...readUpdates(environment, 'p')]).toEqual([]);
});

test("recordUpdates() stands in nobody's way where nothing can be written", () => {
  const nowhere = new Map([['XDG_STATE_HOME', '/dev/null']]);
  recordUpdates(nowhere, updating('a'), alive('a'));
  expect([...readUpdates(nowhere, 'p')]).toEqual([]);
});
