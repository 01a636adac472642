import { describe, expect, test } from 'vitest';
import type { StopFirstReason } from '../../../src/model/service-update.ts';
import { planUpdate as planOf, stepsOf, updateConfig as update } from '../../support/an-update.ts';

const START_FIRST = update('order: start-first');

describe('start-first', () => {
  test('starts the new container and waits for it before the old one stops; a new one that fails goes', async () => {
    expect(stepsOf(await planOf(START_FIRST))).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 start-container made by 1 after 1',
      '3 wait-for web running_or_healthy for 0s after 2',
      '4 rename-container app-web-1 to OLD_app-web-1 after 3',
      '5 rename-container made by 1 to app-web-1 after 4',
      '6 stop-container app-web-1 after 5',
      '7 remove-container app-web-1 after 6',
      '8 stop-container app-web-1 after 7 if 1 was done and 2,3 failed or was cancelled',
      '9 remove-container app-web-1 after 8 if 1 was done and 2,3 failed or was cancelled',
    ]);
  });

  test('runs post_start before it waits, and pre_stop when the new one is ready', async () => {
    const hooks = '    post_start: [{command: [warm]}]\n    pre_stop: [{command: [drain]}]\n';
    expect(stepsOf(await planOf(`${START_FIRST}${hooks}`)).slice(1, 8)).toEqual([
      '2 start-container made by 1 after 1',
      '3 exec-hook post_start[0] in made by 1 after 2',
      '4 wait-for web running_or_healthy for 0s after 3',
      '5 rename-container app-web-1 to OLD_app-web-1 after 4',
      '6 rename-container made by 1 to app-web-1 after 5',
      '7 exec-hook pre_stop[0] in app-web-1 after 6',
      '8 stop-container app-web-1 after 7',
    ]);
  });

  test('restarts those who follow it before the old one stops, and starts them when the new one is ready', async () => {
    const others = '  job: {image: job, depends_on: {web: {condition: service_started, restart: true}}}\n';
    const steps = stepsOf(await planOf(START_FIRST, { others }));
    expect(steps).toContain('4 stop-container app-job-1 after 3');
    expect(steps).toContain('7 stop-container app-web-1 after 4,6');
    expect(steps.at(-1)).toBe('11 start-container app-job-1 after 4');
  });

  test('watches the new one for the time of monitor', async () => {
    expect(stepsOf(await planOf(update('order: start-first, monitor: 20s')))).toContain(
      '3 wait-for web running_or_healthy for 20s after 2',
    );
  });

  test('is noted in the plan, with the volumes that two containers have at a time', async () => {
    const volumes = { others: 'volumes: {data: }\n' };
    const { updates } = await planOf(
      `${update('order: start-first, parallelism: 2', 3)}    volumes: [data:/data, /cache, ./src:/src:ro]\n`,
      volumes,
    );
    expect(updates).toEqual([
      {
        service: 'web',
        containers: 3,
        parallelism: 2,
        order: 'start-first',
        sharedVolumes: ['/data', '/cache'],
        failureAction: 'pause',
        lacksIngress: { kind: 'no-ports', declared: [] },
      },
    ]);
  });
});

