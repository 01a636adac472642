import { describe, expect, test } from 'vitest';
import type { Observed } from '../../../src/model/observed.ts';
import { planRestart } from '../../../src/planner/commands/plan-restart.ts';
import { stepsOf } from '../../support/an-update.ts';
import { loadFiles } from '../../support/load-files.ts';
import { running, withContainer } from '../../support/running.ts';

const load = async (config = '', replicas = 1, port = 8080) =>
  (
    await loadFiles(
      [
        'services:',
        '  web:',
        '    image: app',
        `    ports: ["${port}:80"]`,
        '    stop_grace_period: 60s',
        '    pre_stop: [{command: [bye]}]',
        `    deploy: {replicas: ${replicas}, update_config: {order: start-first${config}}}`,
      ].join('\n'),
    )
  ).project;

/** The steps, with the numbers of containers in place of their ids. */
async function stepsOfRestart(
  config: string,
  replicas: number,
  meanwhile = (observed: Observed) => observed,
) {
  const project = await load(config, replicas);
  const observed = meanwhile(running(project));
  const plan = planRestart(project, observed, { services: ['web'] });
  const numbered = (text: string): string =>
    observed.containers.reduce(
      (line, { id, name }) => line.replaceAll(id.slice(0, 12), `#${name.split('-').at(-1)}`),
      text,
    );
  return { steps: stepsOf(plan).map(numbered), plan };
}

describe('restart behind an ingress that runs', () => {
  test('has connections wait while the only container is restarted, and lets them to it when that fails', async () => {
    const { steps, plan } = await stepsOfRestart('', 1);
    expect(steps).toEqual([
      '1 route-ingress app-web-ingress to nobody',
      '2 drain-container app-web-1 for 3s at most after 1',
      '3 exec-hook pre_stop[0] in app-web-1 after 2',
      '4 restart-container app-web-1 after 3',
      '5 wait-for web running_or_healthy for 0s after 4',
      '6 route-ingress app-web-ingress to #1 after 5',
      '7 route-ingress app-web-ingress to #1 if 1 was done and 1-6 failed or was cancelled',
    ]);
    expect(plan.updates).toEqual([
      {
        service: 'web',
        containers: 1,
        parallelism: 1,
        order: 'stop-first',
        restarts: true,
        sharedVolumes: [],
        failureAction: 'pause',
        ingress: 'there',
      },
    ]);
  });

  test('sends connections to the others, batch by batch, and watches who is back', async () => {
    const { steps } = await stepsOfRestart(', parallelism: 2, monitor: 5s', 3);
    expect(steps).toEqual([
      '1 route-ingress app-web-ingress to #3',
      '2 drain-container app-web-1 for 60s at most after 1',
      '3 exec-hook pre_stop[0] in app-web-1 after 2',
      '4 restart-container app-web-1 after 3',
      '5 wait-for web running_or_healthy for 0s after 4',
      '6 drain-container app-web-2 for 60s at most after 1',
      '7 exec-hook pre_stop[0] in app-web-2 after 6',
      '8 restart-container app-web-2 after 7',
      '9 wait-for web running_or_healthy for 0s after 8',
      '10 route-ingress app-web-ingress to #1, #2, #3 after 5,9',
      '11 route-ingress app-web-ingress to #1, #2, #3 if 1 was done and 1-10 failed or was cancelled',
      '12 wait-for web running_or_healthy for 5s after 10',
      '13 wait-for web running_or_healthy for 5s after 10',
      '14 route-ingress app-web-ingress to #1, #2 after 11-13',
      '15 drain-container app-web-3 for 60s at most after 14',
      '16 exec-hook pre_stop[0] in app-web-3 after 15',
      '17 restart-container app-web-3 after 16',
      '18 wait-for web running_or_healthy for 0s after 17',
      '19 route-ingress app-web-ingress to #1, #2, #3 after 18',
      '20 route-ingress app-web-ingress to #1, #2, #3 if 14 was done and 14-19 failed or was cancelled',
      '21 wait-for web running_or_healthy for 5s after 19',
    ]);
  });

  test('goes batch by batch too where containers are updated stop-first', async () => {
    const { project } = await loadFiles(
      [
        'services:',
        '  web:',
        '    image: app',
        '    ports: ["8080:80"]',
        '    devices: [/dev/fuse]',
        '    deploy: {replicas: 4, update_config: {order: start-first, parallelism: 2}}',
      ].join('\n'),
    );
    const steps = stepsOf(planRestart(project, running(project)));
    expect(steps.filter((line) => line.includes('restart-container'))).toEqual([
      '3 restart-container app-web-1 after 2',
      '6 restart-container app-web-2 after 5',
      '12 restart-container app-web-3 after 11',
      '15 restart-container app-web-4 after 14',
    ]);
    expect(steps).toContain('11 drain-container app-web-3 for 10s at most after 10');
    expect(steps).toContain('14 drain-container app-web-4 for 10s at most after 10');
  });

  test('sends nothing to another one that does not serve', async () => {
    const { steps } = await stepsOfRestart('', 2, (observed) =>
      withContainer(observed, 'app-web-2', { state: 'exited' }),
    );
    expect(steps.filter((line) => line.includes('route-ingress') && !line.includes(' if '))).toEqual([
      '1 route-ingress app-web-ingress to nobody',
      '6 route-ingress app-web-ingress to #1, #2 after 5',
      '8 route-ingress app-web-ingress to #1 after 6,7',
      '11 route-ingress app-web-ingress to #1, #2 after 10',
    ]);
  });

  test('starts an ingress that does not run before its containers, without the hooks of the service', async () => {
    const { steps } = await stepsOfRestart('', 1, (observed) =>
      withContainer(observed, 'app-web-ingress', { state: 'exited' }),
    );
    expect(steps).toEqual([
      '1 route-ingress app-web-ingress to nobody',
      '2 restart-container app-web-ingress after 1',
      '3 exec-hook pre_stop[0] in app-web-1 after 2',
      '4 restart-container app-web-1 after 3',
      '5 wait-for web running_or_healthy for 0s after 4',
      '6 route-ingress app-web-ingress to #1 after 5',
      '7 route-ingress app-web-ingress to #1 if 2 was done and 1-6 failed or was cancelled',
    ]);
  });

  test('sends connections to the others from the start of an ingress that does not run, and drains the second batch', async () => {
    const { steps } = await stepsOfRestart('', 2, (observed) =>
      withContainer(observed, 'app-web-ingress', { state: 'exited' }),
    );
    expect(steps.filter((line) => /ingress|drain/.test(line) && !line.includes(' if '))).toEqual([
      '1 route-ingress app-web-ingress to #2',
      '2 restart-container app-web-ingress after 1',
      '6 route-ingress app-web-ingress to #1, #2 after 5',
      '8 route-ingress app-web-ingress to #1 after 6,7',
      '9 drain-container app-web-2 for 60s at most after 8',
      '13 route-ingress app-web-ingress to #1, #2 after 12',
    ]);
  });

  test('leaves an ingress alone that the files want otherwise: only up knows what becomes of it', async () => {
    const project = await load('', 1, 9090);
    const plan = planRestart(project, running(await load('', 1, 8080)));
    expect(stepsOf(plan)).toEqual([
      '1 exec-hook pre_stop[0] in app-web-1',
      '2 restart-container app-web-1 after 1',
    ]);
  });

  test('starts one that the files want otherwise all the same when it has stopped', async () => {
    const project = await load('', 1, 9090);
    const observed = withContainer(running(await load('', 1, 8080)), 'app-web-ingress', { state: 'exited' });
    expect(stepsOf(planRestart(project, observed))).toEqual([
      '1 restart-container app-web-ingress',
      '2 exec-hook pre_stop[0] in app-web-1',
      '3 restart-container app-web-1 after 2',
    ]);
  });
});

