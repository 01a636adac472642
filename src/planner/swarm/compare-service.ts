import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { SwarmServiceRequest } from '../../model/swarm-request.ts';
import { stableJson } from '../../util/stable-json.ts';
import { isSameImage } from './image-text.ts';

/** What differs between a service as it is wanted and as the swarm has it. */
export interface ServiceDifference {
  /** Each by its way in the API: `TaskTemplate.ContainerSpec.Env`. Empty: nothing. */
  readonly paths: readonly string[];
  /** What to send: what is equal is as the swarm has it, since another spelling would restart every task. */
  readonly spec: JsonMap;
}

/** What is known of the swarm beside the service. */
export interface CompareContext {
  /** By the id of a network: its name. */
  readonly networkNames: ReadonlyMap<string, string>;
}

const SECOND = 1e9;

type Canonical = (value: Json | undefined, context: CompareContext) => Json;

/** What a swarm does where nothing is written. */
const UPDATE_DEFAULTS: JsonMap = {
  Delay: 0,
  FailureAction: 'pause',
  MaxFailureRatio: 0,
  Monitor: 5 * SECOND,
  Order: 'stop-first',
};

/** Nothing at all means one at a time, and something without a number all at once. */
const update: Canonical = (value) =>
  isJsonMap(value)
    ? { ...UPDATE_DEFAULTS, Parallelism: 0, ...membersOf(value) }
    : { ...UPDATE_DEFAULTS, Parallelism: 1 };

const restart: Canonical = (value) => ({
  Condition: 'any',
  Delay: 5 * SECOND,
  ...membersOf(value),
});

const endpoint: Canonical = (value) => {
  const { Mode = 'vip', Ports = [] } = isJsonMap(value) ? value : {};
  const ports = list(Ports).map((port) => ({
    Protocol: 'tcp',
    PublishMode: 'ingress',
    ...membersOf(port),
  }));
  return { Mode: Mode || 'vip', Ports: sorted(ports) };
};

