import { describe, expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import { planStart } from '../../../src/planner/commands/plan-start.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { anObserved } from '../../support/an-observed.ts';
import { containerStepsOf as stepsOf } from '../../support/an-update.ts';
import { applyPlan, inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

interface File {
  readonly value?: string;
  readonly replicas?: number;
  readonly config?: string;
  readonly ports?: string;
  readonly more?: string;
  /** The last line. */
  readonly end?: string;
}

const NETWORKS = 'networks: {one: {}, two: {}}';

const START_FIRST = 'order: start-first';

const load = async (file: File = {}) =>
  (
    await loadFiles(
      [
        'x-gantry: {ingress: {image: haproxy:3.0}}',
        'services:',
        '  web:',
        '    image: app',
        `    environment: {A: "${file.value ?? '1'}"}`,
        `    ports: ${file.ports ?? '["8080:80"]'}`,
        `    deploy: {replicas: ${file.replicas ?? 1}, update_config: {${file.config ?? START_FIRST}}}`,
        file.more ?? '',
        '  job: {image: job, depends_on: [web]}',
        file.end ?? '',
      ].join('\n'),
    )
  ).project;

async function planFor(file: File, observed: Observed, intent: UpIntent = {}): Promise<Plan> {
  return planUp(await load(file), observed, intent, inspectionsOf(observed));
}

/** As the engine shows it: who publishes the port of `web`. */
function publishing(observed: Observed): Observed {
  const names = observed.containers.map(({ name }) => name);
  const holder = names.find((name) => name === 'app-web-ingress') ?? 'app-web-1';
  return withContainer(observed, holder, { ports: [{ published: 8080, target: 80, protocol: 'tcp' }] });
}

const routesOf = ({ steps }: Plan) =>
  steps.flatMap(({ operation }) => (operation.kind === 'route-ingress' ? [operation] : []));

const nameOf = (observed: Observed, { ref }: OperationOf<'route-ingress'>['containers'][number]) =>
  'id' in ref ? observed.containers.find(({ id }) => id === ref.id)?.name : 'new';

describe('the first up of a service that is updated start-first', () => {
  test('starts its ingress behind its container, and who depends on it after both', async () => {
    expect(stepsOf(await planFor({}, anObserved()))).toEqual([
      '4 check-ingress haproxy:3.0 after 3',
      '6 create-container web/1 from what 1 makes after 5',
      '7 start-container made by 6 after 6',
      '8 create-container web/1000000 from what 3 makes after 5',
      '9 route-ingress made by 8 to 6 after 6,8',
      '10 start-container made by 8 after 7,9',
      '11 create-container job/1 from what 2 makes after 5',
      '12 start-container made by 11 after 10,11',
    ]);
  });

  test('publishes the ports by the ingress alone', async () => {
    const { containers } = running(await load());
    const requests = Object.fromEntries(
      containers.map((container) => [container.name, container.labels[LABEL.ingress] !== undefined]),
    );
    expect(requests).toEqual({ 'app-web-1': false, 'app-web-ingress': true, 'app-job-1': false });
  });

  test('does nothing the second time', async () => {
    expect(stepsOf(await planFor({}, running(await load())))).toEqual([]);
  });
});

describe('an update of a service with an ingress', () => {
  test('goes over to the new container, and waits for the connections to the old one before it stops', async () => {
    expect(stepsOf(await planFor({ value: '2' }, running(await load())))).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 start-container made by 1 after 1',
      '3 wait-for web running_or_healthy for 0s after 2',
      '4 route-ingress app-web-ingress to 1 or ID after 3',
      '5 drain-container app-web-1 for 10s at most after 4',
      '6 rename-container app-web-1 to OLD_app-web-1 after 5',
      '7 rename-container made by 1 to app-web-1 after 6',
      '8 stop-container app-web-1 after 7',
      '9 remove-container app-web-1 after 8',
      '10 stop-container app-web-1 after 9 if 1 was done and 2,3 failed or was cancelled or 1 was done and 4 failed',
      '11 remove-container app-web-1 after 10 if 1 was done and 2,3 failed or was cancelled or 1 was done and 4 failed',
    ]);
  });

  test('tells that there is no gap', async () => {
    const { updates } = await planFor({ value: '2' }, running(await load()));
    expect(updates).toMatchObject([{ order: 'start-first', ingress: 'there' }]);
  });

  test('goes over from one replica to the next, and never forgets the others', async () => {
    const observed = running(await load({ replicas: 3 }));
    const plan = await planFor({ value: '2', replicas: 3 }, observed);
    expect(routesOf(plan).map(({ containers }) => containers.map((one) => nameOf(observed, one)))).toEqual([
      ['new', 'app-web-2', 'app-web-3'],
      ['new', 'new', 'app-web-3'],
      ['new', 'new', 'new'],
    ]);
  });

  test('sends new containers connections when they are ready, removes those that fail, and takes connections from those that go, when it is scaled', async () => {
    const more = await planFor({ replicas: 3 }, running(await load()));
    expect(stepsOf(more)).toEqual([
      '1 create-container web/2',
      '2 start-container made by 1 after 1',
      '3 wait-for web running_or_healthy for 0s after 2',
      '4 stop-container app-web-2 if 1 was done and 1-3 failed or was cancelled',
      '5 remove-container app-web-2 after 4 if 1 was done and 1-3 failed or was cancelled',
      '6 create-container web/3',
      '7 start-container made by 6 after 6',
      '8 wait-for web running_or_healthy for 0s after 7',
      '9 stop-container app-web-3 if 6 was done and 6-8 failed or was cancelled',
      '10 remove-container app-web-3 after 9 if 6 was done and 6-8 failed or was cancelled',
      '11 route-ingress app-web-ingress to ID, 1, 6 after 3,8 whatever becomes of 1-3,6-8',
    ]);
    const fewer = await planFor({}, running(await load({ replicas: 3 })));
    expect(stepsOf(fewer)).toEqual([
      '1 route-ingress app-web-ingress to ID',
      '2 drain-container app-web-2 for 10s at most after 1',
      '3 stop-container app-web-2 after 2',
      '4 remove-container app-web-2 after 3',
      '5 drain-container app-web-3 for 10s at most after 1',
      '6 stop-container app-web-3 after 5',
      '7 remove-container app-web-3 after 6',
    ]);
  });

  test('does not wait for a new container where there is no other one', async () => {
    const { containers, ...others } = running(await load());
    const none = { ...others, containers: containers.filter(({ name }) => name !== 'app-web-1') };
    expect(stepsOf(await planFor({}, none))).toEqual([
      '1 create-container web/1',
      '2 start-container made by 1 after 1',
      '3 route-ingress app-web-ingress to 1 after 2',
    ]);
  });

  test('takes the ports from a container that has published them itself, when the new one is ready', async () => {
    const plan = await planFor({ value: '2' }, running(await load({ config: 'order: stop-first' })));
    expect(stepsOf(plan)).toEqual([
      '2 check-ingress haproxy:3.0 after 1',
      '3 create-container web/1 as OLD_app-web-1 inheriting after 2',
      '4 start-container made by 3 after 3',
      '5 wait-for web running_or_healthy for 0s after 4',
      '6 create-container web/1000000 from what 1 makes after 5',
      '7 rename-container app-web-1 to OLD_app-web-1 after 5',
      '8 rename-container made by 3 to app-web-1 after 7',
      '9 stop-container app-web-1 after 8',
      '10 remove-container app-web-1 after 9',
      '11 stop-container app-web-1 after 10 if 3 was done and 4,5 failed or was cancelled',
      '12 remove-container app-web-1 after 2,11 if 3 was done and 4,5 failed or was cancelled',
      '13 route-ingress made by 6 to 3 after 6 whatever becomes of 4,5',
      '14 start-container made by 6 after 10,13',
    ]);
    expect(plan.updates).toMatchObject([{ ingress: 'new' }]);
  });

  test('is watched after the switch with the old container still running, which has the connections again when the new one fails', async () => {
    const config = `${START_FIRST}, monitor: 20s`;
    const plan = await planFor({ value: '2', config }, running(await load({ config })));
    expect(stepsOf(plan)).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 start-container made by 1 after 1',
      '3 wait-for web running_or_healthy for 0s after 2',
      '4 route-ingress app-web-ingress to 1 before ID after 3',
      '5 wait-for web running_or_healthy for 20s after 4',
      '6 route-ingress app-web-ingress to 1 or ID after 5 whatever becomes of 2,3 if 4 was done and 5 failed or was cancelled',
      '7 drain-container made by 1 for 10s at most after 6 if 4 was done and 5 failed or was cancelled',
      '8 route-ingress app-web-ingress to 1 or ID after 5 whatever becomes of 2,3',
      '9 drain-container app-web-1 for 10s at most after 5,8',
      '10 rename-container app-web-1 to OLD_app-web-1 after 9',
      '11 rename-container made by 1 to app-web-1 after 10',
      '12 stop-container app-web-1 after 11',
      '13 remove-container app-web-1 after 12',
      '14 stop-container app-web-1 after 7,13 if 1 was done and 2,3,5 failed or was cancelled or 1 was done and 4 failed',
      '15 remove-container app-web-1 after 14 if 1 was done and 2,3,5 failed or was cancelled or 1 was done and 4 failed',
    ]);
    for (const { containers } of routesOf(plan).slice(1))
      expect(containers).toMatchObject([{ onceDone: 3, unlessFailed: 5 }]);
  });

  test('has the old one back as soon as it fails, whatever becomes of the others of its batch', async () => {
    const config = `${START_FIRST}, monitor: 20s, parallelism: 2`;
    const observed = running(await load({ replicas: 2, config }));
    const plan = await planFor({ value: '2', replicas: 2, config }, observed);
    expect(stepsOf(plan).filter((line) => / route-/.test(line))).toEqual([
      '7 route-ingress app-web-ingress to 1 before ID, 4 before ID after 3,6 whatever becomes of 1-6',
      '10 route-ingress app-web-ingress to 1 or ID, 4 or ID after 8 whatever becomes of 1-6 if 7 was done and 8 failed or was cancelled',
      '12 route-ingress app-web-ingress to 1 or ID, 4 or ID after 9 whatever becomes of 1-6 if 7 was done and 9 failed or was cancelled',
      '14 route-ingress app-web-ingress to 1 or ID, 4 or ID after 8,9 whatever becomes of 1-6,8,9',
    ]);
  });

  test('goes over once for a batch, to those that are ready', async () => {
    const config = `${START_FIRST}, parallelism: 2`;
    const observed = running(await load({ replicas: 3, config }));
    const plan = await planFor({ value: '2', replicas: 3, config }, observed);
    expect(stepsOf(plan).filter((line) => / (route|drain|wait)-/.test(line))).toEqual([
      '3 wait-for web running_or_healthy for 0s after 2',
      '6 wait-for web running_or_healthy for 0s after 5',
      '7 route-ingress app-web-ingress to 1 or ID, 4 or ID, ID after 3,6 whatever becomes of 1-6',
      '8 drain-container app-web-1 for 10s at most after 3,7',
      '15 drain-container app-web-2 for 10s at most after 6,7',
      '24 wait-for web running_or_healthy for 0s after 23',
      '25 route-ingress app-web-ingress to 1 or ID, 4 or ID, 22 or ID after 24 whatever becomes of 1-6',
      '26 drain-container app-web-3 for 10s at most after 24,25',
    ]);
  });

  test('has connections wait where the container must not run twice, until the new one is ready or has failed', async () => {
    const more = '    devices: [/dev/ttyUSB0]';
    const plan = await planFor({ value: '2', more }, running(await load({ more })));
    expect(stepsOf(plan)).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 route-ingress app-web-ingress to nobody after 1',
      '3 drain-container app-web-1 for 3s at most after 2',
      '4 stop-container app-web-1 after 3',
      '5 remove-container app-web-1 after 4',
      '6 rename-container made by 1 to app-web-1 after 5',
      '7 start-container made by 1 after 6',
      '8 wait-for web running_or_healthy for 0s after 7',
      '9 route-ingress app-web-ingress to 1 after 8 whatever becomes of 7,8',
      '10 route-ingress app-web-ingress to 1 or ID after 9 whatever becomes of 7,8 if 2 was done and 2-9 failed or was cancelled',
    ]);
    expect(routesOf(plan).at(-1)?.containers).toMatchObject([{ onceDone: 4 }]);
  });

  test('has the others serve meanwhile, and has connections wait for the old ones when the update is rolled back', async () => {
    const file = {
      more: '    devices: [/dev/ttyUSB0]',
      replicas: 2,
      config: `${START_FIRST}, failure_action: rollback`,
    };
    const observed = running(await load(file));
    const plan = await planFor({ ...file, value: '2' }, observed);
    const routes = routesOf(plan).map(({ containers }) => containers.map((one) => nameOf(observed, one)));
    expect(routes).toEqual([
      ['app-web-2'],
      ['new', 'app-web-2'],
      ['new'],
      ['new', 'new'],
      [],
      ['app-web-1', 'app-web-2'],
    ]);
    expect(stepsOf(plan).filter((line) => line.includes('drain-'))).toEqual([
      '3 drain-container app-web-1 for 10s at most after 2',
      '13 drain-container app-web-2 for 10s at most after 12',
      '24 drain-container made by 1 for 3s at most after 23 if 1 was done and 10,20 failed or was cancelled',
      '30 drain-container made by 11 for 3s at most after 23 if 11 was done and 10,20 failed or was cancelled',
    ]);
  });

  test('goes back to the old containers when the update is rolled back', async () => {
    const config = `${START_FIRST}, failure_action: rollback`;
    const plan = await planFor({ value: '2', config }, running(await load({ config })));
    expect(stepsOf(plan)).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 start-container made by 1 after 1',
      '3 wait-for web running_or_healthy for 0s after 2',
      '4 route-ingress app-web-ingress to 1 or ID after 3',
      '5 drain-container app-web-1 for 10s at most after 4',
      '6 rename-container app-web-1 to OLD_app-web-1 after 5',
      '7 rename-container made by 1 to app-web-1 after 6',
      '8 stop-container app-web-1 after 7',
      '9 stop-container app-web-1 after 8 if 1 was done and 2,3 failed or was cancelled or 1 was done and 4 failed',
      '10 remove-container app-web-1 after 9 if 1 was done and 2,3 failed or was cancelled or 1 was done and 4 failed',
      '11 judge-update web 1 of 1, rollback above 0 after 8 whatever becomes of 2,3',
      '12 remove-container app-web-1 after 8,11',
      '13 start-container app-web-1 after 8 if 8 was done and 11 failed or was cancelled',
      '14 wait-for web running_or_healthy for 0s after 13 if 8 was done and 11 failed or was cancelled',
      '15 route-ingress app-web-ingress to ID after 4,14 whatever becomes of 2,3 if 11 failed or was cancelled',
      '16 drain-container made by 1 for 10s at most after 15 if 3 was done and 11 failed or was cancelled',
      '17 stop-container app-web-1 after 16 if 3 was done and 11 failed or was cancelled',
      '18 remove-container app-web-1 after 17 if 3 was done and 11 failed or was cancelled',
      '19 rename-container OLD_app-web-1 to app-web-1 after 18 if 6 was done and 11 failed or was cancelled',
    ]);
  });
});

