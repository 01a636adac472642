import { expect, test } from 'vitest';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { stepId } from '../../../src/model/ids.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { aPlan } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

async function pull(more: Partial<OperationOf<'pull-image'>>, code: EngineError['code'] = 'image-not-found') {
  const engine = new RecordingEngine({
    onCall: () => {
      throw new EngineError(code, 'the registry has no app', { hint: 'correct the name' });
    },
  });
  const plan = aPlan([{ kind: 'pull-image', image: 'app', services: ['web'], ...more }]);
  return executePlan(plan, { engine, emit: () => {}, signal: new AbortController().signal });
}

test('a pull that fails says that the image can be built, where it can', async () => {
  expect(await pull({ builtBy: 'web' })).toMatchObject([
    {
      status: 'failed',
      step: stepId(1),
      error: { hint: 'build it: `gantry build web`; or correct the name' },
    },
  ]);
  expect(await pull({ builtBy: 'web' }, 'registry-unreachable')).toMatchObject([
    { error: { hint: expect.stringContaining('gantry build web') } },
  ]);
  expect(await pull({})).toMatchObject([{ error: { hint: 'correct the name' } }]);
});
