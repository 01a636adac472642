import { describe, expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { anObserved } from '../../support/an-observed.ts';
import { containerStepsOf as stepsOf } from '../../support/an-update.ts';
import { applyPlan, inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

/* A service that publishes nothing: clients inside of its networks reach it by its name. */

interface File {
  readonly value?: string;
  readonly replicas?: number;
  readonly config?: string;
  readonly expose?: string;
  readonly more?: string;
}

const load = async ({ value = '1', replicas = 1, config = 'order: start-first', expose, more }: File = {}) =>
  (
    await loadFiles(
      [
        'x-gantry: {ingress: {image: haproxy:3.0}}',
        'services:',
        '  web:',
        '    image: app',
        `    environment: {A: "${value}"}`,
        `    expose: ${expose ?? '["80"]'}`,
        `    deploy: {replicas: ${replicas}, update_config: {${config}}}`,
        more ?? '',
      ].join('\n'),
    )
  ).project;

async function planFor(file: File, observed: Observed, intent: UpIntent = {}): Promise<Plan> {
  return planUp(await load(file), observed, intent, inspectionsOf(observed));
}

const namesOf = ({ containers }: Observed) => containers.map(({ name }) => name).toSorted();

describe('the first up', () => {
  test('starts the ingress behind the container, which has none of the names', async () => {
    const plan = await planFor({}, anObserved());
    expect(stepsOf(plan)).toEqual([
      '3 check-ingress haproxy:3.0 after 2',
      '5 create-container web/1 from what 1 makes after 4',
      '6 start-container made by 5 after 5',
      '7 create-container web/1000000 from what 2 makes after 4',
      '8 route-ingress made by 7 to 5 after 5,7',
      '9 start-container made by 7 after 6,8',
    ]);
    const aliases = plan.steps.flatMap(({ operation }) =>
      operation.kind === 'create-container'
        ? [operation.request.NetworkingConfig.EndpointsConfig.app_default?.Aliases]
        : [],
    );
    expect(aliases).toEqual([['app-web-1'], ['web']]);
  });

  test('publishes nothing', async () => {
    const { steps } = await planFor({}, anObserved());
    for (const { operation } of steps)
      if (operation.kind === 'create-container') {
        expect(operation.request.HostConfig.PortBindings).toBeUndefined();
      }
  });

  test('does nothing the second time', async () => {
    expect(stepsOf(await planFor({}, running(await load())))).toEqual([]);
  });
});

test('an update goes over by the ingress, which asks the new container for a connection, and says that there is no gap', async () => {
  const plan = await planFor({ value: '2' }, running(await load()));
  expect(stepsOf(plan).slice(0, 5)).toEqual([
    '1 create-container web/1 as OLD_app-web-1 inheriting',
    '2 start-container made by 1 after 1',
    '3 wait-for web running_or_healthy for 0s after 2',
    '4 route-ingress app-web-ingress to 1 or ID after 3',
    '5 drain-container app-web-1 for 10s at most after 4',
  ]);
  expect(plan.updates).toMatchObject([{ ingress: 'there' }]);
  expect(plan.steps[2]?.operation).toMatchObject({
    update: { connect: { ingress: { name: 'app-web-ingress' }, ports: [80] } },
  });
});

test('other ports are a matter of the configuration, not of the ingress', async () => {
  const plan = await planFor({ expose: '["80", "81"]' }, running(await load()));
  expect(stepsOf(plan).filter((line) => line.includes('ingress'))).toEqual([
    '4 route-ingress app-web-ingress to 1 or ID after 3',
  ]);
  expect(plan.steps[3]?.operation).toMatchObject({ settings: { routes: [{ port: 80 }, { port: 81 }] } });
});

describe('the first switch', () => {
  const asBefore = async () => running(await load({ config: 'parallelism: 1' }));

  test('has the ingress beside the old container, under the same name, before that is replaced', async () => {
    const plan = await planFor({}, await asBefore());
    expect(stepsOf(plan)).toEqual([
      '2 check-ingress haproxy:3.0 after 1',
      '3 create-container web/1000000 from what 1 makes after 2',
      '4 route-ingress made by 3 to ID after 3',
      '5 start-container made by 3 after 4',
      '6 create-container web/1 as OLD_app-web-1 inheriting after 5',
      '7 start-container made by 6 after 6',
      '8 wait-for web running_or_healthy for 0s after 7',
      '9 route-ingress made by 3 to 6 or ID after 8',
      '10 drain-container app-web-1 for 10s at most after 9',
      '11 rename-container app-web-1 to OLD_app-web-1 after 10',
      '12 rename-container made by 6 to app-web-1 after 11',
      '13 stop-container app-web-1 after 12',
      '14 remove-container app-web-1 after 13',
      '15 stop-container app-web-1 after 14 if 6 was done and 7,8 failed or was cancelled or 6 was done and 9 failed',
      '16 remove-container app-web-1 after 2,15 if 6 was done and 7,8 failed or was cancelled or 6 was done and 9 failed',
    ]);
    expect(plan.updates).toMatchObject([{ ingress: 'joins' }]);
    expect(plan.steps[7]?.operation).toMatchObject({
      update: { connect: { ingress: { ref: { createdBy: 3 } } } },
    });
  });

  test('ends where there is nothing left to do, however far it came', async () => {
    const old = await asBefore();
    const plan = await planFor({}, old);
    for (let steps = 0; steps <= plan.steps.length; steps++) {
      const interrupted = applyPlan(old, plan, { steps });
      const again = applyPlan(interrupted, await planFor({}, interrupted));
      expect(namesOf(again)).toEqual(['app-web-1', 'app-web-ingress']);
      expect(stepsOf(await planFor({}, again))).toEqual([]);
    }
  });

  test('starts an ingress that does not run before the first container is replaced', async () => {
    const interrupted = applyPlan(await asBefore(), await planFor({}, await asBefore()), { steps: 3 });
    expect(stepsOf(await planFor({}, interrupted)).slice(0, 3)).toEqual([
      '1 route-ingress app-web-ingress to ID',
      '2 start-container app-web-ingress after 1',
      '3 create-container web/1 as OLD_app-web-1 inheriting after 2',
    ]);
  });

  test('is not over as long as a container has the names itself', async () => {
    const interrupted = applyPlan(await asBefore(), await planFor({}, await asBefore()), { steps: 5 });
    expect((await planFor({}, interrupted)).updates).toMatchObject([{ ingress: 'joins' }]);
  });

  test('of containers that do not run needs no ingress beside them', async () => {
    const stopped = withContainer(await asBefore(), 'app-web-1', { state: 'exited' });
    const kinds = (await planFor({}, stopped)).steps.map(({ operation }) => operation.kind);
    expect(kinds.indexOf('route-ingress')).toBeGreaterThan(kinds.indexOf('remove-container'));
  });
});

test('an ingress that is made anew is there before the one before it goes', async () => {
  const observed = withContainer(running(await load()), 'app-web-ingress', {
    labels: {
      ...running(await load()).containers.find(({ name }) => name === 'app-web-ingress')?.labels,
      [LABEL.ingress]: 'another',
    },
  });
  expect(stepsOf(await planFor({}, observed))).toEqual([
    '1 check-ingress haproxy:3.0',
    '2 create-container web/1000000 as OLD_app-web-ingress after 1',
    '3 route-ingress made by 2 to ID after 2',
    '4 start-container made by 2 after 3',
    '5 stop-container app-web-ingress after 4',
    '6 remove-container app-web-ingress after 5',
    '7 rename-container made by 2 to app-web-ingress after 6',
  ]);
});

test('an ingress that is not wanted any more goes when the new container is ready', async () => {
  const plan = await planFor({ expose: '[]' }, running(await load()));
  expect(stepsOf(plan).slice(0, 5)).toEqual([
    '1 create-container web/1 as OLD_app-web-1 inheriting',
    '2 start-container made by 1 after 1',
    '3 wait-for web running_or_healthy for 0s after 2',
    '4 stop-container app-web-ingress after 3',
    '5 remove-container app-web-ingress after 4',
  ]);
  const after = applyPlan(running(await load()), plan);
  expect(namesOf(after)).toEqual(['app-web-1']);
});

describe('no ingress, and the plan says what is missing', () => {
  const updateOf = async (file: File, change: Partial<Observed['containers'][number]> = {}) => {
    const observed = withContainer(running(await load(file)), 'app-web-1', change);
    expect(namesOf(observed)).toEqual(['app-web-1']);
    const { updates = [] } = await planFor({ ...file, value: '2' }, observed);
    expect(updates).toHaveLength(1);
    return updates[0];
  };

  test('for a service whose file names no ports', async () => {
    expect(await updateOf({ expose: '[]' })).toMatchObject({
      order: 'start-first',
      lacksIngress: { kind: 'no-ports', declared: [] },
    });
  });

  test('unless the files say that an ingress carries UDP', async () => {
    const plan = await planFor(
      { expose: '["53/udp"]', more: '    x-gantry: {ingress: {udp: true}}' },
      anObserved(),
    );
    expect(stepsOf(plan).filter((step) => step.includes('ingress'))).toEqual([
      '3 check-ingress haproxy:3.0 after 2',
      '8 route-ingress made by 7 to 5 after 5,7',
    ]);
    const [route] = plan.steps.flatMap(({ operation }) =>
      operation.kind === 'route-ingress' ? [operation] : [],
    );
    expect(route?.settings).toEqual({
      routes: [],
      families: 'ipv4',
      datagrams: { ports: [53], families: 'ipv4' },
    });
  });

  test('and drains who sends datagrams, and asks nobody for a TCP port that is not there', async () => {
    const file: File = { expose: '["53/udp"]', more: '    x-gantry: {ingress: {udp: true}}' };
    const observed = running(await load(file));
    const plan = await planFor({ ...file, value: '2' }, observed);
    const operations = plan.steps.map(({ operation }) => operation);
    expect(operations.find(({ kind }) => kind === 'drain-container')).toMatchObject({
      datagrams: { ports: [53], families: 'ipv4' },
    });
    expect(operations.find(({ kind }) => kind === 'wait-for')).not.toHaveProperty('update.connect');
    expect(plan.updates).toMatchObject([{ order: 'start-first', ingress: 'there' }]);
  });

  test('with the ports that its image declares, as the engine lists them', async () => {
    const ports = [
      { target: 443, protocol: 'tcp' },
      { target: 80, protocol: 'tcp' },
      { target: 443, protocol: 'udp' },
    ];
    expect(await updateOf({ expose: '[]' }, { ports })).toMatchObject({
      lacksIngress: { kind: 'no-ports', declared: [80, 443] },
    });
  });

  test('for a service that exposes a port of another protocol, where no ingress is to carry it', async () => {
    expect(await updateOf({ expose: '["80", "53/udp"]' })).toMatchObject({
      order: 'start-first',
      lacksIngress: { kind: 'port', port: '53/udp', udpIsOff: true },
    });
  });

  test('not even where TCP ports are published beside it: that is updated stop-first', async () => {
    const more = '    ports: ["8080:80"]';
    expect(await updateOf({ expose: '["53/udp"]', more })).toMatchObject({
      order: 'stop-first',
      insteadOf: { kind: 'ports', ports: ['8080/tcp'], uncarried: '53/udp', udpIsOff: true },
    });
  });

  test('nor where there are too many of them', async () => {
    const more = '    ports: ["8080:80"]';
    expect(await updateOf({ expose: '["1-60000"]', more })).toMatchObject({
      order: 'stop-first',
      insteadOf: { kind: 'ports', ports: ['8080/tcp'], uncarried: '60000 ports' },
    });
  });

  test.each([
    ['that can never run twice', { more: '    networks: {default: {ipv4_address: 10.1.2.3}}' }],
    ['that has no network of its own', { more: '    network_mode: host' }],
    ['that is not updated start-first', { config: 'order: stop-first' }],
  ])('and says nothing of it for one %s', async (_, file) => {
    expect(await updateOf(file)).toMatchObject({ order: 'stop-first' });
    expect(await updateOf(file)).not.toHaveProperty('lacksIngress');
  });
});

describe('an ingress that is made anew as the file says something else', () => {
  const alias = (name: string): string => `    networks: {default: {aliases: [${name}]}}`;

  test('says what differs, and that the name goes over', async () => {
    const old = running(await load({ more: alias('one') }));
    const plan = await planFor({ more: alias('two') }, old);
    expect(plan.updates).toMatchObject([
      { containers: 0, ingress: 'joins', remade: ['networks.app_default.aliases'] },
    ]);
    const [made] = plan.steps.filter(({ operation }) => operation.kind === 'create-container');
    expect(made?.cause).toEqual({
      kind: 'changed',
      fields: [{ field: 'networks.app_default.aliases', from: 'one, web', to: 'two, web' }],
    });
  });

  test('stays until the end where it alone reaches the containers that there are', async () => {
    const more = (name: string) => `    networks: [${name}]\nnetworks: {one: {}, two: {}}`;
    const plan = await planFor({ more: more('two') }, running(await load({ more: more('one') })));
    const steps = stepsOf(plan);
    const at = (text: string): number => steps.findIndex((line) => line.includes(text));
    expect(at('remove-container app-web-ingress')).toBeGreaterThan(at('remove-container app-web-1'));
  });
});
