import { expect, test } from 'vitest';
import { showSwarmEvents } from '../../../src/cli/swarm/show-swarm-events.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { SwarmEvent } from '../../../src/engine/port/swarm.ts';
import type { ObservedSwarm, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { aCli } from '../../support/a-cli.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { aSwarmService, aSwarmTask } from '../../support/swarm-objects.ts';

const at = (second: number): string => `2026-01-01T00:00:0${second}.000Z`;
const since = (second: number): { readonly since: number } => ({ since: Date.parse(at(second)) });

const OLD = aSwarmTask('web', 'one', { id: 'old', ...since(1) });
const SWARM: ObservedSwarm = {
  ...EMPTY_SWARM,
  nodes: [aNode('one')],
  services: [aSwarmService('web')],
  tasks: [OLD],
};

const update = (name: string, second: number, more: Partial<SwarmEvent> = {}): SwarmEvent => ({
  kind: 'service',
  id: name,
  name,
  action: 'update',
  attributes: {},
  time: at(second),
  ...more,
});

/** Tells the events at once, and ends when the tasks have been looked at. */
function aManager(events: readonly SwarmEvent[], later: readonly SwarmTask[]): Engine {
  let looked: () => void = () => {};
  const hasLooked = new Promise<void>((resolve) => {
    looked = resolve;
  });
  return Object.assign(new RecordingEngine(), {
    swarm: async () => ({
      observe: async () => SWARM,
      servicesOf: async () => [...SWARM.services, aSwarmService('api')],
      nodes: async () => SWARM.nodes,
      async tasksOf() {
        setImmediate(looked);
        return later;
      },
      async *history() {
        yield* events;
        await hasLooked;
      },
    }),
  });
}

async function shown(
  options: Parameters<typeof showSwarmEvents>[2],
  events: readonly SwarmEvent[],
  later: readonly SwarmTask[],
  services: readonly string[] = [],
): Promise<readonly string[]> {
  const cli = aCli('/', {
    engine: aManager(events, later),
    globals: { on: 'swarm', projectName: 'shop' },
  });
  expect(await showSwarmEvents(cli, services, { json: true, ...options })).toBe(0);
  return cli.written.stdout
    .trim()
    .split('\n')
    .map((line) => {
      const { type, action, id, service = '-', attributes } = JSON.parse(line);
      return `${type} ${action} ${id} ${service} ${attributes.node ?? attributes.name}`;
    });
}

test('events shows what tasks come to beside what happens to the objects of the project, and to nodes', async () => {
  const next = { ...OLD, id: 'next', state: 'failed', error: 'task: non-zero exit (1)', ...since(5) };
  const ofNewService = aSwarmTask('api', 'one', { id: 'first', ...since(6) });
  const lines = await shown(
    {},
    [
      update('shop_web', 2),
      update('other_web', 3),
      update('one', 3, { kind: 'node' }),
      update('one', 4, { kind: 'node', attributes: { 'state.new': 'down' } }),
      update('shop_page_1', 4, { kind: 'config', action: 'create' }),
    ],
    [{ ...OLD, state: 'shutdown', ...since(4) }, ofNewService, next],
  );

  expect(lines).toEqual([
    'service update shop_web web shop_web',
    'node update one - one',
    'config create shop_page_1 - shop_page_1',
    'task shutdown old web one',
    'task failed next web one',
    'task running first api one',
  ]);
});

test('events --since has the past in the order of time, and services choose', async () => {
  const past = [update('shop_web', 0), update('shop_web', 2), update('shop_db', 1)];

  expect(await shown({ since: at(0) }, past, [OLD], ['web'])).toEqual([
    'service update shop_web web shop_web',
    'task running old web one',
    'service update shop_web web shop_web',
  ]);
});
