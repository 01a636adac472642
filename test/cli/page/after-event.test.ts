import { expect, test } from 'vitest';
import { afterEvent } from '../../../src/cli/page/after-event.ts';
import type { EngineAction } from '../../../src/engine/port/engine-answers.ts';
import { containerId } from '../../../src/model/ids.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const web = anObservedContainer('web', { id: containerId('w') });
const db = anObservedContainer('db', { id: containerId('d') });

test.each<[EngineAction, object]>([
  ['pause', { state: 'paused' }],
  ['unpause', { state: 'running' }],
  ['start', { state: 'running' }],
  ['die', { state: 'exited', exitCode: 3 }],
  ['healthy', { health: 'healthy' }],
  ['unhealthy', { health: 'unhealthy' }],
  ['rename', {}],
])('afterEvent() has what %s tells of its container, and leaves others', (action, change) => {
  const after = afterEvent([web, db], { container: web.id, action, exitCode: 3 });

  expect(after).toEqual([{ ...web, ...change }, db]);
});

test('afterEvent() has no container that was removed', () => {
  expect(afterEvent([web, db], { container: web.id, action: 'destroy' })).toEqual([db]);
});
