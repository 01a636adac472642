import { expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import { aNetwork } from '../support/a-network.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anInspection } from '../support/an-inspection.ts';
import { createRequest, inspectionsNeeded, planUp } from '../support/planning.ts';
import { running } from '../support/running.ts';

const project = (web: ServiceSpec): Project =>
  aProject({ networks: [aNetwork('front'), aNetwork('back')], services: [web, aService('db')] });

/** What `up` does after an edit, and whether it had to look closer for that. */
function afterEdit(before: ServiceSpec, after: ServiceSpec) {
  const observed = running(project(before));
  const made = createRequest(project(before), before, 1, () => [1]);
  const details = new Map(
    observed.containers
      .filter(({ name }) => name === 'app-web-1')
      .map((container) => [container.id, anInspection(container, made)]),
  );
  return {
    looked: inspectionsNeeded(project(after), observed, {}).length > 0,
    plan: formatPlan(planUp(project(after), observed, {}, details)),
  };
}

const web = (overrides: Parameters<typeof aService>[1] = {}) => aService('web', overrides);
const hook = [{ command: ['true'] }];
const endpoint = (priority: number) => ({ aliases: [], driverOpts: new Map(), linkLocalIps: [], priority });
const onBoth = (front: number, back: number) => ({
  networks: new Map([
    ['front', endpoint(front)],
    ['back', endpoint(back)],
  ]),
});

test.each<readonly [string, ServiceSpec]>([
  ['develop', web({ develop: { watch: [{ path: '/src', action: 'rebuild' }] } })],
  ['pre_stop', web({ preStop: hook })],
  ['attach', web({ attach: false })],
  ['deploy.labels', web({ deploy: { labels: new Map([['a', 'b']]) } })],
  ['deploy.update_config', web({ deploy: { labels: new Map(), updateConfig: { order: 'start-first' } } })],
])('planUp() replaces nothing for %s, though docker compose has another hash for it', (_attribute, after) => {
  expect(afterEdit(web(), after)).toEqual({ looked: true, plan: '' });
});

test.each<readonly [string, ServiceSpec]>([
  ['profiles', web({ profiles: ['debug'] })],
  ['depends_on', web({ dependsOn: { db: 'service_started' } })],
  ['x-…', web({ extensions: new Map([['x-note', 1]]) })],
  ['pull_policy', web({ image: 'busybox', pullPolicy: 'missing' })],
])('planUp() does not even look closer for %s', (_attribute, after) => {
  expect(afterEdit(web(), after)).toEqual({ looked: false, plan: '' });
});

test('planUp() replaces nothing for another priority of a network, on which no engine acts', () => {
  expect(afterEdit(web(onBoth(1, 2)), web(onBoth(2, 1)))).toMatchObject({ plan: '' });
});

test('planUp() replaces a container whose request changed', () => {
  expect(afterEdit(web(), web({ environment: { A: '1' } })).plan).toContain('because changed: environment.A');
});
