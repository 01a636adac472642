import { expect, test } from 'vitest';
import { engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import type { Event } from '../../../src/model/event.ts';
import { containerId, networkId } from '../../../src/model/ids.ts';
import type { NetworkMember, Operation } from '../../../src/model/operation.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { aPlan, step } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const OLD = { Name: 'p_front', Labels: { old: 'yes' } };

const member = (name: string, left: number, wasStopped = false): NetworkMember => ({
  container: containerId(name),
  name,
  left: step(left),
  wasStopped,
});
const leave = (name: string): Operation => ({
  kind: 'disconnect-network',
  container: containerId(name),
  name,
  network: 'p_front',
  remembers: true,
});
const MEMBERS = [member('web', 1), member('db', 2, true)];

/** The network changes, and the engine refuses what begins with `refused`, once. */
async function run(refused: string) {
  let refusals = 1;
  const engine = new RecordingEngine({
    inspect: (id) => ({ endpoints: { p_front: { Aliases: [`alias-of-${id}`] } } }),
    onCall: (call) => {
      if (call.startsWith(refused) && refusals-- > 0) throw new Error('refused');
    },
  });
  const warnings: string[] = [];
  const plan = aPlan([
    leave('web'),
    leave('db'),
    {
      operation: { kind: 'remove-network', id: networkId('n'), name: 'p_front', members: MEMBERS },
      after: [1, 2],
    },
    {
      operation: {
        kind: 'create-network',
        key: 'front',
        request: { Name: 'p_front', Labels: {} },
        replaces: [{ request: OLD, members: MEMBERS }],
      },
      after: [3],
    },
  ]);
  const emit = (event: Event): void => {
    if (event.type === 'warning') warnings.push(event.message);
  };
  const outcomes = await executePlan(plan, { engine, emit, signal: new AbortController().signal });
  const calls = engine.calls.slice(engine.calls.findIndex((call) => call.startsWith(refused)) + 1);
  return { statuses: outcomes.map(({ status }) => status), calls, warnings, joined: engine.joined };
}

test('a network that the engine refuses leaves the old one as it was, with its containers on it and running', async () => {
  const { statuses, calls, warnings, joined } = await run('create network');

  expect(statuses).toEqual(['done', 'done', 'done', 'failed']);
  expect(calls).toEqual([
    'create network p_front',
    'connect web to p_front',
    'connect db to p_front',
    'start db',
  ]);
  expect(joined.get('web')).toEqual({ Aliases: ['alias-of-web'] });
  expect(warnings).toEqual(['network p_front was put back as it was, with its containers']);
});

test('a network that the engine does not remove gets its containers back', async () => {
  const { statuses, calls, joined } = await run('remove network');

  expect(statuses).toEqual(['done', 'done', 'failed', 'blocked']);
  expect(calls).toEqual(['connect web to p_front', 'connect db to p_front', 'start db']);
  expect(joined.get('db')).toEqual({ Aliases: ['alias-of-db'] });
});

test('a network of a swarm is made again when the answer was lost with the leader', async () => {
  let isLost = true;
  const swarm = { nodes: async () => [] };
  const engine = Object.assign(
    new RecordingEngine({
      onCall: () => {
        if (isLost) {
          isLost = false;
          throw engineRefused(500, 'rpc error: code = Unknown desc = The swarm does not have a leader.');
        }
      },
    }),
    { swarm: async () => swarm },
  );
  const request = { Name: 'p_front', Driver: 'overlay', Labels: {} };
  const plan = aPlan([{ kind: 'create-network', key: 'front', request }]);
  const [outcome] = await executePlan(plan, {
    engine,
    emit: () => {},
    signal: new AbortController().signal,
  });
  expect(outcome?.status).toBe('done');
  expect(engine.calls).toHaveLength(2);
});