describe('the first update with an ingress, without a gap', () => {
  const stoppedFirst = async (): Promise<Observed> =>
    publishing(running(await load({ config: 'order: stop-first' })));

  test('holds new connections from before the old container stops until the ingress has its ports', async () => {
    const plan = await planFor({ value: '2' }, await stoppedFirst(), { noGap: true });
    expect(stepsOf(plan)).toEqual([
      '2 check-ingress haproxy:3.0 after 1',
      '3 check-hold by app-web-hold after 1',
      '4 create-container web/1 as OLD_app-web-1 inheriting after 2,3',
      '5 start-container made by 4 after 4',
      '6 wait-for web running_or_healthy for 0s after 5',
      '7 create-container web/1000000 from what 1 makes after 6',
      '8 rename-container app-web-1 to OLD_app-web-1 after 6',
      '9 rename-container made by 4 to app-web-1 after 8',
      '10 route-ingress made by 7 to 4 or ID after 7,9 whatever becomes of 5,6',
      '11 hold-ports 8080 by app-web-hold after 9,10',
      '12 stop-container app-web-1 after 11',
      '13 remove-container app-web-1 after 12',
      '14 stop-container app-web-1 after 13 if 4 was done and 5,6 failed or was cancelled',
      '15 remove-container app-web-1 after 2,3,14 if 4 was done and 5,6 failed or was cancelled',
      '16 start-container made by 7 after 12',
      '17 release-ports held by 11 after 16',
    ]);
    expect(plan.updates).toMatchObject([{ ingress: 'new', holds: true }]);
  });

  test('does so after the hooks of the old one', async () => {
    const more = '    pre_stop: [{command: sleep 9}]';
    const file = { value: '2', more };
    const steps = stepsOf(
      await planFor(file, publishing(running(await load({ config: 'order: stop-first', more }))), {
        noGap: true,
      }),
    );
    const at = (word: string): number => steps.findIndex((line) => line.includes(word));
    expect(at('pre_stop')).toBeLessThan(at('hold-ports'));
    expect(at('hold-ports')).toBeLessThan(at('stop-container'));
  });

  test('holds only what the user agreed to, and tells of the gap otherwise', async () => {
    const plan = await planFor({ value: '2' }, await stoppedFirst());
    expect(stepsOf(plan).filter((line) => /hold|release/.test(line))).toEqual([]);
    expect(plan.updates).toMatchObject([{ ingress: 'new' }]);
    expect(plan.updates?.[0]).not.toHaveProperty('holds');
  });

  test('holds nothing where no port moves', async () => {
    for (const observed of [anObserved(), running(await load())]) {
      const plan = await planFor({ value: '2' }, observed, { noGap: true });
      expect(stepsOf(plan).filter((line) => /hold|release/.test(line))).toEqual([]);
    }
  });

  test('holds the ports of an ingress that is made anew, at the address that the file names', async () => {
    const ports = '["127.0.0.1:8080:80", "8443:443"]';
    const plan = await planFor({ ports }, publishing(running(await load())), { noGap: true });
    const steps = stepsOf(plan);
    expect(steps.filter((line) => line.includes('hold-ports'))).toEqual([
      expect.stringContaining('hold-ports 127.0.0.1:8080 by app-web-hold'),
    ]);
    const at = (text: string): number => steps.findIndex((line) => line.includes(text));
    expect(at('hold-ports')).toBeLessThan(at('stop-container app-web-ingress'));
    expect(at('release-ports')).toBe(steps.length - 1);
    expect(steps.filter((line) => /route-ingress made by/.test(line))).toHaveLength(1);
  });

  test('pulls the image of its own that the file names', async () => {
    const { project } = await loadFiles(
      [
        'x-gantry: {ingress: {image: haproxy:3.0, switch-image: nft:1}}',
        'services:',
        '  web: {image: app, ports: ["8080:80"], deploy: {update_config: {order: start-first}}}',
      ].join('\n'),
    );
    const old = publishing(running(await load({ config: 'order: stop-first' })));
    const pulled = ({ steps }: Plan) =>
      steps.flatMap(({ operation }) => (operation.kind === 'pull-image' ? [operation.image] : []));
    expect(pulled(planUp(project, old, { noGap: true }, inspectionsOf(old)))).toEqual([
      'haproxy:3.0',
      'nft:1',
    ]);
    expect(pulled(planUp(project, old, {}, inspectionsOf(old)))).toEqual(['haproxy:3.0']);
  });
});

