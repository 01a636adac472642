import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { BuildLogs } from '../../../src/cli/apply/build-logs.ts';
import type { Event } from '../../../src/model/event.ts';
import { makeFolder } from '../../../src/util/make-folder.ts';
import { aBuild } from '../../support/a-build.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aPlan } from '../../support/a-plan.ts';

let home = '';
afterEach(() => rmSync(home, { recursive: true }));

const plan = aPlan([
  {
    kind: 'build-image',
    image: 'registry:5000/shop/web:1',
    service: 'web',
    build: aBuild(),
    labels: {},
    secrets: [],
  },
]);
const [step] = plan.steps;
if (!step) throw new Error('the plan has a step');

const EVENTS: readonly Event[] = [
  { type: 'plan-started', plan },
  { type: 'step-started', step },
  { type: 'step-progress', step, progress: { text: '[1/1] RUN a', build: { step: 1, what: 'begun' } } },
  { type: 'step-progress', step, progress: { text: 'a line', build: { step: 1, what: 'line', seconds: 1 } } },
  {
    type: 'step-ended',
    step,
    outcome: { status: 'failed', step: step.id, error: new Error('exit code 3') },
  },
];

test('BuildLogs keeps all that a build writes in a file that nobody else may read', () => {
  home = aFolder({});
  const logs = new BuildLogs(new Map([['XDG_STATE_HOME', home]]));
  for (const event of EVENTS) logs.note(event);

  const path = logs.paths.get(1) ?? '';
  expect(path).toMatch(/\/gantry\/builds\/\d{4}-.*-registry_5000_shop_web_1\.log$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^# image registry:5000\/shop\/web:1, service web, context \/app, \d{4}-/);
  expect(text).toContain('#1 [web 1/1] RUN a\n#1 1.000 a line\n');
  expect(text).toMatch(/failed: exit code 3\n$/);
});

test('BuildLogs removes the oldest logs', () => {
  home = aFolder({});
  const folder = join(home, 'gantry/builds');
  makeFolder(folder);
  const old = Array.from({ length: 60 }, (_, index) => `2020-01-01T00-00-${index + 10}.000Z-web.log`);
  for (const name of old) writeFileSync(join(folder, name), '');
  const logs = new BuildLogs(new Map([['XDG_STATE_HOME', home]]));
  for (const event of EVENTS) logs.note(event);

  const kept = readdirSync(folder).toSorted();
  expect(kept).toHaveLength(50);
  expect(kept[0]).toBe(old[11]);
  expect(kept.at(-1)).not.toMatch(/^2020/);
});

test('BuildLogs keeps no log where nothing can be written, and does not mind', () => {
  home = aFolder({ file: '' });
  const logs = new BuildLogs(new Map([['XDG_STATE_HOME', join(home, 'file')]]));
  for (const event of EVENTS) logs.note(event);

  expect(logs.paths.size).toBe(0);
});
