import { isJsonMap, type Json } from '../model/json.ts';
import type { Project } from '../model/project.ts';
import type { ServiceSpec } from '../model/service-spec.ts';

const LONGEST_TAG = 128;

/** The images that the project builds and the files name, and what each is called in the instance. */
export function ownImages(
  { services, disabledServices }: Project,
  instance: string,
): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const { build, image } of [...services.values(), ...disabledServices.values()]) {
    if (!build) continue;
    for (const reference of [...(image === undefined ? [] : [image]), ...build.tags])
      own.set(reference, withSuffix(reference, instance));
  }
  return own;
}

/** `shop/web` is `shop/web:latest`. */
function withSuffix(reference: string, instance: string): string {
  const [, repository = reference, tag = 'latest'] = /^(.*?)(?::([^:/@]+))?(?:@.*)?$/.exec(reference) ?? [];
  return `${repository}:${tag.slice(0, LONGEST_TAG - instance.length - 1)}-${instance}`;
}

/** The service with the images of the instance, those that it builds and those that another service does. */
export function withOwnImages(service: ServiceSpec, own: ReadonlyMap<string, string>): ServiceSpec {
  if (own.size === 0) return service;
  const named = (reference: string): string => own.get(reference) ?? reference;
  const { image, build, volumes, preStart } = service;
  return {
    ...service,
    ...(image !== undefined && { image: named(image) }),
    ...(build && {
      build: {
        ...build,
        tags: build.tags.map(named),
        additionalContexts: new Map(
          [...build.additionalContexts].map(
            ([name, context]) => [name, namedContext(context, named)] as const,
          ),
        ),
      },
    }),
    volumes: volumes.map((mount) =>
      mount.type === 'image' && mount.source !== undefined
        ? { ...mount, source: named(mount.source) }
        : mount,
    ),
    ...(preStart !== undefined && { preStart: namedHooks(preStart, named) }),
  };
}

const DOCKER_IMAGE = 'docker-image://';

const namedContext = (context: string, named: (reference: string) => string): string =>
  context.startsWith(DOCKER_IMAGE) ? `${DOCKER_IMAGE}${named(context.slice(DOCKER_IMAGE.length))}` : context;

function namedHooks(hooks: Json, named: (reference: string) => string): Json {
  if (!Array.isArray(hooks)) return hooks;
  return hooks.map((hook: Json) =>
    isJsonMap(hook) && typeof hook.image === 'string' ? { ...hook, image: named(hook.image) } : hook,
  );
}
