import { expect, test } from 'vitest';
import { containerId, networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import { hasMoved } from '../../../src/reconciler/lock/has-moved.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const web = anObservedContainer('web');
const db = anObservedContainer('db');
const front = { id: networkId('n1'), name: 'front', driver: 'bridge', labels: {} };
const data = { name: 'data', driver: 'local', labels: { [LABEL.project]: 'app' } };
const project = aProject({ networks: [aNetwork('front', { name: 'front' })] });
const then = anObserved({
  containers: [web, db],
  holdHelpers: [anObservedContainer('app-web-hold')],
  networks: [front],
  volumes: [data],
});

test.each<[string, Partial<Observed>]>([
  ['what passes by itself', { containers: [{ ...web, status: 'Up 4 minutes' }, db] }],
  ['the order of the lists', { containers: [db, web] }],
  ['the lock of a project', { volumes: [data, { ...data, name: 'gantry-lock-app', labels: {} }] }],
  ['what others make', { networks: [front, { ...front, id: networkId('n9'), name: 'other' }] }],
])('hasMoved() does not count %s', (_what, now) => {
  expect(hasMoved(project, then, { ...then, ...now })).toBe(false);
});

test.each<[string, Partial<Observed>]>([
  ['a container that came', { containers: [web, db, anObservedContainer('new')] }],
  ['a container that went', { containers: [web] }],
  ['one that stopped', { containers: [web, { ...db, state: 'exited' }] }],
  ['one that was replaced', { containers: [web, { ...db, id: containerId('d'.repeat(64)) }] }],
  ['one that was renamed', { containers: [web, { ...db, name: 'db' }] }],
  [
    'one that joined a network',
    { containers: [web, { ...db, networks: new Map([['front', { networkId: front.id }]]) }] },
  ],
  ['a network that went', { networks: [] }],
  ['a network that was made again', { networks: [{ ...front, id: networkId('n2') }] }],
  ['a helper that went', { holdHelpers: [] }],
  ['a helper that went', { holdHelpers: [] }],
  ['a volume that came', { volumes: [data, { ...data, name: 'more' }] }],
])('hasMoved() notices %s', (_what, now) => {
  expect(hasMoved(project, then, { ...then, ...now })).toBe(true);
});