/** Those that say something. */
function membersOf(value: Json | undefined): JsonMap {
  const members = withoutEmpty(value ?? null);
  return isJsonMap(members) ? members : {};
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const sorted = (items: readonly Json[]): readonly Json[] =>
  [...items].sort((a, b) => (stableJson(a) < stableJson(b) ? -1 : 1));

/** The order says nothing, but another one restarts the tasks. */
const unordered: Canonical = (value) => sorted(list(value).map(withoutEmpty));

const networks: Canonical = (value, { networkNames }) =>
  sorted(
    list(value).map((network) => {
      if (!isJsonMap(network)) return network;
      const target = String(network.Target ?? '');
      const { Aliases, ...rest } = network;
      return withoutEmpty({
        ...rest,
        Target: networkNames.get(target) ?? target,
        Aliases: sorted(list(Aliases)),
      });
    }),
  );

const capabilities: Canonical = (value) =>
  sorted(
    list(value).map((name) =>
      String(name)
        .toUpperCase()
        .replace(/^(?!CAP_|ALL$)/, 'CAP_'),
    ),
  );

/** A swarm numbers what the names stand for, and takes a place without a folder to be in `folder`. */
const files =
  (folder: string): Canonical =>
  (value) =>
    sorted(
      list(value).map((use) => {
        if (!isJsonMap(use)) return use;
        const { SecretID: _secret, ConfigID: _config, File, ...rest } = use;
        const file = membersOf(File);
        const name = String(file.Name ?? '');
        return withoutEmpty({
          ...rest,
          File: { ...file, Name: name.startsWith('/') ? name : `${folder}${name}` },
        });
      }),
    );

const isolation: Canonical = (value) => value || 'default';

/** By its way: what is compared as more than its text. */
const CANONICAL: Readonly<Record<string, Canonical>> = {
  UpdateConfig: update,
  RollbackConfig: update,
  EndpointSpec: endpoint,
  'TaskTemplate.RestartPolicy': restart,
  'TaskTemplate.Networks': networks,
  'TaskTemplate.ContainerSpec.Isolation': isolation,
  'TaskTemplate.ContainerSpec.Env': unordered,
  'TaskTemplate.ContainerSpec.Groups': unordered,
  'TaskTemplate.ContainerSpec.Hosts': unordered,
  'TaskTemplate.ContainerSpec.Mounts': unordered,
  'TaskTemplate.ContainerSpec.Ulimits': unordered,
  'TaskTemplate.ContainerSpec.CapabilityAdd': capabilities,
  'TaskTemplate.ContainerSpec.CapabilityDrop': capabilities,
  'TaskTemplate.ContainerSpec.Secrets': files('/run/secrets/'),
  'TaskTemplate.ContainerSpec.Configs': files('/'),
  // Explicitly without an init process is another thing than as the engine does by default.
  'TaskTemplate.ContainerSpec.Init': (value) => (value === undefined ? null : value),
  // Zero is a number of replicas.
  'Mode.Replicated.Replicas': (value) => value ?? 1,
};

/** Not of the file: a swarm or an earlier run has put them there, and without them the tasks restart or move. */
const KEPT: ReadonlySet<string> = new Set(['TaskTemplate.ForceUpdate', 'TaskTemplate.Runtime']);

/** Where nothing is written, those of the image: another one is for others. */
const PLATFORMS = 'TaskTemplate.Placement.Platforms';
const IMAGE = 'TaskTemplate.ContainerSpec.Image';

/** Of these the members are compared one by one. */
const OPENED: ReadonlySet<string> = new Set([
  '',
  'TaskTemplate',
  'TaskTemplate.ContainerSpec',
  'TaskTemplate.Resources',
  'TaskTemplate.Placement',
  'Mode',
  'Mode.Replicated',
]);

/** @param live as the swarm has it */
export function compareService(
  wanted: SwarmServiceRequest | JsonMap,
  live: JsonMap,
  context: CompareContext,
): ServiceDifference {
  const paths: string[] = [];
  const asked = asJson(wanted);
  const isKept = isJsonMap(asked) && isSameImage(imageIn(asked), imageIn(live));
  const kept = isKept ? new Set([...KEPT, PLATFORMS]) : KEPT;
  const spec = merge('', asked, live, { ...context, kept }, paths);
  return { paths, spec: isJsonMap(spec) ? spec : {} };
}

function imageIn({ TaskTemplate }: JsonMap): string {
  const container = isJsonMap(TaskTemplate) ? TaskTemplate.ContainerSpec : undefined;
  return String((isJsonMap(container) ? container.Image : undefined) ?? '');
}

interface MergeContext extends CompareContext {
  readonly kept: ReadonlySet<string>;
}

function merge(
  path: string,
  wanted: Json | undefined,
  live: Json | undefined,
  context: MergeContext,
  paths: string[],
): Json | undefined {
  if (context.kept.has(path) && wanted === undefined) return live;
  if (!OPENED.has(path)) {
    if (isEqual(path, wanted, live, context)) return live;
    paths.push(path);
    return wanted;
  }
  const [before, after] = [live, wanted].map((value) => (isJsonMap(value) ? value : {}));
  const members = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const merged = Object.fromEntries(
    members.flatMap((name) => {
      const value = merge(
        path === '' ? name : `${path}.${name}`,
        after?.[name],
        before?.[name],
        context,
        paths,
      );
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  // An object without members is not the same as none.
  return members.length === 0 ? live : merged;
}

function isEqual(
  path: string,
  wanted: Json | undefined,
  live: Json | undefined,
  context: CompareContext,
): boolean {
  if (path === IMAGE) return isSameImage(String(wanted ?? ''), String(live ?? ''));
  const canonical = CANONICAL[path] ?? ((value) => withoutEmpty(value ?? null));
  return stableJson(canonical(wanted, context)) === stableJson(canonical(live, context));
}

/** What says nothing is left out by some, and written by others: nothing, no, zero, and lists without items. */
function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(withoutEmpty);
  if (!isJsonMap(value)) return value === false || value === 0 || value === '' ? null : value;
  const members = Object.entries(value)
    .map(([name, member]) => [name, withoutEmpty(member)] as const)
    .filter(([, member]) => member !== null);
  return members.length === 0 ? null : Object.fromEntries(members);
}

/** A request has no members that JSON could not carry. */
const asJson = (request: SwarmServiceRequest | JsonMap): Json => JSON.parse(JSON.stringify(request)) as Json;