describe('how an ingress talks to its containers', () => {
  const http = '[{target: 80, published: "8080", app_protocol: http}]';
  const proxy = '    x-gantry: {ingress: {proxy-protocol: v2}}';

  test.each<[string, File, string]>([
    ['app_protocol', { ports: http }, 'ports.80.app_protocol'],
    ['proxy-protocol', { more: proxy }, 'x-gantry.ingress.proxy-protocol'],
  ])('changes with new containers when only %s does', async (_name, file, field) => {
    const plan = await planFor(file, running(await load()));
    const made = plan.steps.filter(({ operation }) => operation.kind === 'create-container');
    expect(made).toHaveLength(1);
    expect(made[0]?.cause).toMatchObject({ kind: 'changed', fields: [{ field }] });
    expect(routesOf(plan)).toHaveLength(1);
    expect(plan.updates).toMatchObject([{ ingress: 'there' }]);
    expect(stepsOf(await planFor(file, running(await load(file))))).toEqual([]);
  });
});

test('the number that docker compose gives a container beside an ingress is not the one to count from', async () => {
  const observed = running(await load());
  const second = observed.containers.find(({ name }) => name === 'app-web-1');
  if (!second) throw new Error('web has a container');
  const labels = { ...second.labels, [LABEL.containerNumber]: '1000000' };
  const renumbered = withContainer(observed, 'app-web-1', { name: 'app-web-1000000', labels });
  const steps = stepsOf(await planFor({ replicas: 2 }, renumbered));
  expect(steps.filter((line) => line.includes('create-container'))).toEqual([
    expect.stringContaining('create-container web/1'),
  ]);
});

