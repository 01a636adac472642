import { emptyService } from '../../model/empty-service.ts';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Codec } from '../attributes/codec/codec.ts';
import { textList } from '../attributes/codec/collections.ts';
import { service as serviceCodec } from '../attributes/service.ts';
import { dependsOn } from '../attributes/short-syntax/depends-on.ts';
import { devices, gpus } from '../attributes/short-syntax/devices.ts';
import { configReferences, secretReferences } from '../attributes/short-syntax/file-references.ts';
import { models } from '../attributes/short-syntax/models.ts';
import { networks } from '../attributes/short-syntax/networks.ts';
import { cleanTarget } from '../attributes/short-syntax/paths.ts';
import { ports } from '../attributes/short-syntax/ports.ts';
import { volumes } from '../attributes/short-syntax/volumes.ts';
import { implicitDependencies } from '../resolve/implicit-dependencies.ts';
import { Origins } from '../tree/origins.ts';
import { isMap, type Tree, type TreeMap } from '../tree/tree.ts';

type Draft = { [key: string]: Json };
type Change = (tree: Tree) => Json;

const SECTIONS = ['networks', 'volumes', 'secrets', 'configs'];

/** The attributes of a service that have a short form. */
const SHORT_FORMS: Readonly<Record<string, Change>> = {
  build: (tree) => (isMap(tree) ? tree : { context: tree }),
  configs: viaCodec(configReferences),
  depends_on: (tree) =>
    isMap(tree) ? mapMembers(tree, (one) => ({ required: true, ...Object(one) })) : viaCodec(dependsOn)(tree),
  devices: viaCodec(devices),
  dns: viaCodec(textList),
  env_file: (tree) =>
    [tree].flat().map((file) => (isMap(file) ? { required: true, ...file } : { path: file, required: true })),
  gpus: viaCodec(gpus),
  label_file: viaCodec(textList),
  models: viaCodec(models),
  networks: (tree) => (isMap(tree) ? tree : viaCodec(networks)(tree)),
  ports: viaCodec(ports),
  secrets: viaCodec(secretReferences),
  volumes: (tree) => (Array.isArray(tree) ? tree.map(canonicalMount) : tree),
};

/** The long forms of all values that can be read without interpolation; other values stay as written. */
export function canonicalTree(tree: TreeMap, projectName: string, isNormalised: boolean): JsonMap {
  const services = mapMembers(isMap(tree.services) ? tree.services : {}, (service) =>
    canonicalService(service, isNormalised),
  );
  const model: Draft = { ...tree, name: projectName, services };
  delete model.version;
  delete model.include;
  if (!isNormalised) return model;

  const usesDefault = Object.values(services).some(
    (service) =>
      isJsonMap(service) && isJsonMap(service.networks) && Object.hasOwn(service.networks, 'default'),
  );
  if (usesDefault) model.networks = { default: null, ...(isJsonMap(model.networks) ? model.networks : {}) };
  for (const section of SECTIONS) {
    const specs = model[section];
    if (isJsonMap(specs)) model[section] = mapMembers(specs, (spec, key) => named(spec, key, projectName));
  }
  return model;
}

function canonicalService(service: Tree, isNormalised: boolean): JsonMap {
  if (!isMap(service)) return {};
  const made: Draft = { ...service };
  delete made.extends;
  for (const [attribute, change] of Object.entries(SHORT_FORMS)) {
    const member = service[attribute] ?? null;
    if (member !== null) made[attribute] = change(member);
  }
  if (!isNormalised) return made;
  if (isJsonMap(made.build)) made.build = normalBuild(made.build);
  const joinsNone = !isJsonMap(made.networks) || Object.keys(made.networks).length === 0;
  if (joinsNone && service.network_mode === undefined && service.provider === undefined)
    made.networks = { default: null };
  for (const { service: needed, dependency } of implicitDependencies(sharing(service))) {
    const known = isJsonMap(made.depends_on) ? made.depends_on : {};
    made.depends_on = { [needed]: { ...dependency }, ...known };
  }
  return made;
}

/** Only the attributes that name other services; others may not be readable yet. */
function sharing(service: TreeMap): ServiceSpec {
  const names = ['links', 'network_mode', 'ipc', 'pid', 'uts', 'cgroup', 'volumes_from'];
  const some = Object.fromEntries(names.flatMap((name) => (service[name] ? [[name, service[name]]] : [])));
  return readQuietly(serviceCodec, some) ?? emptyService('');
}

function normalBuild(build: JsonMap): JsonMap {
  const { args } = build;
  const isInline = build.dockerfile_inline !== undefined;
  // An argument without a value could get one only from interpolation.
  const known: readonly Json[] = Array.isArray(args) ? args.filter((arg) => String(arg).includes('=')) : [];
  return {
    context: '.',
    ...(isInline ? {} : { dockerfile: 'Dockerfile' }),
    ...build,
    ...(Array.isArray(args) ? { args: known.length > 0 ? known : null } : {}),
  };
}

function canonicalMount(mount: Tree): Json {
  if (!isMap(mount)) {
    const printed = viaCodec(volumes)([mount]);
    const [one = null]: readonly Json[] = Array.isArray(printed) ? printed : [];
    return isJsonMap(one) && typeof one.target === 'string'
      ? { ...one, target: cleanTarget(one.target) }
      : one;
  }
  return {
    ...mount,
    ...(typeof mount.target === 'string' ? { target: cleanTarget(mount.target) } : {}),
  };
}

function named(spec: Json, key: string, projectName: string): JsonMap {
  const made = isJsonMap(spec) ? spec : {};
  return { ...made, name: made.name ?? (made.external === true ? key : `${projectName}_${key}`) };
}

/** The canonical form of the codec, or the written value when the codec cannot read it. */
function viaCodec<Value>(codec: Codec<Value>): Change {
  return (tree) => {
    const value = readQuietly(codec, tree);
    return value === undefined ? tree : (codec.print(value) ?? tree);
  };
}

function readQuietly<Value>(codec: Codec<Value>, tree: Tree): Value | undefined {
  let isRight = true;
  const report = ({ severity }: { readonly severity: string }) => {
    if (severity === 'error') isRight = false;
  };
  const value = codec.read(tree, { container: [tree], key: 0, reading: { origins: new Origins(), report } });
  return isRight ? value : undefined;
}

function mapMembers<Member>(
  map: { readonly [key: string]: Member },
  change: (member: Member, key: string) => JsonMap,
): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, member]) => [key, change(member, key)]));
}
