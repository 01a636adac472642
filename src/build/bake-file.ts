import type { Json } from '../model/json.ts';
import type { OperationOf } from '../model/operation.ts';
import { maskValue } from '../util/looks-secret.ts';

type BuildImage = OperationOf<'build-image'>;

/**
 * The builds as the JSON that `docker buildx bake` reads. It holds no values of secrets.
 *
 * @param hide takes out what is a secret for another reason than its name
 */
export function bakeFile(operations: readonly BuildImage[], hide: (text: string) => string): Json {
  return {
    group: { default: { targets: operations.map(targetName) } },
    target: Object.fromEntries(
      operations.map((operation) => [targetName(operation), target(operation, operations, hide)]),
    ),
  };
}

/** Bake reserves dots in names. */
const targetName = ({ service }: BuildImage): string => service.replaceAll('.', '_');

function target(
  { build, image, labels, secrets, pushes = false }: BuildImage,
  all: readonly BuildImage[],
  hide: (text: string) => string,
): Json {
  const shown = (name: string, value: string): string => literal(hide(maskValue(name, value)));
  const several = build.platforms.length > 1;
  const args = [...build.args].filter((entry): entry is [string, string] => entry[1] !== null);
  return withoutEmpty({
    context: hide(build.context),
    contexts: Object.fromEntries(
      [...build.additionalContexts].map(([name, value]) => [name, hide(linked(value, all))]),
    ),
    dockerfile: build.dockerfileInline === undefined ? (build.dockerfile ?? 'Dockerfile') : undefined,
    'dockerfile-inline':
      build.dockerfileInline === undefined ? undefined : literal(hide(build.dockerfileInline)),
    args: Object.fromEntries(args.map(([name, value]) => [name, shown(name, value)])),
    labels: Object.fromEntries(
      Object.entries({ ...Object.fromEntries(build.labels), ...labels }).map(([name, value]) => [
        name,
        shown(name, value),
      ]),
    ),
    tags: [...new Set([image, ...build.tags])],
    'cache-from': build.cacheFrom.map(hide),
    'cache-to': build.cacheTo.map(hide),
    target: build.target,
    platforms: build.platforms,
    pull: build.pull || undefined,
    'no-cache': build.noCache || undefined,
    'no-cache-filter': build.noCacheFilter,
    network: build.network,
    'shm-size': build.shmSizeBytes === undefined ? undefined : String(build.shmSizeBytes),
    ulimits: [...build.ulimits].map(([name, { soft, hard }]) => `${name}=${soft}:${hard}`),
    ssh: [...build.ssh].map(([id, path]) => (path === '' ? id : `${id}=${path}`)),
    secret: secrets.map(({ id, from }) => {
      if (from.kind === 'file') return `id=${id},type=file,src=${from.path}`;
      return `id=${id},type=env,env=${from.kind === 'environment' ? from.variable : id}`;
    }),
    entitlements: [...new Set([...build.entitlements, ...(build.privileged ? ['security.insecure'] : [])])],
    'extra-hosts': Object.fromEntries(
      build.extraHosts.map((entry) => [entry.replace(/=.*/, ''), entry.replace(/^[^=]*=/, '')]),
    ),
    attest: [...attestation('provenance', build.provenance), ...attestation('sbom', build.sbom)],
    output: [several ? `type=image,push=${pushes}` : 'type=docker'],
  });
}

/** Links the results of other targets, so that builders without access to the engine's images find them. */
function linked(value: string, all: readonly BuildImage[]): string {
  const maker = all.find(({ image }) => value === `docker-image://${image}`);
  return maker ? `target:${targetName(maker)}` : value;
}

/** Bake reads `${…}` as its own variables. */
const literal = (text: string): string => text.replaceAll('${', () => '$${');

function attestation(type: string, value: string | undefined): readonly string[] {
  if (value === undefined || value === '') return [];
  if (value === 'true') return [`type=${type}`];
  return value === 'false' ? [`type=${type},disabled=true`] : [`type=${type},${value}`];
}

function withoutEmpty(members: Readonly<Record<string, unknown>>): Json {
  const kept = Object.entries(members).filter(
    ([, value]) =>
      value !== undefined &&
      !(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
  );
  const json: Json = JSON.parse(JSON.stringify(Object.fromEntries(kept)));
  return json;
}
