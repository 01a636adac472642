import { expect, test } from 'vitest';
import { EngineError, engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import { networkId } from '../../../src/model/ids.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { hasFailed } from '../../../src/model/outcome.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { failuresOf } from '../../../src/ui/errors/failures-of.ts';
import { aPlan } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** What is told of a removal which the plan may go without. */
async function removal(operation: Operation, error: EngineError): Promise<string> {
  const plan = aPlan([{ operation, optional: true }]);
  const engine = new RecordingEngine({ onCall: () => Promise.reject(error) });
  const outcomes = await executePlan(plan, { engine, emit: () => {}, signal: new AbortController().signal });
  const severities = failuresOf(plan, outcomes).map(({ severity }) => severity);
  return [...severities, hasFailed(plan.steps, outcomes) ? 'failed' : 'done'].join(', ');
}

const network: Operation = { kind: 'remove-network', id: networkId('front'), name: 'p_front' };
const volume: Operation = { kind: 'remove-volume', name: 'p_data' };
const image: Operation = { kind: 'remove-image', image: 'p-web' };

test.each([network, volume, image])('what somebody else uses may stay: $kind', async (operation) => {
  expect(await removal(operation, engineRefused(409, 'it is in use'))).toBe('warning, done');
  expect(await removal(operation, engineRefused(403, 'it has active endpoints'))).toBe('warning, done');
});

test.each([network, volume, image])('an engine that breaks fails the command: $kind', async (operation) => {
  expect(await removal(operation, engineRefused(500, 'driver failed'))).toBe('error, failed');
  expect(await removal(operation, engineRefused(503, ''))).toBe('error, failed');
  const noAnswer = new EngineError('engine-unreachable', 'the engine closed the connection');
  expect(await removal(operation, noAnswer)).toBe('error, failed');
});

test('some engines say with status 500 that something is in use', async () => {
  const inUse = 'error while removing network: network p_front id 123 has active endpoints';
  expect(await removal(network, engineRefused(500, inUse))).toBe('warning, done');
});