describe('what must not run twice', () => {
  test.each<readonly [StopFirstReason, string, Parameters<typeof planOf>[1]]>([
    [
      { kind: 'ports', ports: ['53/udp'], udpIsOff: true },
      '    ports: ["8080:80", "53:53/udp"]\n',
      undefined,
    ],
    [{ kind: 'network-mode', mode: 'host' }, '    network_mode: host\n', undefined],
    [{ kind: 'network-mode', mode: 'bridge' }, '    network_mode: bridge\n', undefined],
    [
      { kind: 'shared', field: 'network_mode', service: 'vpn' },
      '    network_mode: "service:vpn"\n',
      { others: '  vpn: {image: vpn}\n' },
    ],
    [
      { kind: 'shared', field: 'pid', service: 'spy' },
      '',
      { others: '  spy: {image: spy, pid: "service:web"}\n' },
    ],
    [
      { kind: 'shared', field: 'volumes_from', service: 'backup' },
      '',
      { others: '  backup: {image: backup, volumes_from: [web]}\n' },
    ],
    [
      { kind: 'address', network: 'lan' },
      '    networks: {lan: {ipv4_address: 10.1.0.5}}\n',
      { others: 'networks: {lan: {ipam: {config: [{subnet: 10.1.0.0/24}]}}}\n' },
    ],
    [{ kind: 'address', network: 'default' }, '    mac_address: "02:42:ac:11:00:05"\n', undefined],
    [{ kind: 'device', device: '/dev/ttyUSB0' }, '    devices: [/dev/ttyUSB0]\n', undefined],
    [
      { kind: 'data', target: '/var/lib/db/data' },
      '    volumes: [data:/var/lib/db/data]\n',
      { others: 'volumes: {data: }\n', imageVolumes: ['/var/lib/db/data'] },
    ],
    [
      { kind: 'data', target: '/var/lib/db' },
      '    volumes: [./db:/var/lib/db/]\n',
      { imageVolumes: ['/var/lib/db/data'] },
    ],
  ])('is stopped first, whatever the file says: %o', async (insteadOf, attributes, situation) => {
    const plan = await planOf(`${START_FIRST}${attributes}`, situation);
    expect(plan.updates).toMatchObject([{ service: 'web', order: 'stop-first', insteadOf }]);
    const kinds = plan.steps.map(({ operation }) => operation.kind);
    expect(kinds.indexOf('stop-container')).toBeLessThan(kinds.indexOf('start-container'));
  });

  test.each([
    ['a port that the engine chooses', '    ports: ["80"]\n', {}],
    ['a volume where its image keeps none', '    volumes: [data:/data]\n', { others: 'volumes: {data: }\n' }],
    ['a volume that it only reads', '    volumes: [./db:/db:ro]\n', { imageVolumes: ['/db'] }],
    ['the flag', '    volumes: [./db:/db]\n', { imageVolumes: ['/db'], startFirst: ['web'] }],
  ] satisfies readonly (readonly [string, string, Parameters<typeof planOf>[1]])[])(
    'is not: %s',
    async (_what, attributes, situation) => {
      const plan = await planOf(`${START_FIRST}${attributes}`, situation);
      expect(plan.updates).toMatchObject([{ order: 'start-first' }]);
      expect(plan.updates?.[0]).not.toHaveProperty('insteadOf');
    },
  );
});

describe('batches', () => {
  test('a service without update_config is replaced at the same time, and nothing is waited for', async () => {
    const plan = await planOf('    scale: 2\n');
    expect(plan.updates).toBeUndefined();
    expect(plan.steps.map(({ operation }) => operation.kind)).not.toContain('wait-for');
  });

  test('each begins when the one before is ready, after the delay', async () => {
    expect(stepsOf(await planOf(update('parallelism: 2, delay: 10s', 3)))).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 stop-container app-web-1 after 1',
      '3 remove-container app-web-1 after 2',
      '4 rename-container made by 1 to app-web-1 after 3',
      '5 start-container made by 1 after 4',
      '6 wait-for web running_or_healthy for 0s after 5',
      '7 create-container web/2 as OLD_app-web-2 inheriting',
      '8 stop-container app-web-2 after 7',
      '9 remove-container app-web-2 after 8',
      '10 rename-container made by 7 to app-web-2 after 9',
      '11 start-container made by 7 after 10',
      '12 wait-for web running_or_healthy for 0s after 11',
      '13 pause-update web for 10s after 6,12',
      '14 create-container web/3 as OLD_app-web-3 inheriting after 13',
      '15 stop-container app-web-3 after 14',
      '16 remove-container app-web-3 after 15',
      '17 rename-container made by 14 to app-web-3 after 16',
      '18 start-container made by 14 after 17',
      '19 wait-for web running_or_healthy for 0s after 18',
    ]);
  });

  test('are judged where failures are put up with', async () => {
    const steps = stepsOf(await planOf(update('max_failure_ratio: 0.5', 2)));
    expect(steps).toContain('7 judge-update web 1 of 2, pause above 0.5 after 6 whatever becomes of 5,6');
    expect(steps).toContain('8 create-container web/2 as OLD_app-web-2 inheriting after 7');
    expect(steps.at(-1)).toBe(
      '14 judge-update web 2 of 2, pause above 0.5 after 13 whatever becomes of 12,13',
    );
  });

  test('go on after failures with failure_action: continue', async () => {
    const steps = stepsOf(await planOf(update('failure_action: continue', 2)));
    expect(steps).toContain('7 judge-update web 1 of 2, continue above 0 after 6 whatever becomes of 5,6');
  });

  test('are all at once with parallelism: 0', async () => {
    const steps = stepsOf(await planOf(update('parallelism: 0, delay: 10s', 3)));
    expect(steps.join('\n')).not.toContain('pause-update');
  });
});