describe('an ingress', () => {
  test('is made anew when the ports change, and takes them over from the one that has them', async () => {
    const plan = await planFor({ ports: '["8080:80", "8443:443"]' }, running(await load()));
    expect(stepsOf(plan).filter((line) => line.includes('ingress'))).toEqual([
      '1 check-ingress haproxy:3.0',
      '5 route-ingress app-web-ingress to 2 or ID after 4',
      '13 create-container web/1000000 as OLD_app-web-ingress after 10',
      '14 route-ingress made by 13 to 2 after 13 whatever becomes of 3,4',
      '15 stop-container app-web-ingress after 10,14',
      '16 remove-container OLD_app-web-ingress after 15 if 13 was done and 14,15 failed or was cancelled',
      '17 remove-container app-web-ingress after 15',
      '18 rename-container made by 13 to app-web-ingress after 17',
    ]);
  });

  test('is not made anew before the update can only succeed: a failure would leave it', async () => {
    const plan = await planFor({ value: '2', ports: '["8081:80"]' }, running(await load()));
    const kinds = plan.steps.map(({ operation }) => operation.kind);
    const made = plan.steps.findLast(({ operation }) => operation.kind === 'create-container');
    expect(made?.operation).toMatchObject({ replica: 1_000_000 });
    expect(made?.id).toBeGreaterThan(kinds.indexOf('wait-for') + 1);
    expect(made?.after).not.toEqual([]);
  });

  test('that is made anew alone is told, with the reason and the gap', async () => {
    const observed = publishing(running(await load()));
    const plan = await planFor({ ports: '["8080:80", "8081:80"]' }, observed);
    expect(plan.updates).toMatchObject([{ containers: 0, ingress: 'new', remade: ['ports'] }]);
    const fields = [{ field: 'ports', from: '8080:80', to: '8080:80, 8081:80' }];
    expect(plan.steps.find(({ operation }) => operation.kind === 'create-container')?.cause).toEqual({
      kind: 'changed',
      fields,
    });
    const held = await planFor({ ports: '["8080:80", "8081:80"]' }, observed, { noGap: true });
    expect(held.updates).toMatchObject([{ containers: 0, holds: true }]);
  });

  test('that was stopped by hand is started before anything else', async () => {
    const observed = withContainer(running(await load()), 'app-web-ingress', { state: 'exited' });
    const plan = await planFor({ value: '2' }, observed);
    expect(stepsOf(plan).slice(0, 3)).toEqual([
      '1 route-ingress app-web-ingress to ID',
      '2 start-container app-web-ingress after 1',
      '3 create-container web/1 as OLD_app-web-1 inheriting after 2',
    ]);
    expect(plan.updates).toMatchObject([{ ingress: 'there' }]);
    expect(stepsOf(plan).filter((line) => line.includes('start-container app-web-ingress'))).toHaveLength(1);
  });

  test.each(['start-first', 'stop-first'])(
    'that stopped together with its container, as after a crash, is started and not made anew (%s)',
    async (order) => {
      const config = `order: ${order}`;
      const { containers, ...rest } = running(await load({ config }));
      const stopped = {
        ...rest,
        containers: containers.map((one) => ({ ...one, state: 'exited' as const })),
      };
      const steps = stepsOf(await planFor({ config, value: '2' }, stopped));
      expect(steps.filter((line) => line.includes('create-container'))).toEqual([
        expect.stringContaining('create-container web/1 '),
      ]);
    },
  );

  test('that does not run waits for its ports where a container has them by now', async () => {
    const taken = running(await load({ config: 'order: stop-first' }));
    const ingress = running(await load()).containers.find(({ name }) => name === 'app-web-ingress');
    const both = {
      ...taken,
      containers: [...taken.containers, ...(ingress ? [{ ...ingress, state: 'exited' as const }] : [])],
    };
    const steps = stepsOf(await planFor({ value: '2' }, both));
    const at = (text: string): number => steps.findIndex((line) => line.includes(text));
    expect(at('start-container app-web-ingress')).toBeGreaterThan(at('stop-container app-web-1'));
  });

  test('goes when it is not wanted any more, when the container is made that publishes its ports', async () => {
    const plan = await planFor({ config: 'order: stop-first' }, running(await load()));
    expect(stepsOf(plan)).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 stop-container app-web-ingress after 1',
      '3 remove-container app-web-ingress after 2',
      '4 stop-container app-web-1 after 1',
      '5 remove-container app-web-1 after 4',
      '6 rename-container made by 1 to app-web-1 after 5',
      '7 start-container made by 1 after 2,6',
      '8 wait-for web running_or_healthy for 0s after 7',
    ]);
  });

  test('on other networks than the new container is not told of it: the new ingress is', async () => {
    const on = (name: string): string => `    networks: [${name}]`;
    const observed = running(await load({ more: on('one'), end: NETWORKS }));
    const plan = await planFor({ value: '2', more: on('two'), end: NETWORKS }, observed);
    const routes = stepsOf(plan).filter((line) => line.includes('route-ingress'));
    expect(routes).toHaveLength(1);
    expect(routes[0]).toContain('route-ingress made by');
  });

  test('goes when nothing is published any more, when the new container is ready', async () => {
    const plan = await planFor({ ports: '[]' }, running(await load()));
    expect(stepsOf(plan).filter((line) => line.includes('ingress'))).toEqual([
      '4 stop-container app-web-ingress after 3',
      '5 remove-container app-web-ingress after 4',
    ]);
  });

  test('stays with containers that are not replaced', async () => {
    const config = 'order: stop-first';
    expect(stepsOf(await planFor({ config }, running(await load()), { noRecreate: true }))).toEqual([]);
  });

  test('has no hooks of its service', async () => {
    const project = await load({ more: '    pre_stop: [{command: [bye]}]' });
    const kinds = planDown(project, running(project)).steps.map(({ operation }) => operation.kind);
    expect(kinds.filter((kind) => kind === 'exec-hook')).toHaveLength(1);
  });

  test('is started when it does not run', async () => {
    const observed = withContainer(running(await load()), 'app-web-ingress', { state: 'exited' });
    expect(stepsOf(await planFor({}, observed))).toEqual([
      '1 route-ingress app-web-ingress to ID',
      '2 start-container app-web-ingress after 1',
    ]);
  });

  test('is started behind its container by start', async () => {
    const project = await load();
    const { containers, ...rest } = running(project);
    const stopped = { ...rest, containers: containers.map((one) => ({ ...one, state: 'exited' as const })) };
    expect(stepsOf(planStart(project, stopped))).toEqual([
      '1 start-container app-web-1',
      '2 start-container app-web-ingress after 1',
      '3 start-container app-job-1 after 2',
    ]);
  });

  test('drains a half-made container, which it may send connections to, before that goes', async () => {
    const before = running(await load());
    const interrupted = applyPlan(before, await planFor({ value: '2' }, before), { steps: 3 });
    expect(stepsOf(await planFor({}, interrupted)).slice(0, 4)).toEqual([
      '1 route-ingress app-web-ingress to ID',
      '2 drain-container OLD_app-web-1 for 10s at most after 1',
      '3 stop-container OLD_app-web-1 after 2',
      '4 remove-container OLD_app-web-1 after 3',
    ]);
  });

  test.each([
    ['a UDP port, where no ingress is to carry it', { ports: '["53:53/udp"]' }],
    ['a port of another protocol', { ports: '["132:132/sctp"]' }],
    ['a range of ports', { ports: '["8000-8010:80"]' }],
    ['a network of the host', { more: '    network_mode: host' }],
    ['no port', { ports: '[]' }],
    [
      'a port of the host without the network of the engine',
      { ports: '[{mode: host, target: 80, published: "80"}]' },
    ],
  ])('is not made for %s', async (_, file) => {
    const { containers } = running(await load(file));
    expect(containers.map(({ name }) => name)).not.toContain('app-web-ingress');
  });
});
