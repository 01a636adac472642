import { expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { hintForImage } from '../../../src/reconciler/swarm/hint-for-image.ts';

const hint = async (answer: EngineError | undefined, image = 'box:5000/web:1'): Promise<string> => {
  const resolveImage = async () => {
    if (answer) throw answer;
    return { digest: `sha256:${'1'.repeat(64)}`, platforms: [] };
  };
  return hintText(await hintForImage({ resolveImage }, { image, service: 'web', node: 'node2' }));
};

test.each([
  [
    'the registry has it',
    undefined,
    /node2 does not reach the registry, or the login.*gantry up --force-recreate web$/,
  ],
  [
    'it wants a login',
    new EngineError('registry-denied', 'box:5000 requires a login', {
      hint: 'log in with `docker login box:5000`',
    }),
    /^box:5000 requires a login: log in with `docker login box:5000`, then gantry up web$/,
  ],
  [
    'it does not have it',
    new EngineError('image-not-found', 'the registry has no image of that name and tag'),
    /nobody has pushed it.*gantry up --build web$/,
  ],
  [
    'it is away',
    new EngineError('registry-unreachable', 'it is away'),
    /^it is away; node2 could not pull it either/,
  ],
])('hintForImage() says what a node means by "No such image": %s', async (_, answer, expected) => {
  expect(await hint(answer)).toMatch(expected);
});

test('hintForImage() knows that an image of this engine alone was not loaded there', async () => {
  expect(await hint(undefined, `sha256:${'a'.repeat(64)}`)).toBe(
    'node2 was not given the image, which is in no registry: gantry up --build web',
  );
});
