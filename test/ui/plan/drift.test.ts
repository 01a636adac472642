import { expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import type { Cause } from '../../../src/model/plan.ts';
import { driftOf, driftToJson, showDrift } from '../../../src/ui/plan/drift.ts';
import { shortDrifts } from '../../../src/ui/plan/drift-texts.ts';
import {
  aPlan,
  createContainer,
  createNetwork,
  removeContainer,
  startContainer,
  stopContainer,
} from '../../support/a-plan.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { lines } from '../../support/lines.ts';

const changed = (...fields: readonly (readonly [string, string?, string?])[]): Cause => ({
  kind: 'changed',
  fields: fields.map(([field, from, to]) => ({
    field,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  })),
});
const update = (service: string) => ({
  kind: 'update-container' as const,
  container: containerId(service),
  name: `p-${service}-1`,
  update: {},
});

const plan = aPlan([
  { operation: createNetwork('front'), cause: { kind: 'missing' } },
  {
    operation: update('web'),
    cause: changed(['mem_limit', '64m', '128m'], ['environment.TOKEN', '••', '••']),
  },
  { operation: startContainer('web'), cause: { kind: 'not-running', state: 'exited' } },
  { operation: stopContainer('ghost'), cause: { kind: 'orphan' } },
  { operation: removeContainer('ghost'), cause: { kind: 'orphan' } },
  { operation: createContainer('db'), cause: { kind: 'missing' } },
  { operation: startContainer('api'), cause: { kind: 'needed-by', service: 'web' } },
]);

test('showDrift() says of each thing that it does not run as well as what differs, and how to repair it', () => {
  expect(showDrift('p', { kind: 'files' }, driftOf(plan), { colour: false })).toBe(
    lines(
      'project p differs from its files in 4 places:',
      '  network p_front does not exist',
      '  container p-web-1 is not running (exited), and differs in 2 settings',
      '      mem_limit: is 64m, in the files 128m',
      '      environment.TOKEN: is another value than in the files (••)',
      '  container p-ghost-1 belongs to no service of the project',
      '  container p-db-1 does not exist',
      'repair it with: gantry up -d --verify --remove-orphans',
      '',
    ),
  );
});

test('driftOf() finds what stands still or is too many behind a network that changed as well', () => {
  const follows: Cause = { kind: 'follows', resource: { kind: 'network', name: 'p_front' } };
  const leave = (service: string) => ({
    operation: {
      kind: 'disconnect-network' as const,
      container: containerId(service),
      name: `p-${service}-1`,
      network: 'p_front',
    },
    cause: follows,
  });
  const found = driftOf(
    aPlan([
      leave('web'),
      leave('old'),
      leave('busy'),
      { operation: stopContainer('api'), cause: follows },
      { operation: update('api'), cause: changed(['mem_limit', '64m', '128m']) },
      { operation: startContainer('api'), cause: follows },
      { operation: startContainer('web'), cause: { kind: 'not-running', state: 'exited' } },
      { operation: removeContainer('old'), cause: { kind: 'scaled', from: 2, to: 1 } },
    ]),
  );
  expect(found.map(({ resource, kind }) => [resource.name, kind])).toEqual([
    ['p-web-1', 'not-running'],
    ['p-old-1', 'extra'],
    ['p-api-1', 'changed'],
  ]);
});

test('driftOf() takes services of a swarm for what they are, with those whose tasks are not as they should be', () => {
  const onSwarm = aPlan([
    {
      operation: {
        kind: 'update-swarm-service',
        ...{ service: 'web', id: '1', name: 'p_web', spec: {}, had: {}, tasks: 'fewer' },
      },
      cause: changed(['deploy.replicas', '5', '3']),
    },
    {
      operation: { kind: 'await-tasks', service: 'web', name: 'p_web', until: 'running' },
      cause: changed(['deploy.replicas', '5', '3']),
    },
    {
      operation: { kind: 'await-tasks', service: 'db', name: 'p_db', until: 'running', isUnchanged: true },
      cause: { kind: 'not-running', state: 'pending' },
    },
    // That it is paused is told by its update.
    {
      operation: { kind: 'await-tasks', service: 'web', name: 'p_web', until: 'begun', isUnchanged: true },
      cause: { kind: 'not-running', state: 'its update is paused' },
    },
    {
      operation: { kind: 'remove-swarm-service', service: 'old', id: '2', name: 'p_old' },
      cause: { kind: 'orphan' },
    },
  ]);

  expect(driftOf(onSwarm).map(({ resource, state }) => `${resource.kind} ${resource.name} ${state}`)).toEqual(
    [
      'service p_web differs in 1 setting',
      'service p_old belongs to no service of the project',
      'service p_db is not running (pending)',
    ],
  );
});

test('driftOf() leaves out the containers of hooks, which come and go', () => {
  const { request } = createContainer('web');
  const hook = { kind: 'run-hook', service: 'web', name: 'p-web-1-pre_start-1', index: 0 } as const;
  const operation = { ...hook, request, references: [], files: [] };

  expect(driftOf(aPlan([{ operation, cause: changed(['image', 'a', 'b']) }]))).toEqual([]);
});

test('showDrift() says what was compared with where that is not the files at hand', () => {
  const applied = { kind: 'applied', at: '2026-01-02T03:04:05.678Z', folder: '/app' } as const;
  expect(showDrift('p', applied, [], { colour: false })).toBe(
    lines(
      'project p is as it was last applied',
      'compared with what was applied on 2026-01-02 03:04:05 UTC, from /app',
      '',
    ),
  );
  const named = { kind: 'named-files', files: ['/app/a.yaml', '/app/b.yaml'] } as const;
  expect(showDrift('p', named, [], { colour: false })).toContain('compared with /app/a.yaml, /app/b.yaml');
  expect(driftToJson('p', named, [])).toEqual({
    version: 1,
    project: 'p',
    comparedWith: { kind: 'named-files', files: ['/app/a.yaml', '/app/b.yaml'] },
    drift: [],
  });
});

test('shortDrifts() has a word or two for each container that differs, and gives back what is none of them', () => {
  const [web, ghost, api] = ['web', 'ghost', 'api'].map((service) =>
    anObservedContainer(service, { name: `p-${service}-1`, state: service === 'web' ? 'exited' : 'running' }),
  );
  if (!web || !ghost || !api) throw new Error('three containers were made');
  const { texts, others } = shortDrifts(plan, [web, ghost, api], true);
  expect(texts).toEqual(
    new Map([
      [web.id, 'stopped, mem_limit 64m→128m, environment.TOKEN'],
      [ghost.id, 'orphan'],
    ]),
  );
  expect(others.map(({ resource }) => resource.name)).toEqual(['p_front', 'p-db-1']);
});

test('showDrift() prints the command that repairs it as the caller completes it', () => {
  const text = showDrift('p', { kind: 'files' }, driftOf(plan), {
    colour: false,
    complete: (command) => ({ ...command, words: ['-f', 'a b.yaml', ...command.words, 'web'] }),
  });
  expect(text).toContain("repair it with: gantry -f 'a b.yaml' up -d --verify --remove-orphans web\n");
});

test('a mounted file that was replaced is told as that, and an empty value as one', () => {
  const cause: Cause = {
    kind: 'changed',
    fields: [
      { field: 'configs.site.file', how: 'replaced', remark: 'the container still sees the former one' },
      { field: 'environment.GREETING', from: '', to: 'Hola' },
    ],
  };
  const replaced = aPlan([{ operation: update('web'), cause }]);
  expect(showDrift('p', { kind: 'files' }, driftOf(replaced), { colour: false })).toContain(
    lines(
      '      configs.site.file: replaced by another file (the container still sees the former one)',
      '      environment.GREETING: is "", in the files Hola',
      '',
    ),
  );
  expect(driftToJson('p', { kind: 'files' }, driftOf(replaced))).toMatchObject({
    drift: [
      {
        fields: [
          { field: 'configs.site.file', how: 'replaced' },
          { live: '', wanted: 'Hola' },
        ],
      },
    ],
  });
  const web = anObservedContainer('web', { name: 'p-web-1' });
  expect(shortDrifts(replaced, [web], true).texts.get(web.id)).toBe(
    'configs.site.file replaced, environment.GREETING ""→Hola',
  );
});

test('shortDrifts() knows a container that was renamed, or that has another name while it is replaced', () => {
  const renamed = anObservedContainer('web', { name: 'mine' });
  const replaced = anObservedContainer('api', { name: 'yours' });
  const cause = changed(['container_name', 'mine', 'p-web-1']);
  const other = changed(['command', 'a very long command that goes on and on', 'x']);
  const repair = aPlan([
    {
      operation: { kind: 'rename-container', container: { id: renamed.id }, from: 'mine', name: 'p-web-1' },
      cause,
    },
    { operation: createContainer('api', { name: `${replaced.id.slice(0, 12)}_p-api-1` }), cause: other },
    {
      operation: {
        kind: 'remove-container',
        container: { id: replaced.id },
        name: 'yours',
        withVolumes: false,
      },
      cause: other,
    },
  ]);
  const { texts, others } = shortDrifts(repair, [renamed, replaced], true);
  expect(texts.get(renamed.id)).toBe('container_name mine→p-web-1');
  expect(texts.get(replaced.id)).toBe('command a very long command tha…→x');
  expect(others).toEqual([]);
  expect(shortDrifts(repair, [replaced], false).texts.get(replaced.id)).toContain('goes on and on→x');
});

test('showDrift() says which flag repairs what holds data, and that it destroys the data', () => {
  const kept = {
    ...aPlan([]),
    withheld: [
      {
        resource: { kind: 'volume' as const, name: 'p_data' },
        fields: [{ field: 'labels.tier', to: 'gold' }],
        flag: '--destroy-data p_data',
        warning: 'it is kept as it is',
      },
    ],
  };

  expect(showDrift('p', { kind: 'files' }, driftOf(kept), { colour: false }).split('\n').slice(-3)).toEqual([
    'repair it with: gantry up -d --verify --destroy-data p_data',
    '  this destroys data; without --destroy-data p_data it stays as it is',
    '',
  ]);
});

test('driftOf() does not count what a killed run left to hold connections: it is no container of a service', () => {
  const left = { operation: removeContainer('web'), cause: { kind: 'leftover', ofHold: true } } as const;
  expect(driftOf(aPlan([left]))).toEqual([]);
});
