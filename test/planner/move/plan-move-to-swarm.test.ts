import { describe, expect, test } from 'vitest';
import { SeveralErrors } from '../../../src/diagnostics/several-errors.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed, ObservedContainer } from '../../../src/model/observed.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import { isUndo, type Plan } from '../../../src/model/plan.ts';
import { keptData, stayingOn } from '../../../src/planner/move/kept-data.ts';
import { planMoveToSwarm } from '../../../src/planner/move/plan-move-to-swarm.ts';
import { planSwarmDown } from '../../../src/planner/swarm/plan-swarm-down.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { loadFiles } from '../../support/load-files.ts';

const NODE = aNode('node1');
const ON = { networkId: networkId('old') };
const OWN = { [LABEL.project]: 'app' };
const DATA = { type: 'volume', name: 'app_data', source: '', target: '/data' };

const SHOP = `
services:
  web:
    image: web
    depends_on: {migrate: {condition: service_completed_successfully}}
  migrate:
    image: migrate
    depends_on: {db: {condition: service_healthy}}
  db:
    image: db
    volumes: [data:/data]
volumes: {data: {}}
`;

const onNetwork = (service: string, more: Partial<ObservedContainer> = {}): ObservedContainer =>
  anObservedContainer(service, { networks: new Map([['app_default', ON]]), ...more });

const running = (containers: readonly ObservedContainer[] = []): Observed =>
  anObserved({
    containers: [
      onNetwork('web'),
      onNetwork('migrate', { state: 'exited', exitCode: 0 }),
      onNetwork('db', { health: 'healthy', mounts: [DATA] }),
      ...containers,
    ],
    networks: [{ id: networkId('old'), name: 'app_default', driver: 'bridge', labels: OWN }],
    volumes: [{ name: 'app_data', driver: 'local', labels: OWN }],
  });

const SWARM: ObservedSwarm = {
  ...EMPTY_SWARM,
  nodes: [NODE, aNode('node2')],
  networks: [{ id: networkId('old'), name: 'app_default', driver: 'bridge', labels: OWN, scope: 'local' }],
};

interface Move {
  readonly files?: string;
  readonly observed?: Observed;
  readonly swarm?: ObservedSwarm;
  readonly leavesData?: boolean;
}

async function planMove({
  files = SHOP,
  observed = running(),
  swarm = SWARM,
  leavesData = false,
}: Move = {}) {
  const { project: written } = await loadFiles(files);
  const kept = keptData(written, observed.volumes);
  return planMoveToSwarm({
    engine: { project: stayingOn(written, kept, NODE), observed, inspections: new Map() },
    swarm,
    node: NODE,
    kept,
    intent: {},
    leavesData,
  });
}

/** With the steps on the way, or with those that only a failure needs. */
const linesOf = (plan: Plan, which: 'way' | 'way back' = 'way'): readonly string[] =>
  formatPlan({ ...plan, steps: plan.steps.filter((step) => isUndo(step) === (which === 'way back')) })
    .split('\n')
    .filter((line) => /^\d/.test(line));

async function problemsOf(move: Move): Promise<readonly string[]> {
  try {
    await planMove(move);
    return [];
  } catch (error) {
    if (error instanceof SeveralErrors) return error.errors.map(({ message }) => message);
    return [error instanceof Error ? error.message : String(error)];
  }
}

const constraintsIn = (plan: Plan): readonly unknown[] =>
  plan.steps.flatMap(({ operation }) =>
    operation.kind === 'create-swarm-service'
      ? [[operation.service, operation.request.TaskTemplate.Placement?.Constraints]]
      : [],
  );

