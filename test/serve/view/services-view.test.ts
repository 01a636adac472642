import { describe, expect, test } from 'vitest';
import type { PageChange } from '../../../src/model/page-state.ts';
import { edgesView, servicesView } from '../../../src/serve/view/services-view.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

type Facts = Parameters<typeof servicesView>[0];

const view = (facts: Partial<Facts>) =>
  servicesView({
    project: aProject({ services: [aService('web')] }),
    containers: [],
    changes: [],
    places: new Map(),
    host: 'localhost',
    hide: String,
    ...facts,
  });

const replicas = (...states: readonly Parameters<typeof anObservedContainer>[1][]) =>
  states.map((state, index) => anObservedContainer('web', { name: `app-web-${index + 1}`, ...state }));

describe('a service on the page', () => {
  test.each([
    [[], 'stopped', 'not created'],
    [replicas({}), 'running', 'running'],
    [replicas({ health: 'healthy' }), 'running', 'running, healthy'],
    [replicas({ health: 'starting' }), 'starting', 'running, not healthy yet'],
    [replicas({ health: 'unhealthy' }), 'failed', 'running, unhealthy'],
    [replicas({ state: 'exited', exitCode: 0 }), 'done', 'exited with 0'],
    [replicas({ state: 'exited', exitCode: 3 }), 'failed', 'exited with 3'],
    [replicas({ state: 'exited', exitCode: 143 }), 'stopped', 'exited with 143'],
    [replicas({ state: 'restarting', exitCode: 1 }), 'failed', 'restarting after it exited with 1'],
    [replicas({ state: 'created' }), 'waiting', 'created, not started'],
    [replicas({ state: 'paused' }), 'stopped', 'paused'],
    [replicas({}, { state: 'exited', exitCode: 1 }, {}), 'failed', '1 of 3 exited with 1'],
  ] as const)('is what its worst container is', (containers, status, says) => {
    expect(view({ containers }).web).toMatchObject({ status, says });
  });

  test('without replicas is none that is missing', () => {
    const project = aProject({ services: [aService('web', { scale: 0 })] });

    expect(view({ project }).web).toMatchObject({ wanted: 0, says: 'no replicas' });
  });

  test('that the files have no more is there as long as its containers are', () => {
    const services = view({ containers: [anObservedContainer('old')] });

    expect(Object.keys(services)).toEqual(['old', 'web']);
    expect(services.old).toMatchObject({ wanted: 0, status: 'running', says: 'running, not in the files' });
  });

  test('whose profile is not active is in the files', () => {
    const project = aProject({ services: [], disabledServices: [aService('web')] });

    expect(view({ project, containers: replicas({}) }).web?.says).toBe('running');
  });

  test('has no container that ran once beside it', () => {
    const [once] = replicas({ labels: { 'com.docker.compose.oneoff': 'True' } });

    expect(view({ containers: once ? [once] : [] }).web?.containers).toEqual({});
  });

  test('says what the plan does to its containers, and nothing of its image alone', () => {
    const change: PageChange = {
      kind: 'container',
      name: 'app-web-1',
      service: 'web',
      action: 'replace',
      disruption: 'replace',
      because: '',
      fields: [],
      isDrift: false,
    };

    expect(view({ changes: [change] }).web).toMatchObject({ change: 'replace', disruption: 'replace' });
    expect(view({ changes: [{ ...change, kind: 'image' }] }).web).not.toHaveProperty('change');
  });

  test('has its place, its addresses, and no secret in the name of its image', () => {
    const containers = replicas({
      image: 'app:hunter2',
      ports: [{ hostIp: '0.0.0.0', published: 8080, target: 80, protocol: 'tcp' }],
    });
    const { web } = view({
      containers,
      project: aProject({ services: [aService('web', { image: 'app:hunter2' })] }),
      places: new Map([['web', 'compose.yaml:3:3']]),
      hide: (text) => text.replace('hunter2', '••'),
    });

    expect(web).toMatchObject({
      at: 'compose.yaml:3:3',
      addresses: ['http://localhost:8080'],
      image: 'app:••',
    });
    expect(Object.values(web?.containers ?? {})[0]).toMatchObject({ image: 'app:••', ports: ['8080 → 80'] });
  });
});

test('services are tied by what they wait for', () => {
  const project = aProject({
    services: [aService('web', { dependsOn: { db: 'service_healthy' } }), aService('db')],
  });

  expect(edgesView(project)).toEqual([{ from: 'web', to: 'db', label: expect.stringContaining('healthy') }]);
});
