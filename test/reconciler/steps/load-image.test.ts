import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { imageId, stepId } from '../../../src/model/ids.ts';
import { loadImage } from '../../../src/reconciler/steps/load-image.ts';
import { aNode } from '../../support/a-swarm.ts';
import { EMPTY_IMAGE } from '../../support/empty-image.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const ID = imageId(`sha256:${'a'.repeat(64)}`);
const NODES = [aNode('one'), aNode('two'), aNode('three')];

/** What each node has been given. `one` has the image already. */
function nodes(calls: string[], forgets = false) {
  return async ({ hostname }: { readonly hostname: string }): Promise<Engine> => {
    let has = hostname === 'one';
    return Object.assign(new RecordingEngine(), {
      inspectImage: async () => (has ? { ...EMPTY_IMAGE, id: ID } : undefined),
      loadImages: async () => {
        calls.push(`load on ${hostname}`);
        has = !forgets;
      },
      tagImage: async (_: string, name: string) => void calls.push(`tag ${name} on ${hostname}`),
    });
  };
}

const manager: Engine = Object.assign(new RecordingEngine(), {
  inspectImage: async () => ({ ...EMPTY_IMAGE, id: ID, platform: 'linux/arm64/v8' }),
  saveImages: async () => Readable.from([]),
});

const load = (openNode: ReturnType<typeof nodes>) =>
  loadImage(
    { kind: 'load-image', image: 'app-web', of: { madeBy: stepId(1) }, nodes: NODES, services: ['web'] },
    {
      engine: manager,
      openNode,
      recorded: new Map([
        [stepId(1), { status: 'done', step: stepId(1), made: { kind: 'image', id: ID } } as const],
      ]),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    },
  );

test('loadImage() loads an image on the nodes that lack it, and tells its id, by which nobody has another one', async () => {
  const calls: string[] = [];
  expect(await load(nodes(calls))).toEqual({
    kind: 'pinned',
    text: ID,
    platforms: [{ OS: 'linux', Architecture: 'arm64' }],
  });
  expect(calls.sort()).toEqual([
    'load on three',
    'load on two',
    'tag app-web:gantry-aaaaaaaaaaaa on one',
    'tag app-web:gantry-aaaaaaaaaaaa on three',
    'tag app-web:gantry-aaaaaaaaaaaa on two',
  ]);
});

test('loadImage() fails when a node cannot be reached, or knows the image by another id', async () => {
  const away = async () => {
    throw new UserError('node-unreachable', 'it is away');
  };
  await expect(load(away)).rejects.toMatchObject({ code: 'node-unreachable' });
  await expect(load(nodes([], true))).rejects.toMatchObject({
    code: 'image-not-found',
    message: expect.stringContaining('knows it by another id'),
  });
});