describe('the way to a swarm', () => {
  test('stops all containers before the network goes, and keeps them until the tasks have run for a while', async () => {
    expect(linesOf(await planMove())).toMatchInlineSnapshot(`
      [
        "1 stop-container app-web-1 because requested by move",
        "2 stop-container app-db-1 after 1 unless deaf because requested by move",
        "3 disconnect-network app-db-1 from app_default after 2 because it follows network app_default",
        "4 disconnect-network app-migrate-1 from app_default because it follows network app_default",
        "5 disconnect-network app-web-1 from app_default after 1 because it follows network app_default",
        "6 remove-network app_default after 3-5 because requested by move",
        "7 create-network default after 6 because changed: driver bridge -> overlay",
        "8 create-swarm-service app_db after 7 because missing",
        "9 await-tasks app_db running after 8 because missing",
        "10 create-swarm-service app_migrate after 9 because missing",
        "11 await-tasks app_migrate completed after 10 because missing",
        "12 create-swarm-service app_web after 11 because missing",
        "13 await-tasks app_web running after 12 because missing",
        "14 await-tasks app_db running after 13 because requested by move",
        "15 await-tasks app_web running after 13 because requested by move",
        "16 remove-container app-db-1 after 14,15 because requested by move",
        "17 remove-container app-migrate-1 after 14,15 because requested by move",
        "18 remove-container app-web-1 after 14,15 because requested by move",
      ]
    `);
  });

  test('a failure leads back: nothing stays on the swarm, and the containers run again in their order', async () => {
    expect(linesOf(await planMove(), 'way back')).toMatchInlineSnapshot(`
      [
        "19 remove-swarm-service app_db after 6 if 8 was done and 1-15 failed or was cancelled because requested by move",
        "20 await-tasks app_db gone after 6,19 if 8 was done and 1-15 failed or was cancelled because requested by move",
        "21 remove-swarm-service app_migrate after 6 if 10 was done and 1-15 failed or was cancelled because requested by move",
        "22 await-tasks app_migrate gone after 6,21 if 10 was done and 1-15 failed or was cancelled because requested by move",
        "23 remove-swarm-service app_web after 6 if 12 was done and 1-15 failed or was cancelled because requested by move",
        "24 await-tasks app_web gone after 6,23 if 12 was done and 1-15 failed or was cancelled because requested by move",
        "25 remove-swarm-network app_default after 6,20,22,24 if 7 was done and 1-15 failed or was cancelled because requested by move",
        "26 create-network app_default after 6,20,22,24,25 if 6 was done and 1-15 failed or was cancelled because requested by move",
        "27 connect-network app-db-1 to app_default after 6,20,22,24-26 if 3 was done and 1-15 failed or was cancelled because requested by move",
        "28 connect-network app-migrate-1 to app_default after 6,20,22,24-26 if 4 was done and 1-15 failed or was cancelled because requested by move",
        "29 connect-network app-web-1 to app_default after 6,20,22,24-26 if 5 was done and 1-15 failed or was cancelled because requested by move",
        "30 start-container app-db-1 after 6,20,22,24,25,27-29 if 2 was done and 1-15 failed or was cancelled because requested by move",
        "31 wait-for db service_healthy within 60s after 6,30 if 2 was done and 1-15 failed or was cancelled optional because requested by move",
        "32 start-container app-web-1 after 6,20,22,24,25,27-29,31 if 1 was done and 1-15 failed or was cancelled because requested by move",
      ]
    `);
  });

  test('goes on where a move before it was killed: what has stopped stays, and the swarm gets the rest', async () => {
    const whole = await planMove();
    const half = afterPlan(
      {
        ...whole,
        steps: whole.steps.filter(
          ({ operation }) => operation.kind !== 'create-swarm-service' || operation.service === 'db',
        ),
      },
      { ...SWARM, networks: [] },
    );
    const stopped = anObserved({
      ...running(),
      containers: running().containers.map((container) => ({
        ...container,
        state: 'exited',
        networks: new Map(),
      })),
      networks: [],
    });

    const kinds = (await planMove({ observed: stopped, swarm: half })).steps
      .filter((step) => !isUndo(step))
      .map(({ operation }) => operation.kind);
    expect(kinds).not.toContain('stop-container');
    expect(kinds.filter((kind) => kind === 'create-swarm-service')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'remove-container')).toHaveLength(3);
  });

  test('says who stays with which data, and what runs again', async () => {
    const { warnings } = await planMove();
    expect(warnings.slice(1)).toEqual([
      'service "db" stays on node1, by constraint, because of volume app_data: a swarm moves no data',
      'what ran to its end runs again, as a job: migrate',
    ]);
  });
});

