import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { OperationOf } from '../../src/model/operation.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { aVolume } from '../support/a-volume.ts';
import { anObserved } from '../support/an-observed.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { lines } from '../support/lines.ts';
import { planUp } from '../support/planning.ts';
import { running, withContainer } from '../support/running.ts';

const services = (...list: readonly ServiceSpec[]): Project => aProject({ services: list });
const plan = (project: Project, observed: Observed = anObserved(), intent: UpIntent = {}) =>
  planUp(project, observed, intent, inspectionsOf(observed));
const text = (...parameters: Parameters<typeof plan>): string =>
  formatPlan(plan(...parameters)).replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');
function creation(project: Project, service: string): OperationOf<'create-container'> {
  for (const { operation } of plan(project).steps)
    if (operation.kind === 'create-container' && operation.service === service) return operation;
  throw new Error(`nothing creates ${service}`);
}

describe('planUp() that creates a container', () => {
  test('asks for a platform, variables of a provider and images to mount only where there are some', () => {
    const project = services(
      aService('cloud', { provider: { type: 'cloud', options: {} } }),
      aService('web', { platform: 'linux/arm64', dependsOn: { cloud: 'service_started' } }),
      aService('plain'),
    );

    expect(creation(project, 'web')).toMatchObject({ platform: 'linux/arm64', variables: [{ step: 1 }] });
    for (const absent of ['platform', 'variables', 'mountedImages', 'hashed', 'inherits'])
      expect(Object.keys(creation(project, 'plain'))).not.toContain(absent);
  });

  test('creates first what it is linked to, by whatever name', () => {
    const project = services(aService('zdb'), aService('web', { links: ['zdb:store'] }));

    expect(text(project)).toBe(
      lines(
        '1 create-container zdb/1 because missing',
        '2 start-container made by 1 after 1 because missing',
        '3 create-container web/1 after 1 because missing',
        '4 start-container made by 3 after 3 because missing',
      ),
    );
  });

  test('creates who lends a namespace before who joins it, also where nothing is started', () => {
    const project = services(aService('app', { networkMode: 'service:vpn' }), aService('vpn'));

    expect(text(project, anObserved(), { noStart: true })).toBe(
      lines(
        '1 create-container vpn/1 because missing',
        '2 create-container app/1 with container:made by 1 after 1 because missing',
      ),
    );
  });

  test('says how to have more than one container of a service', () => {
    expect(() => plan(services(aService('web', { containerName: 'site', scale: 2 })))).toThrow(
      expect.objectContaining({ hint: 'remove container_name: site' }),
    );
  });
});

describe('planUp() of what runs already', () => {
  const project = services(aService('web', { scale: 3 }));
  const observed = running(project);

  test('leaves alone what its restart policy is about to start', () => {
    const restarting = withContainer(observed, 'app-web-2', { state: 'restarting' });

    expect(text(project, restarting)).toBe('');
  });

  test('counts as unchanged what nothing is done to, and nothing else', () => {
    const stopped = withContainer(observed, 'app-web-2', { state: 'exited', exitCode: 1 });

    expect(plan(project, stopped).unchanged.map(({ name }) => name)).toEqual(['app-web-1', 'app-web-3']);
  });

  test('goes through containers by their numbers, in whatever order the engine lists them', () => {
    const turned = { ...observed, containers: observed.containers.toReversed() };
    const edited = services(aService('web', { scale: 2, hostname: 'site' }));
    const creations = text(edited, turned)
      .split('\n')
      .filter((line) => / (create|stop)-container /.test(line))
      .join('\n');

    expect(creations).toBe(
      lines(
        '1 stop-container app-web-3 because scaled from 3 to 2',
        '3 create-container web/1 as old_app-web-1 inheriting because changed: hostname (none) -> site',
        '4 stop-container app-web-1 after 3 because changed: hostname (none) -> site',
        '8 create-container web/2 as old_app-web-2 inheriting because changed: hostname (none) -> site',
        '9 stop-container app-web-2 after 8 because changed: hostname (none) -> site',
      ),
    );
  });

  test('runs the pre_start hooks where the only container goes with a volume', () => {
    const withData = (driver: string): Project =>
      aProject({
        volumes: [aVolume('data', { driver })],
        services: [
          aService('web', {
            volumes: [{ type: 'volume', source: 'data', target: '/data' }],
            preStart: [{ command: ['migrate'] }],
          }),
        ],
      });

    expect(text(withData('nfs'), running(withData('local')), { destroyData: ['data'] })).toBe(
      lines(
        '1 stop-container app-web-1 because it follows volume app_data',
        '2 remove-container app-web-1 after 1 because it follows volume app_data',
        '3 remove-volume app_data after 2 because changed: driver local -> nfs',
        '4 create-volume data after 3 because changed: driver local -> nfs',
        '5 create-container web/1 inheriting after 4 because it follows volume app_data',
        '6 run-hook pre_start[0] of web after 5 because it follows volume app_data',
        '7 start-container made by 5 after 6 because it follows volume app_data',
      ),
    );
  });
});