describe('rollback', () => {
  test('start-first, old containers are stopped and kept until all new ones are ready', async () => {
    expect(stepsOf(await planOf(update('order: start-first, failure_action: rollback', 2)))).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 start-container made by 1 after 1',
      '3 wait-for web running_or_healthy for 0s after 2',
      '4 rename-container app-web-1 to OLD_app-web-1 after 3',
      '5 rename-container made by 1 to app-web-1 after 4',
      '6 stop-container app-web-1 after 5',
      '7 stop-container app-web-1 after 6 if 1 was done and 2,3 failed or was cancelled',
      '8 remove-container app-web-1 after 7 if 1 was done and 2,3 failed or was cancelled',
      '9 judge-update web 1 of 2, rollback above 0 after 6 whatever becomes of 2,3',
      '10 create-container web/2 as OLD_app-web-2 inheriting after 9',
      '11 start-container made by 10 after 10',
      '12 wait-for web running_or_healthy for 0s after 11',
      '13 rename-container app-web-2 to OLD_app-web-2 after 12',
      '14 rename-container made by 10 to app-web-2 after 13',
      '15 stop-container app-web-2 after 14',
      '16 stop-container app-web-2 after 15 if 10 was done and 11,12 failed or was cancelled',
      '17 remove-container app-web-2 after 16 if 10 was done and 11,12 failed or was cancelled',
      '18 judge-update web 2 of 2, rollback above 0 after 15 whatever becomes of 11,12',
      '19 remove-container app-web-1 after 6,18',
      '20 remove-container app-web-2 after 15,18',
      '21 start-container app-web-1 after 6 if 6 was done and 9,18 failed or was cancelled',
      '22 wait-for web running_or_healthy for 0s after 21 if 6 was done and 9,18 failed or was cancelled',
      '23 start-container app-web-2 after 15 if 15 was done and 9,18 failed or was cancelled',
      '24 wait-for web running_or_healthy for 0s after 23 if 15 was done and 9,18 failed or was cancelled',
      '25 stop-container app-web-1 after 22 if 3 was done and 9,18 failed or was cancelled',
      '26 remove-container app-web-1 after 25 if 3 was done and 9,18 failed or was cancelled',
      '27 rename-container OLD_app-web-1 to app-web-1 after 26 if 4 was done and 9,18 failed or was cancelled',
      '28 stop-container app-web-2 after 24 if 12 was done and 9,18 failed or was cancelled',
      '29 remove-container app-web-2 after 28 if 12 was done and 9,18 failed or was cancelled',
      '30 rename-container OLD_app-web-2 to app-web-2 after 29 if 13 was done and 9,18 failed or was cancelled',
    ]);
  });

  test('stop-first, the way back has the order and the batches of rollback_config', async () => {
    const back = ', rollback_config: {parallelism: 1, delay: 2s}';
    const steps = stepsOf(await planOf(update('failure_action: rollback', 2, back)));
    expect(steps.slice(-9)).toEqual([
      '19 rename-container OLD_app-web-1 to app-web-1 after 18 if 5 was done and 7,14 failed or was cancelled',
      '20 start-container app-web-1 after 19 if 2 was done and 7,14 failed or was cancelled',
      '21 wait-for web running_or_healthy for 0s after 20 if 2 was done and 7,14 failed or was cancelled',
      '22 pause-update web for 2s after 21 if 7,14 failed or was cancelled',
      '23 stop-container app-web-2 after 13,22 if 8 was done and 7,14 failed or was cancelled',
      '24 remove-container app-web-2 after 23 if 8 was done and 7,14 failed or was cancelled',
      '25 rename-container OLD_app-web-2 to app-web-2 after 24 if 12 was done and 7,14 failed or was cancelled',
      '26 start-container app-web-2 after 25 if 9 was done and 7,14 failed or was cancelled',
      '27 wait-for web running_or_healthy for 0s after 26 if 9 was done and 7,14 failed or was cancelled',
    ]);
  });
});