describe('data of one node', () => {
  test('keeps its service there, also in each later up, until the files name a node or the data is gone', async () => {
    const moved = await planMove();
    expect(constraintsIn(moved)).toEqual([
      ['db', [`node.id==${NODE.id}`]],
      ['migrate', undefined],
      ['web', undefined],
    ]);
    const there = afterPlan(
      { ...moved, steps: moved.steps.filter((step) => !isUndo(step)) },
      { ...SWARM, networks: [] },
    );
    const up = async (files: string): Promise<readonly string[]> =>
      planSwarmUp((await loadFiles(files)).project, there).steps.flatMap(({ cause }) =>
        cause.kind === 'changed' ? cause.fields.map(({ field }) => field) : [],
      );

    expect(await up(SHOP)).toEqual([]);
    expect(planSwarmDown((await loadFiles(SHOP)).project, there).warnings).toEqual([
      'service "db" was moved here with its data, which is on node1: to have it there again after this, write `deploy: {placement: {constraints: [node.hostname == node1]}}` into the file',
    ]);
    const named = 'deploy: {placement: {constraints: [node.hostname==node2]}}';
    expect(await up(SHOP.replace('image: db', `image: db\n    ${named}`))).toContain(
      'deploy.placement.constraints',
    );
    expect(await up(SHOP.replace('volumes: [data:/data]', 'read_only: true'))).toContain(
      'deploy.placement.constraints',
    );
  });

  test.each([
    ['a volume that nobody has made yet', 'volumes: [other:/data]', 'volumes: {other: {}}'],
    [
      'a volume of a file server',
      'volumes: [data:/data]',
      'volumes: {data: {driver_opts: {type: nfs, o: addr=10.0.0.9, device: ":/srv"}}}',
    ],
    ['what each machine has', 'volumes: ["/var/run/docker.sock:/docker.sock"]', ''],
    ['a service of all nodes', 'volumes: [data:/data]\n    deploy: {mode: global}', 'volumes: {data: {}}'],
  ])('%s keeps nobody', async (_, mounts, volumes) => {
    const files = `services:\n  db:\n    image: db\n    ${mounts}\n${volumes}`;
    expect(constraintsIn(await planMove({ files, observed: { ...running(), containers: [] } }))).toEqual([
      ['db', undefined],
    ]);
  });

  test('a path of the machine keeps its service, too', async () => {
    const files = 'services: {db: {image: db, volumes: ["/srv/db:/data"]}}';
    expect(constraintsIn(await planMove({ files, observed: { ...running(), containers: [] } }))).toEqual([
      ['db', [`node.id==${NODE.id}`]],
    ]);
  });

  test('is not left behind unasked', async () => {
    const files = SHOP.replace(
      'image: db',
      'image: db\n    deploy: {placement: {constraints: [node.labels.disk==ssd]}}',
    );
    const nameless = { type: 'volume', name: 'f'.repeat(64), source: '', target: '/cache' };
    const { containers, ...rest } = running();
    const observed = {
      ...rest,
      containers: [...containers.slice(1), onNetwork('web', { mounts: [nameless] })],
    };
    const ssd = { ...SWARM, nodes: [NODE, aNode('node2', { labels: { disk: 'ssd' } })] };

    expect(await problemsOf({ files, observed, swarm: ssd })).toEqual([
      'service "db" has volume app_data on node1, and its constraint node.labels.disk==ssd keeps it off that node',
      'container app-web-1 has data in a volume without a name, at /cache: its task on the swarm begins with an empty one',
    ]);
    expect(await problemsOf({ files, observed, swarm: ssd, leavesData: true })).toEqual([]);
  });
});

test('all that is in the way is told at once, and nothing is planned', async () => {
  const files = `${SHOP.replace('image: web', 'image: web\n    deploy: {placement: {constraints: [node.hostname==node9]}}')}configs: {big: {content: ""}}\n`;
  const observed = running([
    onNetwork('web', { name: 'app-web-run-1', labels: { [LABEL.oneOff]: 'True' } }),
    onNetwork('old', { name: 'app-old-1' }),
  ]);

  expect(await problemsOf({ files, observed })).toEqual([
    'container app-web-run-1 runs a command beside the services, and would lose its networks',
    'container app-old-1 is of service "old", which the files do not have, and would lose its networks',
    'service "web": no node can run it now (node.hostname==node9): node1: it does not meet node.hostname==node9; node2: it does not meet node.hostname==node9',
  ]);
});
