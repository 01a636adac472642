import { expect, test } from 'vitest';
import type { IngressPort } from '../../../src/engine/port/swarm.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { checkSwarmPorts } from '../../../src/reconciler/preflight/check-swarm-ports.ts';
import { afterPlan, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const FILE = `
services:
  web: {image: web, ports: ["80:80", "53:53/udp", {target: 81, published: "81", mode: host}, "82"]}
  api: {image: api, ports: ["8080:80"]}
`;

async function problems(there: readonly IngressPort[], file = FILE, observed = EMPTY_SWARM) {
  const engine = new RecordingEngine();
  let calls = 0;
  const swarm = async () => ({
    ingressPorts: async () => {
      calls += 1;
      return there;
    },
  });
  const plan = planSwarmUp((await loadFiles(file)).project, observed);
  const found = await checkSwarmPorts(plan, Object.assign(engine, { swarm }) as never);
  return { calls, found: found.map(({ message, code, about }) => ({ message, code, at: about?.settings })) };
}

test('a port that another service of the swarm publishes on all nodes is told before anything changes', async () => {
  const there = [
    { service: 'blog_web', port: 80, protocol: 'tcp' },
    { service: 'blog_dns', port: 53, protocol: 'tcp' },
    { service: 'blog_admin', port: 81, protocol: 'tcp' },
  ];
  expect(await problems(there)).toEqual({
    calls: 1,
    found: [
      {
        message: 'port 80/tcp is published by service blog_web of the swarm',
        code: 'port-taken',
        at: [['ports', '80'], 'ports'],
      },
    ],
  });
});

test('services of one project cannot have one port, and a service keeps its own', async () => {
  const twice = FILE.replace('"8080:80"', '"80:80"');
  expect((await problems([], twice)).found.map(({ message }) => message)).toEqual([
    'port 80/tcp is published by service app_api of the swarm',
  ]);
  const observed = afterPlan(planSwarmUp((await loadFiles(FILE)).project, EMPTY_SWARM));
  const own = [{ service: 'app_web', port: 80, protocol: 'tcp' }];
  expect((await problems(own, FILE.replace('image: web', 'image: web:2'), observed)).found).toEqual([]);
  expect(await problems(own, FILE, observed)).toEqual({ calls: 0, found: [] });
});
