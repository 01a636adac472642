import { setTimeout } from 'node:timers/promises';
import { InternalError } from '../../diagnostics/internal-error.ts';
import type { ContainerRef } from '../../model/container-ref.ts';
import { LABEL } from '../../model/labels.ts';
import type { PerKind, ToldImage } from '../../model/operation.ts';
import type { Made } from '../../model/outcome.ts';
import type { PinnedImage } from '../../model/swarm-image.ts';
import { asksPorts } from '../steps/asks-ports.ts';
import { createContainer } from '../steps/create-container.ts';
import { judgeUpdate } from '../steps/judge-update.ts';
import { createNetwork, leaveNetwork, removeNetwork } from '../steps/networks.ts';
import { pullImage } from '../steps/pull-image.ts';
import { pushImage } from '../steps/push-image.ts';
import { containerOf, MissingResult, pinnedOf, type Recorded } from '../steps/results.ts';
import type { StepContext } from '../steps/step-context.ts';
import { stopContainer } from '../steps/stop-container.ts';
import { waitFor } from '../waits/wait-for.ts';

const NOTHING: Made = { kind: 'nothing' };
const NEVER = new AbortController().signal;

/** `host:5000/name:tag` → `host:5000/name`. */
const repositoryOf = (image: string): string => image.replace(/[:@][^/]*$/, '');

async function nothing(call: Promise<unknown>): Promise<Made> {
  await call;
  return NOTHING;
}

