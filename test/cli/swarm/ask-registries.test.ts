import { expect, test } from 'vitest';
import { askRegistries } from '../../../src/cli/swarm/ask-registries.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { Swarm } from '../../../src/engine/port/swarm.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** Tells of each image what is given for it, and writes down who was asked. */
function anEngine(answers: Readonly<Record<string, EngineError | string>>) {
  const asked: string[] = [];
  const nobody = () => Promise.reject(new Error('nobody should ask for that'));
  const swarm: Pick<Swarm, 'resolveImage'> = {
    async resolveImage(reference) {
      asked.push(reference);
      const answer = answers[reference];
      if (answer === undefined) return nobody();
      if (typeof answer !== 'string') throw answer;
      return { digest: answer, platforms: [] };
    },
  };
  const engine: Engine = Object.assign(new RecordingEngine(), { swarm: async () => swarm });
  return { engine, asked };
}

test('askRegistries() tells what each registry has, and why one does not tell', async () => {
  const { engine } = anEngine({
    'box:5000/app': 'sha256:1',
    'box:5000/gone': new EngineError('image-not-found', 'the registry has no such image'),
    'safe:5000/app': new EngineError('registry-denied', 'safe:5000 requires a login', {
      hint: 'log in with `docker login safe:5000`',
    }),
  });
  const answers = await askRegistries(engine, ['box:5000/app', 'box:5000/gone', 'safe:5000/app']);
  expect(Object.fromEntries(answers)).toEqual({
    'box:5000/app': { kind: 'resolved', digest: 'sha256:1', platforms: [] },
    'box:5000/gone': { kind: 'unresolved', why: 'the registry has no such image' },
    'safe:5000/app': {
      kind: 'unresolved',
      why: 'safe:5000 requires a login (log in with `docker login safe:5000`)',
    },
  });
});

test('askRegistries() asks a registry that is away for no further image', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `box:5000/app:${index}`);
  const away = new EngineError('registry-unreachable', 'it does not answer');
  const { engine, asked } = anEngine(Object.fromEntries(names.map((name) => [name, away])));
  const answers = await askRegistries(engine, names);
  expect([...answers.values()].map(({ kind }) => kind)).toEqual(names.map(() => 'unresolved'));
  expect(asked).toHaveLength(8);
});

test('askRegistries() fails when the engine itself is away', async () => {
  const { engine } = anEngine({ app: new EngineError('engine-unreachable', 'no engine') });
  await expect(askRegistries(engine, ['app'])).rejects.toMatchObject({ code: 'engine-unreachable' });
});
