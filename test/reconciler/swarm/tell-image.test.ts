import { expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { Swarm } from '../../../src/engine/port/swarm.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { imageId, stepId } from '../../../src/model/ids.ts';
import type { SwarmServiceRequest } from '../../../src/model/swarm-request.ts';
import { shareImage } from '../../../src/reconciler/steps/share-image.ts';
import { requestWithImage, resolveImage, specWithImage } from '../../../src/reconciler/swarm/tell-image.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const ID = imageId(`sha256:${'a'.repeat(64)}`);
const DIGEST = `sha256:${'d'.repeat(64)}`;
const PLATFORMS = [{ OS: 'linux', Architecture: 'amd64' }];

/** A registry behind an engine, which has what was pushed. */
function anEngine(more: Partial<Engine> = {}, swarm: Partial<Swarm> = {}) {
  const calls: string[] = [];
  const told: Pick<Swarm, 'resolveImage'> = {
    async resolveImage(reference) {
      calls.push(`resolve ${reference}`);
      return { digest: DIGEST, platforms: PLATFORMS };
    },
  };
  const engine: Engine = Object.assign(new RecordingEngine(), {
    swarm: async () => ({ ...told, ...swarm }),
    listImageSummaries: async () => [],
    tagImage: async (id: string, name: string) => void calls.push(`tag ${id.slice(7, 10)} ${name}`),
    pushImage: async (reference: string) => {
      calls.push(`push ${reference}`);
      return DIGEST;
    },
    ...more,
  });
  return { engine, calls };
}

const context = (engine: Engine) => ({
  engine,
  recorded: new Map([
    [stepId(1), { status: 'done', step: stepId(1), made: { kind: 'image', id: ID } } as const],
  ]),
  onProgress: () => undefined,
  signal: new AbortController().signal,
});

const SHARE = {
  kind: 'share-image',
  image: 'app-web',
  of: { madeBy: stepId(1) },
  repository: 'box:5000/app-web',
  services: ['web'],
} as const;
const NAME = 'box:5000/app-web:gantry-aaaaaaaaaaaa';

test('shareImage() pushes what was built under a tag of its content, and tells its digest and platforms', async () => {
  const { engine, calls } = anEngine();
  expect(await shareImage(SHARE, context(engine))).toEqual({
    kind: 'pinned',
    text: `${NAME}@${DIGEST}`,
    platforms: PLATFORMS,
  });
  expect(calls).toEqual([`tag aaa ${NAME}`, `push ${NAME}`, `resolve ${NAME}`]);
});

test('shareImage() goes by what the push told where the registry does not tell more, and fails when the push does', async () => {
  const silent = async () => {
    throw new EngineError('registry-unreachable', 'it is away');
  };
  expect(await shareImage(SHARE, context(anEngine({}, { resolveImage: silent }).engine))).toEqual({
    kind: 'pinned',
    text: `${NAME}@${DIGEST}`,
  });
  const refused = async () => {
    throw new EngineError('registry-denied', 'box:5000 requires a login');
  };
  await expect(shareImage(SHARE, context(anEngine({ pushImage: refused }).engine))).rejects.toMatchObject({
    code: 'registry-denied',
  });
});

test('resolveImage() tells what the registry has under the name', async () => {
  const { engine } = anEngine();
  expect(await resolveImage({ kind: 'resolve-image', image: 'box:5000/web', services: [] }, engine)).toEqual({
    text: `box:5000/web:latest@${DIGEST}`,
    platforms: PLATFORMS,
  });
});

const PINNED = { text: `web:1@${DIGEST}`, platforms: PLATFORMS };
const BY = { by: stepId(1), placesTasks: true } as const;

test('requestWithImage() gives a new service the image, and the nodes that it is for unless the files say them', () => {
  const request: SwarmServiceRequest = {
    Name: 'app_web',
    Labels: {},
    TaskTemplate: { ContainerSpec: { Image: 'web', Labels: {} }, Placement: { Constraints: ['a==b'] } },
    Mode: { Replicated: {} },
  };
  expect(requestWithImage(request, BY, PINNED).TaskTemplate).toEqual({
    ContainerSpec: { Image: PINNED.text, Labels: {} },
    Placement: { Constraints: ['a==b'], Platforms: PLATFORMS },
  });
  expect(requestWithImage(request, { by: stepId(1) }, PINNED).TaskTemplate.Placement).toEqual({
    Constraints: ['a==b'],
  });
});

test('specWithImage() leaves a service as it is written when the image is the same one', () => {
  const spec = (image: string, platforms: readonly string[]) => ({
    TaskTemplate: {
      ContainerSpec: { Image: image },
      Placement: { Platforms: platforms.map((OS) => ({ OS })) },
    },
  });
  const same = spec(`docker.io/library/web:1@${DIGEST}`, ['windows']);
  expect(specWithImage(same, BY, PINNED)).toBe(same);
  expect(specWithImage(spec('web:1', ['windows']), BY, PINNED)).toEqual({
    TaskTemplate: { ContainerSpec: { Image: PINNED.text }, Placement: { Platforms: PLATFORMS } },
  });
  expect(specWithImage(spec('web:1', ['windows']), BY, { text: ID })).toEqual({
    TaskTemplate: { ContainerSpec: { Image: ID }, Placement: {} },
  });
});