/** How each kind of operation is done: one engine call, or one wait. */
export const HANDLERS: PerKind<Promise<Made>, [StepContext]> = {
  'pull-image': async (operation, context) => ({ kind: 'image', id: await pullImage(operation, context) }),
  'build-image': async (operation, { engine, onProgress, signal }) => {
    // Loaded only when something is built: most plans build nothing.
    const { buildImage } = await import('../../build/build-image.ts');
    return { kind: 'image', id: await buildImage(engine, operation, onProgress, signal) };
  },
  // Two tags of one repository share their layers: pushed at the same time, a registry may miss those that the other one
  // still sends, and the second push then has nothing left to send.
  'push-image': (operation, context) =>
    context.inOrder(`push ${repositoryOf(operation.image)}`, () => pushImage(operation, context)),
  'share-image': (operation, context) =>
    context.inOrder(`push ${operation.repository}`, async () => {
      const { shareImage } = await import('../steps/share-image.ts');
      return shareImage(operation, context);
    }),
  'load-image': async (operation, context) => {
    const { loadImage } = await import('../steps/load-image.ts');
    return loadImage(operation, context);
  },
  'resolve-image': async (operation, { engine }) => {
    const { resolveImage } = await import('../swarm/tell-image.ts');
    return { kind: 'pinned', ...(await resolveImage(operation, engine)) };
  },
  'publish-artifact': async (operation, { engine, onProgress, signal }) => {
    const { publishArtifact } = await import('../../build/publish-artifact.ts');
    return nothing(publishArtifact(engine, operation, onProgress, signal));
  },
  'remove-image': ({ image, id }, { engine }) => nothing(engine.removeImage(image, id)),
  'prune-images': ({ project }, { engine }) => nothing(engine.pruneImages([`${LABEL.project}=${project}`])),
  'create-network': (operation, context) => nothing(createNetwork(operation, context)),
  'remove-network': (operation, context) => nothing(removeNetwork(operation, context)),
  'create-volume': ({ request }, { engine }) => nothing(engine.createVolume(request)),
  'copy-volume': async (operation, context) => {
    const { makeCopy } = await import('../volumes/make-copy.ts');
    return nothing(makeCopy(operation, context));
  },
  'write-backup': async (operation, context) => {
    const { writeBackup } = await import('../volumes/write-backup.ts');
    return nothing(writeBackup(operation, context));
  },
  'restore-volume': async (operation, context) => {
    const { restoreVolume } = await import('../volumes/restore-volume.ts');
    return nothing(restoreVolume(operation, context));
  },
  'restore-dump': async (operation, context) => {
    const { restoreDump } = await import('../volumes/restore-volume.ts');
    return nothing(restoreDump(operation, containerOf(operation.container, context.recorded), context));
  },
  'remove-volume': async ({ name, marker }, { engine }) => {
    await engine.removeVolume(name);
    if (marker !== undefined) await engine.removeVolume(marker);
    return NOTHING;
  },
  'trash-volume': ({ marker }, { engine }) => nothing(engine.createVolume(marker)),
  'untrash-volume': ({ marker }, { engine }) => nothing(engine.removeVolume(marker)),
  'create-container': async (operation, { engine, recorded, warn }) => {
    const { id, warnings } = await createContainer(operation, engine, recorded);
    for (const warning of warnings) warn(`container ${operation.name}: ${warning}`);
    return { kind: 'container', id };
  },
  'put-files': ({ container, files }, { engine, recorded }) =>
    nothing(engine.putFiles(containerOf(container, recorded), files)),
  'start-container': async ({ container }, context) => {
    const { engine, recorded, inOrder } = context;
    const id = containerOf(container, recorded);
    const start = () => engine.startContainer(id);
    await (publishesRange(container, context) ? inOrder('ports', start) : start());
    // Named for those who follow its output: only here is it known which container that became.
    return { kind: 'container', id };
  },
  'stop-container': (operation, { engine, recorded, slotTimeout, releaseSlot, releaseWaiting, warn }) =>
    nothing(
      slotTimeout.limit(
        stopContainer(engine, containerOf(operation.container, recorded), operation, {
          warn,
          releaseWaiting,
        }),
        releaseSlot,
      ),
    ),
  'kill-container': ({ container, signal }, { engine }) => nothing(engine.killContainer(container, signal)),
  'signal-container': ({ container, signal }, { engine }) => nothing(engine.killContainer(container, signal)),
  'exec-hook': async (operation, context) => {
    const { runExecHook } = await import('../steps/exec-hook.ts');
    return nothing(runExecHook(operation, containerOf(operation.container, context.recorded), context));
  },
  'run-hook': async (operation, context) => {
    const { runHook } = await import('../steps/run-hook.ts');
    return nothing(runHook(operation, context));
  },
  'run-provider': async (operation, context) => {
    const { runProvider } = await import('../steps/run-provider.ts');
    return { kind: 'variables', variables: await runProvider(operation, context) };
  },
  'prepare-model': async (operation, context) => {
    const { prepareModel } = await import('../steps/prepare-model.ts');
    return { kind: 'variables', variables: await prepareModel(operation, context) };
  },
  'pause-container': ({ container }, { engine }) => nothing(engine.pauseContainer(container)),
  'commit-container': async ({ container, ...request }, { engine }) => ({
    kind: 'image',
    id: await engine.commitContainer(container, request),
  }),
  'copy-in': async (operation, { engine }) => {
    const { copyIn } = await import('../copy/copy-in.ts');
    return nothing(copyIn(operation, engine));
  },
  'copy-out': async (operation, { engine }) => {
    const { copyOut } = await import('../copy/copy-out.ts');
    return nothing(copyOut(operation, engine));
  },
  'unpause-container': ({ container }, { engine }) => nothing(engine.unpauseContainer(container)),
  'restart-container': ({ container, graceSeconds }, { engine, slotTimeout, releaseSlot }) =>
    nothing(slotTimeout.limit(engine.restartContainer(container, graceSeconds), releaseSlot)),
  'remove-container': ({ container, withVolumes }, { engine, recorded }) =>
    nothing(engine.removeContainer(containerOf(container, recorded), withVolumes)),
  'update-container': async ({ container, name, update }, { engine, warn }) => {
    for (const warning of await engine.updateContainer(container, update))
      warn(`container ${name}: ${warning}`);
    return NOTHING;
  },
  'rename-container': ({ container, name }, { engine, recorded }) =>
    nothing(engine.renameContainer(containerOf(container, recorded), name)),
  'connect-network': ({ container, network, endpoint }, { engine, recorded }) =>
    nothing(engine.connectNetwork(network, containerOf(container, recorded), endpoint)),
  'disconnect-network': (operation, { engine }) => leaveNetwork(operation, engine),
  'wait-for': async (operation, context) => {
    const { engine, recorded, watch, signal, finalWaits, onProgress } = context;
    if (!watch) throw new InternalError('a wait without a subscription to the events');
    const targets = operation.containers.map(({ ref, name }) => ({ id: containerOf(ref, recorded), name }));
    const askPorts = asksPorts(operation, context);
    return nothing(waitFor(operation, targets, { engine, watch, signal, finalWaits, onProgress, askPorts }));
  },
  'check-ingress': async (operation, context) => {
    const { checkIngress } = await import('../steps/check-ingress.ts');
    return nothing(checkIngress(operation, context));
  },
  'route-ingress': async (operation, context) => {
    const { routeIngress } = await import('../steps/route-ingress.ts');
    return nothing(routeIngress(operation, context));
  },
  'drain-container': async (operation, context) => {
    const { drainContainer } = await import('../steps/drain-container.ts');
    return nothing(drainContainer(operation, context));
  },
  'check-hold': async (operation, context) => {
    const { checkHold } = await import('../steps/hold-steps.ts');
    return nothing(checkHold(operation, context));
  },
  'hold-ports': async (operation, context) => {
    const { startHold } = await import('../steps/hold-steps.ts');
    return nothing(startHold(operation, context));
  },
  'release-ports': async (operation, context) => {
    const { releasePorts } = await import('../steps/hold-steps.ts');
    return nothing(releasePorts(operation, context));
  },
  'pause-update': ({ forMs }, { signal }) => nothing(setTimeout(forMs, undefined, { signal })),
  'judge-update': async (operation, { recorded }) => {
    judgeUpdate(operation, recorded);
    return NOTHING;
  },
  'create-swarm-file': async (operation, { engine }) => {
    const { createSwarmFile } = await import('../swarm/change-swarm.ts');
    return nothing(createSwarmFile(operation, engine));
  },
  'remove-swarm-file': async (operation, { engine }) => {
    const { removeSwarmFile } = await import('../swarm/change-swarm.ts');
    return nothing(removeSwarmFile(operation, engine));
  },
  'remove-swarm-network': async (operation, { engine }) => {
    const { removeSwarmNetwork } = await import('../swarm/change-swarm.ts');
    return nothing(removeSwarmNetwork(operation, engine));
  },
  'create-swarm-service': async (operation, { engine, recorded, warn }) => {
    const { createSwarmService } = await import('../swarm/change-swarm.ts');
    for (const warning of await createSwarmService(operation, engine, toldOf(operation, recorded)))
      warn(`service ${operation.service}: ${warning}`);
    return NOTHING;
  },
  'update-swarm-service': async (operation, { engine, recorded, warn }) => {
    const { updateSwarmService } = await import('../swarm/change-swarm.ts');
    for (const warning of await updateSwarmService(operation, engine, toldOf(operation, recorded)))
      warn(`service ${operation.service}: ${warning}`);
    return NOTHING;
  },
  'remove-swarm-service': async (operation, { engine }) => {
    const { removeSwarmService } = await import('../swarm/change-swarm.ts');
    return nothing(removeSwarmService(operation, engine));
  },
  'update-swarm-node': async (operation, { engine }) => {
    const { updateSwarmNode } = await import('../swarm/change-swarm.ts');
    return nothing(updateSwarmNode(operation, engine));
  },
  'move-tasks': async (operation, { engine, signal, onProgress }) => {
    const { moveTasks } = await import('../swarm/move-tasks.ts');
    return nothing(moveTasks(operation, { engine, signal, onProgress }));
  },
  'await-tasks': async (operation, context) => {
    const { engine, project, onProgress } = context;
    const { awaitTasks } = await import('../swarm/await-tasks.ts');
    const signal = operation.despiteInterrupt ? (context.givenUp ?? NEVER) : context.signal;
    return nothing(awaitTasks(operation, { engine, project, signal, onProgress }));
  },
};

/** Error: MissingResult when the step that should have told the image did not. */
function toldOf({ image }: { readonly image?: ToldImage }, recorded: Recorded): PinnedImage | undefined {
  if (image === undefined) return undefined;
  const told = pinnedOf(image.by, recorded);
  if (told === undefined) throw new MissingResult(image.by);
  return told;
}

function publishesRange(container: ContainerRef, context: StepContext): boolean {
  return 'createdBy' in container && context.publishesRange(container.createdBy);
}
