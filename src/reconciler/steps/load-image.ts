import { UserError } from '../../diagnostics/user-error.ts';
import type { ImageId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Made } from '../../model/outcome.ts';
import type { SwarmPlatform } from '../../model/swarm-image.ts';
import { contentTag, withoutTag } from '../../planner/swarm/image-text.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import { imageOf, MissingResult } from './results.ts';
import type { StepContext } from './step-context.ts';

/** Each gets a copy from this engine, which has to read it for each. */
const NODES_AT_A_TIME = 4;

type LoadContext = Pick<StepContext, 'engine' | 'openNode' | 'recorded' | 'onProgress' | 'signal'>;

/**
 * Loads an image on the nodes that do not have it. They know it by its id, so that none of them can have another one, and none asks a
 * registry; the name keeps it from being pruned.
 *
 * Error: UserError `node-unreachable`, `image-not-found`; EngineError.
 */
export async function loadImage(operation: OperationOf<'load-image'>, context: LoadContext): Promise<Made> {
  const { image, of, nodes } = operation;
  const id = imageOf(of, context.recorded);
  if (id === undefined) throw 'madeBy' in of ? new MissingResult(of.madeBy) : new Error(`${image} has no id`);
  const platform = (await context.engine.inspectImage(id))?.platform;
  await mapParallel(nodes, NODES_AT_A_TIME, (node) => loadOn(node, { id, image }, context));
  return { kind: 'pinned', text: id, ...(platform === undefined ? {} : { platforms: [placed(platform)] }) };
}

async function loadOn(
  node: OperationOf<'load-image'>['nodes'][number],
  { id, image }: { readonly id: ImageId; readonly image: string },
  { engine: manager, openNode, signal, onProgress }: LoadContext,
): Promise<void> {
  const engine = openNode ? await openNode(node) : manager;
  if (!(await engine.inspectImage(id))) {
    await onProgress({ text: `loading on ${node.hostname}` });
    await engine.loadImages(await manager.saveImages([id], signal), signal);
    if (!(await engine.inspectImage(id)))
      throw new UserError(
        'image-not-found',
        `node ${node.hostname} has loaded ${image}, and knows it by another id: it keeps its images in another way than the engine that built it`,
        {
          hint: 'use a registry, or let all nodes keep images alike (containerd-snapshotter in daemon.json)',
        },
      );
  }
  await engine.tagImage(id, `${withoutTag(image)}:${contentTag(id)}`);
}

/** `linux/arm64/v8`. Where there are variants of an architecture, a swarm cannot tell them apart. */
function placed(platform: string): SwarmPlatform {
  const [OS = '', architecture] = platform.split('/');
  return {
    OS,
    ...(architecture === undefined || architecture === 'arm' ? {} : { Architecture: architecture }),
  };
}
