import { expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { aPlan } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** The hint of the failure, as it is printed. */
async function pull(
  more: Partial<OperationOf<'pull-image'>>,
  code: EngineError['code'] = 'image-not-found',
): Promise<string | undefined> {
  const engine = new RecordingEngine({
    onCall: () => {
      throw new EngineError(code, 'the registry has no app', { hint: 'correct the name' });
    },
  });
  const plan = aPlan([{ kind: 'pull-image', image: 'app', services: ['web'], ...more }]);
  const [outcome] = await executePlan(plan, { engine, emit: () => {}, signal: new AbortController().signal });
  if (outcome?.status !== 'failed' || !(outcome.error instanceof EngineError)) return undefined;
  return hintText(outcome.error.hint ?? '');
}

test('a pull that fails says that the image can be built, where it can', async () => {
  expect(await pull({ builtBy: 'web' })).toBe('build it: `gantry build web`; or correct the name');
  expect(await pull({ builtBy: 'web' }, 'registry-unreachable')).toContain('gantry build web');
  expect(await pull({})).toBe('correct the name');
});
