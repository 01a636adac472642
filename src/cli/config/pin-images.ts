import type { Engine } from '../../engine/port/engine.ts';
import { resolveDigestOf } from '../../engine/registry/resolve-digest.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { Mount, ServiceSpec } from '../../model/service-spec.ts';

/** The project with every image named by its content, as the registry has it now. Error: EngineError. */
export async function pinImages(project: Project, engine: Pick<Engine, 'resolveDigest'>): Promise<Project> {
  const { fullName } = await import('../../model/full-name.ts');
  const { pinImages: pin } = await import('../../planner/images/pin-images.ts');
  const names = [...new Set([...project.services.values()].flatMap(imagesOf))].sort();
  const pinned = new Map(
    await Promise.all(
      names
        // Named by its content already.
        .filter((name) => !name.includes('@'))
        .map(async (name) => [name, `${fullName(name)}@${await resolveDigestOf(name, engine)}`] as const),
    ),
  );
  return pinned.size === 0 ? project : pin(project, (name) => pinned.get(name));
}

/** An override file that holds a project to its images: nothing but what names one. */
export function imagesOnly({ services }: Project): { readonly [key: string]: Json } {
  const entries = [...services.values()].flatMap((service): readonly (readonly [string, Json])[] => {
    const mounts = service.volumes.filter(isImageMount);
    if (service.image === undefined && mounts.length === 0) return [];
    return [
      [
        service.name,
        {
          ...(service.image === undefined ? {} : { image: service.image }),
          ...(mounts.length === 0 ? {} : { volumes: mounts.map(printMount) }),
        },
      ],
    ];
  });
  return { services: Object.fromEntries(entries) };
}

/** The services whose `pre_start` names an image: an override file cannot say that of one hook of a list. */
export function withHookImages({ services }: Project): readonly string[] {
  return [...services.values()].filter((service) => hookImages(service).length > 0).map(({ name }) => name);
}

const isImageMount = ({ type, source }: Mount): boolean => type === 'image' && source !== undefined;

function imagesOf(service: ServiceSpec): readonly string[] {
  const mounted = service.volumes.flatMap((mount) => (isImageMount(mount) ? [mount.source ?? ''] : []));
  return [...(service.image === undefined ? [] : [service.image]), ...mounted, ...hookImages(service)];
}

function hookImages({ preStart, image }: ServiceSpec): readonly string[] {
  const hooks: readonly Json[] = Array.isArray(preStart) ? preStart : [];
  return hooks.flatMap((hook) =>
    isJsonMap(hook) && typeof hook.image === 'string' && hook.image !== image ? [hook.image] : [],
  );
}

function printMount({ type, source = '', target, image }: Mount): Json {
  const subpath = image?.subpath === undefined ? {} : { image: { subpath: image.subpath } };
  return { type, source, target, ...subpath };
}