describe('restart of everything', () => {
  const shop = async ({ ingress = true, required = true } = {}) =>
    (
      await loadFiles(
        [
          'services:',
          '  proxy:',
          '    image: nginx',
          '    ports: ["8080:80"]',
          '    depends_on: [web]',
          `    deploy: {update_config: {order: ${ingress ? 'start' : 'stop'}-first}}`,
          '  web:',
          '    image: app',
          '    expose: ["80"]',
          '    links: [cache]',
          `    depends_on: {db: {condition: service_healthy, required: ${required}}}`,
          `    deploy: {update_config: {order: ${ingress ? 'start' : 'stop'}-first}}`,
          '  db: {image: db, healthcheck: {test: ready}}',
          '  cache: {image: cache, depends_on: [db]}',
        ].join('\n'),
      )
    ).project;
  const plain = (project: Awaited<ReturnType<typeof shop>>, services?: readonly string[]) =>
    stepsOf(planRestart(project, running(project), services ? { services } : {})).map((line) =>
      line.replaceAll(/\b[0-9a-f]{12}\b/g, 'ID'),
    );

  test('restarts who is behind an ingress when what it depends on is back, as up does', async () => {
    expect(plain(await shop())).toEqual([
      '1 restart-container app-cache-1',
      '2 restart-container app-db-1',
      '3 wait-for db service_healthy after 2',
      '4 route-ingress app-web-ingress to nobody after 1,3',
      '5 drain-container app-web-1 for 3s at most after 4',
      '6 restart-container app-web-1 after 5',
      '7 wait-for web running_or_healthy for 0s after 6',
      '8 route-ingress app-web-ingress to ID after 7',
      '9 route-ingress app-web-ingress to ID if 4 was done and 4-8 failed or was cancelled',
      '10 route-ingress app-proxy-ingress to nobody after 8',
      '11 drain-container app-proxy-1 for 3s at most after 10',
      '12 restart-container app-proxy-1 after 11',
      '13 wait-for proxy running_or_healthy for 0s after 12',
      '14 route-ingress app-proxy-ingress to ID after 13',
      '15 route-ingress app-proxy-ingress to ID if 10 was done and 10-14 failed or was cancelled',
    ]);
  });

  test('lets who can do without a dependency go on when that fails', async () => {
    const steps = plain(await shop({ required: false }));
    expect(steps).toContain('3 wait-for db service_healthy after 2 optional');
    expect(steps).toContain('4 route-ingress app-web-ingress to nobody after 1,3');
  });

  test('restarts those without an ingress at the same time but for links, as docker compose does', async () => {
    expect(plain(await shop({ ingress: false }))).toEqual([
      '1 restart-container app-cache-1',
      '2 restart-container app-db-1',
      '3 restart-container app-proxy-1',
      '4 restart-container app-web-1 after 1',
    ]);
  });

  test('waits for nobody who is not restarted', async () => {
    expect(plain(await shop(), ['db', 'proxy']).slice(0, 3)).toEqual([
      '1 restart-container app-db-1',
      '2 route-ingress app-proxy-ingress to nobody',
      '3 drain-container app-proxy-1 for 3s at most after 2',
    ]);
  });
});
