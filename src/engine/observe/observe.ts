import { type ContainerId, containerId, type ImageId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type {
  ContainerDetails,
  ContainerHistory,
  ForeignContainer,
  ImageDetails,
  Inspection,
  InspectionNeed,
  Observed,
  ObservedContainer,
  ObservedNetwork,
  ObservedVolume,
} from '../../model/observed.ts';
import { isCopyHelper } from '../../model/volume-copy.ts';
import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { withNetworkNames } from './with-network-names.ts';

/** The pending answers for a snapshot of one project. */
export interface PendingObservation {
  readonly containers: Promise<readonly ObservedContainer[]>;
  readonly networks: Promise<readonly ObservedNetwork[]>;
  readonly volumes: Promise<readonly ObservedVolume[]>;
  readonly history: Promise<ContainerHistory> | undefined;
}

/**
 * Sends the calls of a snapshot that do not depend on the images of the project.
 *
 * @param withHistory whether to request the containers that were changed in place, or are being stopped, too
 */
export function startObserving(engine: Engine, project: string, withHistory = false): PendingObservation {
  const lists = {
    containers: engine.listContainers([`${LABEL.project}=${project}`]),
    networks: engine.listNetworks(),
    volumes: engine.listVolumes(),
  };
  const history = withHistory ? engine.containerHistory(asLongAgain(Object.values(lists))) : undefined;
  const asked = { ...lists, history };
  // `observe` reports a failure when it awaits the answers; without it, a failure must not end the process.
  for (const answer of Object.values(asked)) answer?.catch(() => {});
  return asked;
}

/** The least time that an engine has for more than the lists. */
const MOMENT_MS = 250;

/** Aborted when the lists have been there for as long as the engine took for them, and a moment: a busy one has more time. */
function asLongAgain(lists: readonly Promise<unknown>[]): AbortSignal {
  const begin = performance.now();
  const enough = new AbortController();
  void Promise.allSettled(lists).then(() => {
    setTimeout(() => enough.abort(), performance.now() - begin + MOMENT_MS).unref();
  });
  return enough.signal;
}

/**
 * One snapshot of one project: four list calls at once, and a fifth for containers that were changed in place, however many
 * services there are.
 *
 * @param asked the calls that have been sent already
 */
export async function observe(
  engine: Engine,
  project: string,
  imageReferences: readonly string[],
  asked: PendingObservation = startObserving(engine, project),
): Promise<Observed> {
  const [containers, networks, volumes, images, history] = await Promise.all([
    asked.containers,
    asked.networks,
    asked.volumes,
    engine.listImages(imageReferences),
    asked.history,
  ]);
  const isHelper = (container: ObservedContainer): boolean =>
    LABEL.hold in container.labels || isCopyHelper(container);
  const holdHelpers = containers.filter(isHelper);
  return {
    containers: withNetworkNames(
      containers.filter((container) => !isHelper(container)),
      networks,
    ),
    ...(holdHelpers.length > 0 ? { holdHelpers } : {}),
    networks,
    volumes,
    images,
    ...history,
  };
}

/**
 * The details of these containers and of their images, which lists lack: all at once, each image once. The result omits
 * containers that have been removed meanwhile.
 */
export async function inspectAll(
  engine: Engine,
  needs: readonly InspectionNeed[],
): Promise<ReadonlyMap<ContainerId, Inspection>> {
  const images = new Map<ImageId, Promise<ImageDetails | undefined>>();
  const imageOf = ({ imageId }: ContainerDetails) => {
    if (imageId === undefined) return undefined;
    const asked = images.get(imageId) ?? engine.inspectImage(imageId);
    images.set(imageId, asked);
    return asked;
  };
  const inspections = await Promise.all(
    needs.map(async (need): Promise<readonly (readonly [ContainerId, Inspection])[]> => {
      const { id, files: paths = [] } = typeof need === 'string' ? { id: need } : need;
      const [container, files] = await Promise.all([
        inspectUnlessGone(engine, id),
        paths.length > 0 ? filesOf(engine, id, paths) : undefined,
      ]);
      if (!container) return [];
      const image = await imageOf(container);
      return [[id, { container, ...(image ? { image } : {}), ...(files ? { files } : {}) }]];
    }),
  );
  return new Map(inspections.flat());
}

/** The containers with these names, whoever owns them. Makes no call without names. */
export async function findByName(
  engine: Engine,
  names: readonly string[],
): Promise<ReadonlyMap<string, ForeignContainer>> {
  const found = await Promise.all(
    names.map(async (name) => {
      // An engine accepts a name wherever it accepts an id.
      const container = await inspectUnlessGone(engine, containerId(encodeURIComponent(name)));
      return container ? [[name, container] as const] : [];
    }),
  );
  return new Map(found.flat());
}

/** Loaded only when it is needed, because it parses tar archives. */
async function filesOf(engine: Engine, id: ContainerId, paths: readonly string[]) {
  const { readFiles } = await import('./read-files.ts');
  return readFiles(engine, id, paths);
}

/** undefined: somebody has removed it. */
export async function inspectUnlessGone(
  engine: Pick<Engine, 'inspectContainer'>,
  id: ContainerId,
): Promise<ContainerDetails | undefined> {
  try {
    return await engine.inspectContainer(id);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'no-container') return undefined;
    throw error;
  }
}
