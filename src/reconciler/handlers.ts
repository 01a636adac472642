import { InternalError } from '../diagnostics/internal-error.ts';
import type { ContainerRef, PerKind } from '../model/operation.ts';
import type { Made } from '../model/outcome.ts';
import { createContainer } from './create-container.ts';
import { containerOf } from './results.ts';
import type { StepContext } from './step-context.ts';
import { waitFor } from './wait-for.ts';

const NOTHING: Made = { kind: 'nothing' };

async function nothing(call: Promise<unknown>): Promise<Made> {
  await call;
  return NOTHING;
}

/** How each kind of operation is done: one engine call, or one wait. */
export const HANDLERS: PerKind<Promise<Made>, [StepContext]> = {
  'pull-image': async ({ image, platform }, { engine, onProgress, signal }) => ({
    kind: 'image',
    id: await engine.pullImage(image, platform, onProgress, signal),
  }),
  'build-image': async (operation, { engine, onProgress, signal }) => {
    // Loaded only when something is built: most plans build nothing.
    const { buildImage } = await import('../build/build-image.ts');
    return { kind: 'image', id: await buildImage(engine, operation, onProgress, signal) };
  },
  'remove-image': ({ image }, { engine }) => nothing(engine.removeImage(image)),
  'create-network': ({ request }, { engine }) => nothing(engine.createNetwork(request)),
  'remove-network': ({ id }, { engine }) => nothing(engine.removeNetwork(id)),
  'create-volume': ({ request }, { engine }) => nothing(engine.createVolume(request)),
  'remove-volume': ({ name }, { engine }) => nothing(engine.removeVolume(name)),
  'create-container': async (operation, { engine, recorded, warn }) => {
    const { id, warnings } = await createContainer(operation, engine, recorded);
    for (const warning of warnings) warn(`container ${operation.name}: ${warning}`);
    return { kind: 'container', id };
  },
  'put-files': ({ container, files }, { engine, recorded }) =>
    nothing(engine.putFiles(containerOf(container, recorded), files)),
  'start-container': async ({ container }, context) => {
    const { engine, recorded, inPortOrder } = context;
    const id = containerOf(container, recorded);
    const start = () => engine.startContainer(id);
    await (publishesRange(container, context) ? inPortOrder(start) : start());
    // Named for those who follow its output: only here is it known which container that became.
    return { kind: 'container', id };
  },
  'stop-container': ({ container, graceSeconds }, { engine, patience, giveBack }) =>
    nothing(patience.watch(engine.stopContainer(container, graceSeconds), giveBack)),
  'kill-container': ({ container, signal }, { engine }) => nothing(engine.killContainer(container, signal)),
  'unpause-container': ({ container }, { engine }) => nothing(engine.unpauseContainer(container)),
  'restart-container': ({ container, graceSeconds }, { engine, patience, giveBack }) =>
    nothing(patience.watch(engine.restartContainer(container, graceSeconds), giveBack)),
  'remove-container': ({ container, withVolumes }, { engine }) =>
    nothing(engine.removeContainer(container, withVolumes)),
  'rename-container': ({ container, name }, { engine, recorded }) =>
    nothing(engine.renameContainer(containerOf(container, recorded), name)),
  'connect-network': ({ container, network, endpoint }, { engine, recorded }) =>
    nothing(engine.connectNetwork(network, containerOf(container, recorded), endpoint)),
  'disconnect-network': ({ container, network }, { engine }) =>
    nothing(engine.disconnectNetwork(network, container)),
  'wait-for': async (operation, { engine, recorded, watch, signal, onProgress }) => {
    if (!watch) throw new InternalError('a wait without a subscription to the events');
    const targets = operation.containers.map(({ ref, name }) => ({ id: containerOf(ref, recorded), name }));
    return nothing(waitFor(operation, targets, { engine, watch, signal, onProgress }));
  },
};

function publishesRange(container: ContainerRef, context: StepContext): boolean {
  return 'createdBy' in container && context.publishesRange(container.createdBy);
}
