import { fullName } from '../../model/full-name.ts';
import { imageId } from '../../model/ids.ts';
import type { ImageDetails, ObservedImage } from '../../model/observed.ts';
import { isHealthcheck } from './read-container-details.ts';
import type { ImageInspection, ImageListItem } from './wire.ts';

/** `GET /images/{name}/json`. */
export function readImageDetails(inspection: ImageInspection): ImageDetails {
  const { Id, Config: config, Os, Architecture, Variant, Metadata, RootFS, Size } = inspection;
  const platform = [Os, Architecture, Variant].filter(Boolean).join('/');
  const namedAtMs = Date.parse(Metadata?.LastTagTime ?? '');
  return {
    id: imageId(Id),
    env: config?.Env ?? [],
    command: config?.Cmd ?? [],
    entrypoint: [config?.Entrypoint ?? []].flat(),
    labels: config?.Labels ?? {},
    volumes: Object.keys(config?.Volumes ?? {}).sort(),
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}).sort(),
    workingDir: config?.WorkingDir ?? '',
    user: config?.User ?? '',
    hasHealthcheck: isHealthcheck(config?.Healthcheck),
    ...(isHealthcheck(config?.Healthcheck) && { healthTest: config?.Healthcheck?.Test ?? [] }),
    ...(RootFS?.Layers && { layers: RootFS.Layers }),
    ...(Size !== undefined && { sizeBytes: Size }),
    ...(config?.StopSignal ? { stopSignal: config.StopSignal } : {}),
    ...(platform === '' ? {} : { platform }),
    ...(namedAtMs > 0 ? { namedAtMs } : {}),
  };
}

/** The images of `references` in the answer to `GET /images/json`. */
export function findImages(
  items: readonly ImageListItem[],
  references: readonly string[],
): Map<string, ObservedImage> {
  const byName = new Map<string, ImageListItem>();
  for (const item of items)
    for (const name of [...(item.RepoTags ?? []), ...(item.RepoDigests ?? [])])
      byName.set(fullName(name), item);
  const found = new Map<string, ObservedImage>();
  for (const reference of references) {
    const item = byName.get(fullName(reference));
    if (item) found.set(reference, { id: imageId(item.Id), ...digestsOf(item) });
  }
  return found;
}

/** Older engines list an image without a name as `<none>@<none>`. */
function digestsOf({ RepoDigests }: ImageListItem): Pick<ObservedImage, 'digests'> {
  const digests = (RepoDigests ?? []).filter((digest) => !digest.startsWith('<none>'));
  return digests.length > 0 ? { digests } : {};
}

/** Whether the reference is an id (`sha256:…`, or digits of it) and not a name. */
export const isImageId = (reference: string): boolean => /^(?:sha256:)?[0-9a-f]{12,64}$/.test(reference);

/** The short name without tag and digest, for the filters of the engine. */
export function familiarName(reference: string): string {
  return fullName(reference)
    .replace(/@.*$/, '')
    .replace(/:[^:/]+$/, '')
    .replace(/^docker\.io\/(?:library\/)?/, '');
}
