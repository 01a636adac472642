import { describe, expect, test } from 'vitest';
import type { Observed } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { containerStepsOf as stepsOf } from '../../support/an-update.ts';
import { applyPlan, inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

interface File {
  readonly one?: string;
  readonly two?: string;
  /** Of `one`. */
  readonly how?: string;
  readonly replicas?: number;
  readonly more?: string;
}

const START_FIRST = 'deploy: {update_config: {order: start-first}}, expose: ["80"], ';

const load = async ({ one = '1', two = '1', how = '', replicas = 1, more = '' }: File = {}) =>
  (
    await loadFiles(
      [
        'x-gantry: {ingress: {image: haproxy:3.0}}',
        'services:',
        `  one: {image: app, ${how}environment: {A: "${one}"}}`,
        '  two:',
        '    image: app',
        `    environment: {A: "${two}"}`,
        '    ports: ["8080:80"]',
        '    depends_on: {one: {condition: service_started, restart: true}}',
        `    deploy: {replicas: ${replicas}, update_config: {order: start-first}}`,
        more,
      ].join('\n'),
    )
  ).project;

/** The plan of `up` when a file changes, behind an ingress that runs. */
async function planOf(
  file: File,
  intent: UpIntent = {},
  meanwhile: (observed: Observed) => Observed = (observed) => observed,
): Promise<Plan> {
  const { one, two, ...same } = file;
  const observed = meanwhile(running(await load(same)));
  return planUp(await load(file), observed, intent, inspectionsOf(observed));
}

/** What is done in any case to the containers and the ingress of a service, in order. */
const kindsOf = ({ steps }: Plan, service: string) =>
  steps.flatMap(({ operation, guard }) => {
    const isOf =
      ('service' in operation && operation.service === service) ||
      ('name' in operation && String(operation.name).includes(`app-${service}-`));
    return isOf && guard === undefined ? [operation.kind] : [];
  });

const causeOfStop = ({ steps }: Plan, name: string) =>
  steps.find(({ operation }) => operation.kind === 'stop-container' && operation.name === name)?.cause;

/** The new one is ready, and has the connections, before the old one stops. */
const UPDATED = [
  'create-container',
  'start-container',
  'wait-for',
  'route-ingress',
  'drain-container',
  'rename-container',
  'rename-container',
  'stop-container',
  'remove-container',
];

const RESTARTED = ['stop-container', 'start-container'];

const FOLLOWS_ONE = { kind: 'follows', resource: { kind: 'container', name: 'app-one-1' } };

describe('who asks to be restarted with another one, behind an ingress that runs', () => {
  test('is replaced by a container that starts after the other one has started, and is not stopped before', async () => {
    expect(stepsOf(await planOf({ one: '2' })).slice(0, 14)).toEqual([
      '1 create-container one/1 as OLD_app-one-1 inheriting',
      '2 stop-container app-one-1 after 1',
      '3 remove-container app-one-1 after 2',
      '4 rename-container made by 1 to app-one-1 after 3',
      '5 start-container made by 1 after 4',
      '6 create-container two/1 as OLD_app-two-1 inheriting',
      '7 start-container made by 6 after 5,6',
      '8 wait-for two running_or_healthy for 0s after 7',
      '9 route-ingress app-two-ingress to 6 or ID after 8',
      '10 drain-container app-two-1 for 10s at most after 9',
      '11 rename-container app-two-1 to OLD_app-two-1 after 10',
      '12 rename-container made by 6 to app-two-1 after 11',
      '13 stop-container app-two-1 after 12',
      '14 remove-container app-two-1 after 13',
    ]);
  });

  test('waits for a new container of the other one that is ready, where that one is updated start-first', async () => {
    const steps = stepsOf(await planOf({ one: '2', how: START_FIRST }));
    expect(steps).toContain('3 wait-for one running_or_healthy for 0s after 2');
    expect(steps).toContain('13 start-container made by 12 after 3,12');
  });

  test.each<readonly [string, File, UpIntent]>([
    ['only the other one changes', { one: '2' }, {}],
    ['both change', { one: '2', two: '2' }, {}],
    ['the run is not about it', { one: '2' }, { services: ['one'] }],
    [
      'the run is not about it, and has volumes',
      { one: '2', more: '    volumes: [./x:/x]' },
      { services: ['one'] },
    ],
  ])('is updated start-first, and the plan says so, when %s', async (_, file, intent) => {
    const plan = await planOf(file, intent);
    expect(kindsOf(plan, 'two')).toEqual(UPDATED);
    expect(plan.updates).toMatchObject([{ service: 'two', order: 'start-first', ingress: 'there' }]);
    expect(plan.warnings.filter((warning) => warning.includes('updated stop-first'))).toEqual([]);
  });

  test('loses its connections and is drained before it stops, where it must not run twice', async () => {
    const plan = await planOf({ one: '2', more: '    devices: [/dev/null]' });
    expect(plan.updates).toMatchObject([{ order: 'stop-first', insteadOf: { kind: 'device' } }]);
    expect(kindsOf(plan, 'two')).toEqual([
      'create-container',
      'route-ingress',
      'drain-container',
      'stop-container',
      'remove-container',
      'rename-container',
      'start-container',
      'wait-for',
      'route-ingress',
    ]);
  });

  test('goes batch by batch', async () => {
    const plan = await planOf({ one: '2', replicas: 3 });
    expect(kindsOf(plan, 'two')).toEqual([...UPDATED, ...UPDATED, ...UPDATED]);
    expect(plan.updates).toMatchObject([{ containers: 3, parallelism: 1 }]);
  });

  test('is replaced because of the other one', async () => {
    expect(causeOfStop(await planOf({ one: '2' }), 'app-two-1')).toEqual(FOLLOWS_ONE);
  });

  test.each<readonly [string, UpIntent]>([
    ['about all', {}],
    ['about the other one', { services: ['one'] }],
  ])('leaves nothing to do, after a run %s', async (_, intent) => {
    const before = running(await load({ replicas: 2 }));
    const project = await load({ one: '2', replicas: 2 });
    const after = applyPlan(before, planUp(project, before, intent, inspectionsOf(before)));
    expect(after.containers.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'app-one-1 running',
      'app-two-1 running',
      'app-two-2 running',
      'app-two-ingress running',
    ]);
    expect(stepsOf(planUp(project, after, {}, inspectionsOf(after)))).toEqual([]);
  });

  test('is left alone when nothing happens to the other one', async () => {
    expect((await planOf({})).steps).toEqual([]);
  });

  test('is replaced only if the other one is, when a build decides that', async () => {
    const plan = await planOf({ how: 'build: ., ' }, { build: true });
    const made = plan.steps.filter(
      ({ operation }) => operation.kind === 'create-container' || operation.kind === 'stop-container',
    );
    expect(made.length).toBeGreaterThan(0);
    for (const { guard } of made) expect(guard).toBeDefined();
  });

  test('who follows it is stopped when its new container is ready', async () => {
    const more = '  job: {image: job, depends_on: {two: {condition: service_started, restart: true}}}';
    const plan = await planOf({ one: '2', more });
    expect(kindsOf(plan, 'job')).toEqual(RESTARTED);
    expect(stepsOf(plan)).toContain('9 stop-container app-job-1 after 8');
    const unnamed = await planOf({ one: '2', more }, { services: ['one'] });
    expect(kindsOf(unnamed, 'job')).toEqual(RESTARTED);
    expect(kindsOf(unnamed, 'two')).toEqual(UPDATED);
  });

  test('follows one that is stopped and started with the other one', async () => {
    const restart = '{condition: service_started, restart: true}';
    const more = [
      `  mid: {image: job, depends_on: {one: ${restart}}}`,
      '  top:',
      '    image: app',
      '    expose: ["80"]',
      `    depends_on: {mid: ${restart}}`,
      '    deploy: {update_config: {order: start-first}}',
    ].join('\n');
    const plan = await planOf({ one: '2', more });
    expect(kindsOf(plan, 'mid')).toEqual(RESTARTED);
    expect(kindsOf(plan, 'top')).toEqual(UPDATED);
    expect(causeOfStop(plan, 'app-top-1')).toEqual({
      kind: 'follows',
      resource: { kind: 'container', name: 'app-mid-1' },
    });
    const startOf = (name: string) =>
      plan.steps.find(
        ({ operation }) =>
          operation.kind === 'start-container' && 'service' in operation && operation.service === name,
      );
    expect(startOf('top')?.after).toContain(startOf('mid')?.id);
  });

  test('is replaced by the next run when one died that had replaced the other one', async () => {
    const died = (observed: Observed): Observed => {
      const [one] = observed.containers.filter(({ name }) => name === 'app-one-1');
      const createdAt = (one?.createdAt ?? 0) + 100;
      return {
        ...withContainer(observed, 'app-one-1', { createdAt }),
        interruptedSince: new Date((createdAt - 10) * 1000).toISOString(),
      };
    };
    expect(kindsOf(await planOf({}, {}, died), 'two')).toEqual([...UPDATED, 'route-ingress']);
    const renewed = (observed: Observed) =>
      withContainer(died(observed), 'app-two-1', { createdAt: Number.MAX_SAFE_INTEGER });
    expect(kindsOf(await planOf({}, {}, renewed), 'two')).not.toContain('stop-container');
  });
});

describe('who asks to be restarted with another one is stopped before it', () => {
  test('without an ingress that runs', async () => {
    const plan = await planOf({ one: '2' }, {}, (observed) =>
      withContainer(observed, 'app-two-ingress', { state: 'exited' }),
    );
    expect(kindsOf(plan, 'two').filter((kind) => kind !== 'route-ingress')).toEqual([
      'stop-container',
      'start-container',
      'start-container',
    ]);
  });

  test('where the run is not about it, but about one that follows it', async () => {
    const more = '  job: {image: job, depends_on: {two: {condition: service_started, restart: true}}}';
    const plan = await planOf({ one: '2', more }, { services: ['one', 'job'], noDeps: true });
    expect(kindsOf(plan, 'two')).toEqual(RESTARTED);
    expect(kindsOf(plan, 'job')).toEqual(RESTARTED);
  });

  test('where the run is not about it, and its own changes are not made', async () => {
    const plan = await planOf({ one: '2', two: '2' }, { services: ['one'] });
    expect(kindsOf(plan, 'two')).toEqual(RESTARTED);
  });
});
