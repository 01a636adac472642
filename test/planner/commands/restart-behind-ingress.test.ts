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

  test('starts an ingress that does not run behind its containers, without the hooks of the service', async () => {
    const { steps } = await stepsOfRestart('', 1, (observed) =>
      withContainer(observed, 'app-web-ingress', { state: 'exited' }),
    );
    expect(steps).toEqual([
      '1 exec-hook pre_stop[0] in app-web-1',
      '2 restart-container app-web-1 after 1',
      '3 restart-container app-web-ingress after 2',
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
});
