import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import { LABEL } from '../../model/labels.ts';
import type { FieldChange } from '../../model/plan.ts';
import { defined } from '../../util/defined.ts';
import { maskValue } from '../../util/looks-secret.ts';
import { showValue, showWords } from '../diff/show-value.ts';
import { ATTRIBUTES_OF_PART, type Attributes, type NetworkNames } from './attributes-of-part.ts';
import type { ServiceDifference } from './compare-service.ts';
import { digestIn, isSameTag } from './image-text.ts';

/** The words of the Compose file for the members of the API. */
const WORDS: Readonly<Record<string, string>> = {
  Labels: 'deploy.labels',
  Mode: 'deploy.mode',
  'TaskTemplate.ForceUpdate': 'restart',
  'TaskTemplate.Placement.Constraints': 'deploy.placement.constraints',
  'TaskTemplate.Placement.MaxReplicas': 'deploy.placement.max_replicas_per_node',
  'TaskTemplate.Placement.Platforms': 'platform',
};

const OF_CONTAINER: Readonly<Record<string, string>> = {
  Image: 'image',
  Command: 'entrypoint',
  Args: 'command',
  Hostname: 'hostname',
  Env: 'environment',
  Dir: 'working_dir',
  User: 'user',
  Groups: 'group_add',
  Privileges: 'security_opt',
  TTY: 'tty',
  OpenStdin: 'stdin_open',
  ReadOnly: 'read_only',
  Init: 'init',
  StopSignal: 'stop_signal',
  Hosts: 'extra_hosts',
  Labels: 'labels',
  Secrets: 'secrets',
  Configs: 'configs',
  Isolation: 'isolation',
  CapabilityAdd: 'cap_add',
  CapabilityDrop: 'cap_drop',
};

const CONTAINER = 'TaskTemplate.ContainerSpec.';
const PLATFORMS = 'TaskTemplate.Placement.Platforms';

/** @param live as the swarm has it */
export const changedFields = (
  { paths, spec }: ServiceDifference,
  live: JsonMap,
  networkNames: NetworkNames,
): readonly FieldChange[] =>
  paths.flatMap((path) => {
    const [from, to] = [valueAt(live, path), valueAt(spec, path)];
    const spell = ATTRIBUTES_OF_PART[path];
    if (spell) return changedAttributes(path, spell(from, networkNames), spell(to, networkNames));
    if (path === `${CONTAINER}Image`) return [changedImage(String(from ?? ''), String(to ?? ''))];
    // It follows from the image.
    if (path === PLATFORMS && paths.includes(`${CONTAINER}Image`)) return [];
    if (path === `${CONTAINER}Env`) return changedVariables(from, to);
    if (path === `${CONTAINER}Secrets` || path === `${CONTAINER}Configs`)
      return changedUses(wordFor(path), from, to);
    if (path.endsWith('Labels')) return changedLabels(wordFor(path), from, to);
    return [defined<FieldChange>({ field: wordFor(path), from: shown(path, from), to: shown(path, to) })];
  });

function wordFor(path: string): string {
  const known = WORDS[path];
  if (known !== undefined) return known;
  const member = path.startsWith(CONTAINER) ? OF_CONTAINER[path.slice(CONTAINER.length)] : undefined;
  return member ?? path;
}

function valueAt(spec: JsonMap, path: string): Json | undefined {
  let value: Json | undefined = spec;
  for (const name of path.split('.')) value = isJsonMap(value) ? value[name] : undefined;
  return value;
}

function shown(path: string, value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && WORDS_OF_COMMANDS.has(path)) return showWords(value.map(String));
  return showValue(value);
}

const DIGITS = 12;

/** Nobody reads all digits of a digest. */
function changedImage(from: string, to: string): FieldChange {
  const [before, after] = [from, to].map((image) => {
    const digest = digestIn(image);
    return digest === undefined
      ? image
      : image.slice(0, image.length - digest.length + 'sha256:'.length + DIGITS);
  });
  const [had, has] = [digestIn(from), digestIn(to)];
  const isMoved = isSameTag(from, to) && had !== undefined && has !== undefined;
  return defined<FieldChange>({
    field: 'image',
    from: before,
    to: after,
    remark: isMoved ? 'the tag is resolved to a new digest' : undefined,
  });
}

const WORDS_OF_COMMANDS: ReadonlySet<string> = new Set([`${CONTAINER}Command`, `${CONTAINER}Args`]);

/** Each by its name. */
function changedVariables(from: Json | undefined, to: Json | undefined): readonly FieldChange[] {
  const [before, after] = [variables(from), variables(to)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) =>
      defined<FieldChange>({
        field: `environment.${name}`,
        from: masked(name, before.get(name)),
        to: masked(name, after.get(name)),
      }),
    );
}

/** Each by its place in the container. Another content has another name. */
function changedUses(field: string, from: Json | undefined, to: Json | undefined): readonly FieldChange[] {
  return changedMembers(field, uses(from), uses(to));
}

const uses = (list: Json | undefined): ReadonlyMap<string, string> =>
  new Map(
    (Array.isArray(list) ? list : []).flatMap((use: Json) => {
      if (!isJsonMap(use)) return [];
      const { File, SecretName, ConfigName } = use;
      const { Name = '', UID, GID, Mode } = isJsonMap(File) ? File : {};
      const owner = `${String(UID)}:${String(GID)} ${Number(Mode ?? 0).toString(8)}`;
      return [[String(Name), `${String(SecretName ?? ConfigName)} (${owner})`] as const];
    }),
  );

/** What gantry and docker stack write there follows from the rest. */
function changedLabels(field: string, from: Json | undefined, to: Json | undefined): readonly FieldChange[] {
  const [before, after] = [from, to].map(
    (value) =>
      new Map(
        Object.entries(isJsonMap(value) ? value : {})
          .filter(([name]) => !name.startsWith('com.docker.stack.') && name !== LABEL.stoppedReplicas)
          .map(([name, label]) => [name, maskValue(name, String(label))]),
      ),
  );
  return changedMembers(field, before ?? new Map(), after ?? new Map());
}

/** Two spellings that mean the same to the file are two for the swarm: then the attribute is named alone. */
function changedAttributes(path: string, before: Attributes, after: Attributes): readonly FieldChange[] {
  const fields = changedMembers('', before, after);
  return fields.length > 0 ? fields : [{ field: [...after.keys(), ...before.keys()][0] ?? wordFor(path) }];
}

/** @param field empty: the names are whole */
const changedMembers = (
  field: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly FieldChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) =>
      defined<FieldChange>({
        field: field === '' ? name : `${field}.${name}`,
        from: before.get(name),
        to: after.get(name),
      }),
    );

const masked = (name: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : maskValue(name, value);

const variables = (list: Json | undefined): ReadonlyMap<string, string> =>
  new Map(
    (Array.isArray(list) ? list : []).map((entry: Json) => {
      const text = String(entry);
      const at = text.indexOf('=');
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
