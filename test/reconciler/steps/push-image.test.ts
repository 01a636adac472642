import { expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { imageId } from '../../../src/model/ids.ts';
import { pushImage } from '../../../src/reconciler/steps/push-image.ts';

const NAME = 'registry.example.com:5000/shop/web';

function pushing({
  digests = [] as readonly string[],
  there = 'sha256:there',
  onEngine = true,
  mayBeThere = false,
}: {
  digests?: readonly string[];
  there?: string | Error;
  onEngine?: boolean;
  mayBeThere?: boolean;
}) {
  const calls: string[] = [];
  const engine = {
    listImageSummaries: async () => [
      { id: imageId('sha256:a'), tags: [`${NAME}:1`, `${NAME}:latest`], digests, sizeBytes: 0, createdAt: 0 },
    ],
    async resolveDigest(reference: string) {
      calls.push(`resolve ${reference}`);
      if (there instanceof Error) throw there;
      return there;
    },
    async pushImage(reference: string) {
      calls.push(`push ${reference}`);
      if (!onEngine) throw new EngineError('image-not-found', 'the engine has no image to push');
      return 'sha256:pushed';
    },
  };
  return {
    calls,
    push: (name = `${NAME}:1`) =>
      pushImage(
        { kind: 'push-image', image: name, services: ['web', 'worker'], mayBeThere },
        { engine, onProgress: () => {}, signal: new AbortController().signal },
      ),
  };
}

test('pushImage() pushes what was never pushed, asks nobody before, and knows its digest', async () => {
  const { push, calls } = pushing({});

  expect(await push()).toEqual({ kind: 'pushed', digest: 'sha256:pushed' });
  expect(calls).toEqual([`push ${NAME}:1`]);
});

test.each([`${NAME}:1`, NAME])(
  'pushImage() pushes %s not again where the registry has it under this name',
  async (name) => {
    const { push, calls } = pushing({ digests: [`${NAME}@sha256:there`] });

    expect(await push(name)).toEqual({ kind: 'pushed', digest: 'sha256:there' });
    expect(calls).toEqual([`resolve ${name}`]);
  },
);

test.each([
  ['has another one', { digests: [`${NAME}@sha256:other`] }],
  ['has none', { digests: [`${NAME}@sha256:there`], there: new Error('404') }],
  ['was never asked', { digests: ['registry.example.com:5000/shop/web2@sha256:there'] }],
])('pushImage() pushes where the registry %s', async (_, known) => {
  const { push, calls } = pushing(known);

  expect(await push()).toEqual({ kind: 'pushed', digest: 'sha256:pushed' });
  expect(calls.at(-1)).toBe(`push ${NAME}:1`);
});

test('pushImage() names the services to build where the engine has no image', async () => {
  const error = await pushing({ onEngine: false })
    .push()
    .catch((thrown: unknown) => thrown);

  if (!(error instanceof EngineError) || error.hint === undefined) throw error;
  expect(hintText(error.hint)).toBe(
    'build it first: `gantry build web worker`, or `gantry build --push web worker` for both',
  );
});

test('pushImage() takes what the engine does not have from the registry where somebody else may have pushed it', async () => {
  const { push } = pushing({ onEngine: false, mayBeThere: true });

  expect(await push()).toEqual({ kind: 'pushed', digest: 'sha256:there' });
  await expect(
    pushing({ onEngine: false, mayBeThere: true, there: new Error('404') }).push(),
  ).rejects.toMatchObject({ code: 'image-not-found' });
});
