import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerReference, HashedText } from '../../model/container-ref.ts';
import type { ContainerRequest, HostConfig, MountRequest } from '../../model/container-request.ts';
import type { ImageId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { OperationOf } from '../../model/operation.ts';
import { hashLabels } from '../../planner/request/config-hash.ts';
import { containerOf, imageOf, type Recorded, variablesOf } from './results.ts';

type CreateContainer = OperationOf<'create-container'>;

/** Sends the planned request, completed by what is only known now. @returns the id, and the engine's warnings. */
export async function createContainer(operation: CreateContainer, engine: Engine, recorded: Recorded) {
  const { name, request, platform, references, inherits } = operation;
  const image = imageOf(operation.image, recorded) ?? (await engine.inspectImage(request.Image))?.id;
  const withImage: ContainerRequest = {
    ...request,
    Labels: {
      ...request.Labels,
      ...(operation.hashed && hashNow(operation.hashed, references, recorded)),
      ...(image && { [LABEL.image]: image }),
      ...(await mountLabel(operation, engine, recorded)),
      // Inherited volumes look named to the engine, and do not go with the container: `down -v` looks for this.
      ...(inherits && { [LABEL.replace]: `${operation.service}-${operation.replica}` }),
    },
  };
  const provided = new Map(
    (operation.variables ?? []).flatMap((source) => [...(variablesOf(source, recorded) ?? [])]),
  );
  const withIds = {
    ...withImage,
    ...(provided.size > 0 ? { Env: withVariables(request.Env, provided) } : {}),
    HostConfig: fillIn(request.HostConfig, references, recorded),
  };
  const takesOver = inherits !== undefined && Object.keys(inherits).length > 0;
  const whole = takesOver ? await inheritVolumes(withIds, inherits, image, engine) : withIds;
  return engine.createContainer(name, whole, platform);
}

/** Which images it mounts: an engine only tells their names. */
async function mountLabel(
  { mountedImages = [] }: CreateContainer,
  engine: Engine,
  recorded: Recorded,
): Promise<Readonly<Record<string, string>>> {
  if (mountedImages.length === 0) return {};
  const entries = await Promise.all(
    mountedImages.map(async ({ target, reference, image }) => {
      const id = imageOf(image, recorded) ?? (await engine.inspectImage(reference))?.id;
      return id === undefined ? [] : [`${target}=${id}`];
    }),
  );
  return { [LABEL.imageVolumes]: entries.flat().sort().join(',') };
}

/** What a provider says counts: the file cannot know it. */
function withVariables(
  own: readonly string[] = [],
  provided: ReadonlyMap<string, string>,
): readonly string[] {
  const kept = own.filter((entry) => !provided.has(entry.split('=', 1)[0] ?? ''));
  return [...kept, ...[...provided].map(([name, value]) => `${name}=${value}`)];
}

function hashNow(
  hashed: HashedText,
  references: readonly ContainerReference[],
  recorded: Recorded,
): Readonly<Record<string, string>> {
  return hashLabels(
    hashed,
    references.map(({ placeholder, to }) => [placeholder, containerOf(to, recorded)]),
  );
}

/** Completes a request by the ids of the containers that it refers to. */
export function fillIn(
  hostConfig: HostConfig,
  references: readonly ContainerReference[],
  recorded: Recorded,
): HostConfig {
  let result = hostConfig;
  for (const { field, template, to } of references) {
    const text = template.replace('{}', containerOf(to, recorded));
    const isList = field === 'VolumesFrom' || field === 'Links';
    result = { ...result, [field]: isList ? [...(result[field] ?? []), text] : text };
  }
  return result;
}

/**
 * A replacement goes on with the anonymous volumes of the container it replaces: their data is the user's, although
 * the file does not name it. Only where the new container would have an anonymous volume too; a volume that had a name
 * was taken out of the file on purpose.
 */
async function inheritVolumes(
  request: ContainerRequest,
  inherits: Readonly<Record<string, string>>,
  image: ImageId | undefined,
  engine: Engine,
): Promise<ContainerRequest> {
  const details = await engine.inspectImage(image ?? request.Image);
  const inherited = new Map(Object.entries(inherits));
  const mounts = (request.HostConfig.Mounts ?? []).map((mount): MountRequest => {
    const isAnonymous = mount.Type === 'volume' && mount.Source === undefined;
    const volume = isAnonymous ? inherited.get(mount.Target) : undefined;
    return volume === undefined ? mount : { ...mount, Source: volume };
  });
  const taken = new Set([...mounts.map((mount) => mount.Target), ...bindTargets(request.HostConfig)]);
  for (const target of details?.volumes ?? []) {
    const volume = inherited.get(target);
    if (volume !== undefined && !taken.has(target))
      mounts.push({ Type: 'volume', Source: volume, Target: target });
  }
  if (mounts.length === 0) return request;
  return { ...request, HostConfig: { ...request.HostConfig, Mounts: mounts } };
}

function bindTargets({ Binds = [], Tmpfs = {} }: HostConfig): readonly string[] {
  // `source:target[:options]`; a source with a colon of its own (a Windows drive) is not followed by a slash alone.
  const targets = Binds.map((bind) => /:(\/[^:]*)(?::[^/]*)?$/.exec(bind)?.[1] ?? '');
  return [...targets, ...Object.keys(Tmpfs)];
}
