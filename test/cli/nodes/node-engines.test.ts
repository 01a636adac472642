import { expect, test } from 'vitest';
import { findEngines, type Way } from '../../../src/cli/nodes/node-engines.ts';
import { nodeSettings } from '../../../src/cli/nodes/node-settings.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { readInfo } from '../../../src/engine/answers/read-info.ts';
import type { NodeName } from '../../../src/engine/connection/node-ways.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const NODE: NodeName = { id: 'n2', hostname: 'node2', address: '10.0.0.2' };

/** An engine that is the node with this id, or fails with an error. */
function anEngineOf(nodeId: string | Error | undefined, endpoint = `unix:///${String(nodeId)}`): Engine {
  const info = readInfo({ Name: `host-${String(nodeId)}`, Swarm: { NodeID: String(nodeId ?? '') } });
  return Object.assign(new RecordingEngine(), {
    endpoint,
    info: () => (nodeId instanceof Error ? Promise.reject(nodeId) : Promise.resolve(info)),
    close: () => {},
  });
}

const way = (engine: Engine): Way => ({ by: 'a test', engine });

test('the engine that answers is the one of its own node', async () => {
  const manager = anEngineOf('n2');
  const engines = findEngines(manager, () => {
    throw new Error('nobody should look for it');
  });

  expect(await engines.engineOf(NODE)).toBe(manager);
});

test('the first way that leads to the node is taken, and found once', async () => {
  const right = anEngineOf('n2');
  const silent = anEngineOf(new EngineError('engine-unreachable', 'nobody listens'));
  let searches = 0;
  const engines = findEngines(anEngineOf('n1'), () => {
    searches += 1;
    return [silent, anEngineOf('n3'), right, anEngineOf('n2')].map(way);
  });

  expect(await Promise.all([engines.engineOf(NODE), engines.engineOf(NODE)])).toEqual([right, right]);
  expect(await engines.engineOf(NODE)).toBe(right);
  expect(searches).toBe(1);
});

test('an engine that cannot be reached is told with what was tried, and the ways to name it', async () => {
  const ways = [
    anEngineOf(new EngineError('engine-unreachable', 'Permission denied (publickey)'), 'ssh://10.0.0.2'),
    anEngineOf('n3', 'unix:///three'),
    anEngineOf(undefined, 'unix:///alone'),
  ].map(way);
  const engines = findEngines(anEngineOf('n1'), () => ways);

  await expect(engines.engineOf(NODE)).rejects.toMatchObject({
    code: 'node-unreachable',
    message: [
      'the engine of node node2 (10.0.0.2) cannot be reached:',
      '  ssh://10.0.0.2 (a test): Permission denied (publickey)',
      '  unix:///three (a test): this is the engine of another node (host-n3)',
      '  unix:///alone (a test): this engine (host-undefined) is in no swarm',
    ].join('\n'),
  });
  const error = await engines.engineOf(NODE).catch((thrown: unknown) => thrown);
  expect(hintText((error instanceof UserError && error.hint) || '')).toMatch(
    /`ssh 10\.0\.0\.2`.*docker context create node2 --docker host=ssh.*GANTRY_NODES=node2=.*x-gantry/,
  );
});

test('nobody looks for the engine of a node that is down', async () => {
  const engines = findEngines(anEngineOf('n1'), () => {
    throw new Error('nobody should look for it');
  });

  await expect(engines.engineOf({ ...NODE, state: 'down' })).rejects.toMatchObject({
    code: 'node-unreachable',
    message: 'node node2 is down',
  });
});

test('nodeSettings() reads the variable and the file, and the variable counts more', () => {
  const extensions = new Map([['x-gantry', { nodes: { node2: 'unix:///file', node3: 'ssh://three' } }]]);
  const environment = new Map([['GANTRY_NODES', 'node2=unix:///a=b, node4=tcp://four:1 ,']]);

  expect(nodeSettings(environment, { extensions })).toEqual(
    new Map([
      ['node2', 'unix:///a=b'],
      ['node3', 'ssh://three'],
      ['node4', 'tcp://four:1'],
    ]),
  );
  expect(nodeSettings(new Map(), undefined)).toEqual(new Map());
});

test.each(['node2', 'node2=', '=ssh://a', 'node2=me@host'])(
  'nodeSettings() refuses GANTRY_NODES=%s',
  (text) => {
    expect(() => nodeSettings(new Map([['GANTRY_NODES', text]]), undefined)).toThrow(
      `GANTRY_NODES: ${JSON.stringify(text)} does not say where a node is`,
    );
  },
);
