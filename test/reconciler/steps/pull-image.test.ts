import { expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { aPlan } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

async function failureOf(
  more: Partial<OperationOf<'pull-image'>>,
  code: EngineError['code'] = 'image-not-found',
): Promise<EngineError | undefined> {
  const engine = new RecordingEngine({
    onCall: () => {
      throw new EngineError(code, 'the registry has no app', { hint: 'correct the name' });
    },
  });
  const plan = aPlan([{ kind: 'pull-image', image: 'app', services: ['web'], ...more }]);
  const [outcome] = await executePlan(plan, { engine, emit: () => {}, signal: new AbortController().signal });
  return outcome?.status === 'failed' && outcome.error instanceof EngineError ? outcome.error : undefined;
}

/** The hint of the failure, as it is printed. */
const pull = async (...how: Parameters<typeof failureOf>): Promise<string> =>
  hintText((await failureOf(...how))?.hint ?? '');

test('a pull that fails says that the image can be built, where it can', async () => {
  expect(await pull({ builtBy: 'web' })).toBe('build it: `gantry build web`; or correct the name');
  expect(await pull({ builtBy: 'web' }, 'registry-unreachable')).toContain('gantry build web');
  expect(await pull({})).toBe('correct the name');
});

test('a pull for an ingress that fails points at its image, and not at that of the service', async () => {
  expect(await failureOf({ forIngress: true })).toMatchObject({
    code: 'image-not-found',
    message: 'the ingress of service web has no image: the registry has no app',
    about: {
      of: [],
      settings: [
        'services.web.x-gantry.ingress.image',
        'x-gantry.ingress.image',
        'services.web.deploy.update_config.order',
      ],
    },
  });
  expect((await failureOf({ forIngress: true, services: ['api', 'web'] }))?.message).toContain(
    'services api, web',
  );
});

test('a pull for an ingress that fails names the command that makes an image without a registry', async () => {
  expect(await pull({ forIngress: true }, 'registry-unreachable')).toContain(
    '`gantry ingress-image` makes one',
  );
});
