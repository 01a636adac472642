import type { BuildSpec } from '../../model/build-spec.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { SecretSpec } from '../../model/secret-spec.ts';
import type { Mount, ServiceSpec } from '../../model/service-spec.ts';
import type { StringMap } from '../../model/string-map.ts';
import type { VolumeSpec } from '../../model/volume-spec.ts';
import type { Declared } from '../attributes/decode-project.ts';
import { absoluteContext, absolutePath, type PathBase } from '../attributes/short-syntax/paths.ts';

/** Makes every path of the files absolute, against the directory of the project. */
export function resolvePaths(declared: Declared, base: PathBase): Declared {
  return {
    ...declared,
    services: mapValues(declared.services, (service) => resolveService(service, base)),
    volumes: mapValues(declared.volumes, (volume) => resolveVolume(volume, base)),
    secrets: mapValues(declared.secrets, (secret) => resolveContent(secret, base)),
    configs: mapValues(declared.configs, (config) => resolveContent(config, base)),
  };
}

function resolveService(service: ServiceSpec, base: PathBase): ServiceSpec {
  return {
    ...service,
    ...(service.build ? { build: resolveBuild(service.build, base) } : {}),
    ...(service.develop === undefined ? {} : { develop: resolveWatch(service.develop, base) }),
    envFiles: service.envFiles.map((file) => ({ ...file, path: absolutePath(file.path, base) })),
    labelFiles: service.labelFiles.map((file) => absolutePath(file, base)),
    volumes: service.volumes.map((mount) => resolveMount(mount, base)),
  };
}

function resolveBuild(build: BuildSpec, base: PathBase): BuildSpec {
  return {
    ...build,
    context: absoluteContext(build.context, base),
    additionalContexts: mapValues(build.additionalContexts, (context) => absoluteContext(context, base)),
    ssh: mapValues(build.ssh, (key) => (key === '' ? '' : absolutePath(key, base))),
  };
}

function resolveMount(mount: Mount, base: PathBase): Mount {
  return mount.type === 'bind' && mount.source !== undefined
    ? { ...mount, source: absolutePath(mount.source, base) }
    : mount;
}

/** A local volume can mount a folder of the host. */
function resolveVolume(volume: VolumeSpec, base: PathBase): VolumeSpec {
  const device = volume.driverOpts.get('device');
  if (volume.driver !== 'local' || volume.driverOpts.get('o') !== 'bind' || device === undefined)
    return volume;
  const driverOpts: StringMap = new Map([...volume.driverOpts, ['device', absolutePath(device, base)]]);
  return { ...volume, driverOpts };
}

function resolveContent(spec: SecretSpec, base: PathBase): SecretSpec {
  return spec.from.kind === 'file'
    ? { ...spec, from: { kind: 'file', path: absolutePath(spec.from.path, base) } }
    : spec;
}

function resolveWatch(develop: Json, base: PathBase): Json {
  if (!isJsonMap(develop) || !Array.isArray(develop.watch)) return develop;
  const watch: readonly Json[] = develop.watch;
  return {
    ...develop,
    watch: watch.map((rule) =>
      isJsonMap(rule) && typeof rule.path === 'string'
        ? { ...rule, path: absolutePath(rule.path, base) }
        : rule,
    ),
  };
}

function mapValues<From, To>(map: ReadonlyMap<string, From>, change: (value: From) => To): Map<string, To> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
