import { expect, test } from 'vitest';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { showField } from '../../../src/ui/plan/show-field.ts';
import { afterPlan, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

const projectOf = async (settings: string) =>
  (await loadFiles(`services: {web: {image: web, ${settings}}}\nnetworks: {back: {}}\nvolumes: {data: {}}`))
    .project;

/** What the plan says that leads from one file to the other. */
async function fields(from: string, to: string): Promise<readonly string[]> {
  const observed = afterPlan(planSwarmUp(await projectOf(from), EMPTY_SWARM));
  const { steps } = planSwarmUp(await projectOf(to), observed);
  return steps.flatMap(({ operation, cause }) =>
    operation.kind === 'update-swarm-service' && cause.kind === 'changed' ? cause.fields.map(showField) : [],
  );
}

test.each([
  [
    'mem_limit: 64m',
    'mem_limit: 96m, cpus: 0.5',
    ['deploy.resources.limits.cpus: (unset) → 0.5', 'deploy.resources.limits.memory: 64m → 96m'],
  ],
  [
    'healthcheck: {test: [CMD, a], interval: 2s}',
    'healthcheck: {test: [CMD, b], interval: 1m30s}',
    ['healthcheck.interval: 2s → 90s', 'healthcheck.test: ["CMD","a"] → ["CMD","b"]'],
  ],
  [
    'healthcheck: {test: [CMD, a]}',
    'healthcheck: {disable: true}',
    ['healthcheck.disable: (unset) → true', 'healthcheck.test: ["CMD","a"] → (unset)'],
  ],
  ['ports: ["80"]', 'ports: ["80"], deploy: {endpoint_mode: vip, replicas: 3}', ['deploy.replicas: 1 → 3']],
  ['deploy: {endpoint_mode: dnsrr}', '', ['deploy.endpoint_mode: dnsrr → vip']],
  [
    'ports: ["8080:80"]',
    'ports: ["8081:80/udp", {target: 443, published: "443", mode: host}]',
    ['ports: 8080:80 → 443:443 (mode: host), 8081:80/udp'],
  ],
  ['restart: always', 'restart: on-failure', ['deploy.restart_policy.condition: any → on-failure']],
  [
    '',
    'deploy: {update_config: {parallelism: 2, delay: 10s}}',
    ['deploy.update_config.delay: 0s → 10s', 'deploy.update_config.parallelism: 1 → 2'],
  ],
  ['stop_grace_period: 1500ms', '', ['stop_grace_period: 1500ms → 10s']],
  ['', 'volumes: ["data:/data:ro"]', ['volumes./data: (unset) → volume app_data, read_only']],
  ['', 'networks: [default, back]', ['networks.app_back: (unset) → aliases: web']],
  ['ulimits: {nofile: 10}', 'ulimits: {nofile: {soft: 10, hard: 20}}', ['ulimits.nofile: 10 → 10:20']],
  ['', 'dns: [10.0.0.1], dns_search: [a.test]', ['dns: (unset) → 10.0.0.1', 'dns_search: (unset) → a.test']],
  [
    'logging: {driver: local}',
    'logging: {driver: json-file, options: {max-size: 1m}}',
    ['logging.driver: local → json-file', 'logging.options.max-size: (unset) → 1m'],
  ],
])('a plan spells what changes as the file does: from {%s} to {%s}', async (from, to, told) => {
  expect((await fields(from, to)).toSorted()).toEqual(told);
});