describe('behind a proxy of the user', () => {
  const labels = '    labels: {traefik.enable: "true"}\n';

  test('the old container stops once the proxy had time to notice the new one', async () => {
    const plan = await planOf(`${START_FIRST}${labels}`);
    expect(stepsOf(plan)).toEqual([
      '1 create-container web/1 as OLD_app-web-1 inheriting',
      '2 start-container made by 1 after 1',
      '3 wait-for web running_or_healthy for 0s after 2',
      '4 rename-container app-web-1 to OLD_app-web-1 after 3',
      '5 rename-container made by 1 to app-web-1 after 4',
      '6 pause-update web for 3s for traefik to notice after 3',
      '7 stop-container app-web-1 after 5,6',
      '8 remove-container app-web-1 after 7',
      '9 stop-container app-web-1 after 8 if 1 was done and 2,3 failed or was cancelled',
      '10 remove-container app-web-1 after 9 if 1 was done and 2,3 failed or was cancelled',
    ]);
    expect(plan.updates).toMatchObject([{ proxy: { kind: 'traefik', noticeMs: 3_000 } }]);
    expect(plan.updates?.[0]).not.toHaveProperty('ingress');
  });

  test('nothing is put before it for ports that it only exposes', async () => {
    const plan = await planOf(`${START_FIRST}${labels}    expose: ["80"]\n`);
    expect(plan.steps.some(({ operation }) => operation.kind === 'route-ingress')).toBe(false);
  });

  test('an ingress carries what it publishes itself', async () => {
    const plan = await planOf(`${START_FIRST}${labels}    ports: ["8080:80"]\n`);
    expect(plan.updates).toMatchObject([{ ingress: 'there', proxy: { kind: 'traefik' } }]);
    const stop = plan.steps.find(({ operation }) => operation.kind === 'stop-container');
    const pause = plan.steps.find(({ operation }) => operation.kind === 'pause-update');
    expect(stop?.after).toContain(pause?.id);
  });

  test('it has no time where the file says so', async () => {
    const plan = await planOf(`${START_FIRST}${labels}    x-gantry: {behind-proxy: 0s}\n`);
    expect(stepsOf(plan).join('\n')).not.toContain('pause-update');
  });

  test('the new container goes once the proxy had time to notice that the old one is back', async () => {
    const config = 'order: start-first, failure_action: rollback';
    const steps = stepsOf(await planOf(`${update(config)}${labels}`));
    expect(steps).toContain(
      '14 pause-update web for 3s for traefik to notice after 13 if 7 was done and 10 failed or was cancelled',
    );
    expect(steps).toContain(
      '15 stop-container app-web-1 after 13,14 if 3 was done and 10 failed or was cancelled',
    );
  });

  test.each([
    ['', 3],
    [', delay: 1s', 3],
    [', delay: 10s', 10],
  ])('stop-first%s, the next container stops after %d s', async (delay, seconds) => {
    const steps = stepsOf(await planOf(`${update(`order: stop-first${delay}`, 2)}${labels}`));
    expect(steps.filter((line) => line.includes('pause-update'))).toEqual([
      `7 pause-update web for ${seconds}s after 6`,
    ]);
  });
});
