import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import { maskValue } from '../../util/looks-secret.ts';
import { showBytes, showValue, showWords } from '../diff/show-value.ts';

/** By attribute of the Compose file: its value as the file would say it. */
export type Attributes = ReadonlyMap<string, string>;

/** By the id of a network: its name. */
export type NetworkNames = ReadonlyMap<string, string>;

type Spell = (value: Json | undefined, names: NetworkNames) => Attributes;

/** Of parts of a spec that stand for several attributes. Where a swarm takes something by itself, that is written out. */
export const ATTRIBUTES_OF_PART: Readonly<Record<string, Spell>> = {
  'Mode.Replicated.Replicas': (value) => new Map([['deploy.replicas', `${value ?? 1}`]]),
  'Mode.ReplicatedJob': (value) => new Map([['deploy.replicas', `${part(value).TotalCompletions ?? 1}`]]),
  UpdateConfig: (value) => update('deploy.update_config', value),
  RollbackConfig: (value) => update('deploy.rollback_config', value),
  EndpointSpec: (value) => {
    const { Mode, Ports } = part(value);
    return new Map([
      ['deploy.endpoint_mode', text(Mode || 'vip')],
      ...optional('ports', list(Ports).length > 0 ? list(Ports).map(portText).sort().join(', ') : undefined),
    ]);
  },
  'TaskTemplate.RestartPolicy': (value) => {
    const { Condition, Delay, MaxAttempts, Window } = part(value);
    return under('deploy.restart_policy', [
      ['condition', text(Condition || 'any')],
      ['delay', durationText(Delay ?? 5e9)],
      ['max_attempts', MaxAttempts ? text(MaxAttempts) : undefined],
      ['window', Window ? durationText(Window) : undefined],
    ]);
  },
  'TaskTemplate.Resources.Limits': (value) => resources('deploy.resources.limits', value),
  'TaskTemplate.Resources.Reservations': (value) => resources('deploy.resources.reservations', value),
  'TaskTemplate.Placement.Preferences': (value) => {
    const spread = list(value).map((one) => text(part(part(one).Spread).SpreadDescriptor ?? ''));
    return new Map(
      optional('deploy.placement.preferences', spread.length > 0 ? spread.join(', ') : undefined),
    );
  },
  'TaskTemplate.Networks': (value, names) =>
    new Map(
      list(value).map((network) => {
        const { Target = '', Aliases, DriverOpts } = part(network);
        const name = names.get(text(Target)) ?? text(Target);
        const options = isJsonMap(DriverOpts) ? [`driver_opts: ${showValue(DriverOpts)}`] : [];
        return [`networks.${name}`, [...aliasText(Aliases), ...options].join(', ') || 'joined'];
      }),
    ),
  'TaskTemplate.LogDriver': (value) => {
    const { Name, Options } = part(value);
    return new Map([
      ...optional('logging.driver', Name ? text(Name) : undefined),
      ...members('logging.options', Options),
    ]);
  },
  'TaskTemplate.ContainerSpec.StopGracePeriod': (value) =>
    new Map([['stop_grace_period', durationText(value ?? 10e9)]]),
  'TaskTemplate.ContainerSpec.Healthcheck': (value) => {
    const { Test, Interval, Timeout, Retries, StartPeriod, StartInterval } = part(value);
    const words = list(Test).map(text);
    if (words[0] === 'NONE') return new Map([['healthcheck.disable', 'true']]);
    const time = (written: Json | undefined) => (written ? durationText(written) : undefined);
    return under('healthcheck', [
      ['test', words.length > 0 ? showWords(words) : undefined],
      ['interval', time(Interval)],
      ['timeout', time(Timeout)],
      ['retries', Retries ? text(Retries) : undefined],
      ['start_period', time(StartPeriod)],
      ['start_interval', time(StartInterval)],
    ]);
  },
  'TaskTemplate.ContainerSpec.Mounts': (value) =>
    new Map(
      list(value).map((mount) => [`volumes.${text(part(mount).Target ?? '')}`, mountText(part(mount))]),
    ),
  'TaskTemplate.ContainerSpec.DNSConfig': (value) => {
    const { Nameservers, Search, Options } = part(value);
    const words = (some: Json | undefined) => list(some).map(text).join(', ') || undefined;
    return new Map([
      ...optional('dns', words(Nameservers)),
      ...optional('dns_search', words(Search)),
      ...optional('dns_opt', words(Options)),
    ]);
  },
  'TaskTemplate.ContainerSpec.Ulimits': (value) =>
    new Map(
      list(value).map((limit) => {
        const { Name = '', Soft, Hard } = part(limit);
        return [`ulimits.${text(Name)}`, Soft === Hard ? `${Soft}` : `${Soft}:${Hard}`];
      }),
    ),
  'TaskTemplate.ContainerSpec.Sysctls': (value) => new Map(members('sysctls', value)),
};

const part = (value: Json | undefined): JsonMap => (isJsonMap(value) ? value : {});

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const text = (value: Json): string => showValue(value);

type Row = readonly [attribute: string, value: string | undefined];

const optional = (attribute: string, value: string | undefined): readonly (readonly [string, string])[] =>
  value === undefined ? [] : [[attribute, value]];

const under = (attribute: string, rows: readonly Row[]): Attributes =>
  new Map(rows.flatMap(([name, value]) => optional(`${attribute}.${name}`, value)));

const members = (attribute: string, value: Json | undefined): readonly (readonly [string, string])[] =>
  Object.entries(part(value)).map(([name, one]) => [`${attribute}.${name}`, maskValue(name, text(one))]);

/** Nothing at all means one at a time, and something without a number all at once. */
function update(attribute: string, value: Json | undefined): Attributes {
  const { Parallelism = isJsonMap(value) ? 0 : 1, Delay = 0, Monitor, Order, ...more } = part(value);
  const { FailureAction, MaxFailureRatio = 0 } = more;
  return under(attribute, [
    ['parallelism', text(Parallelism)],
    ['delay', durationText(Delay)],
    ['failure_action', text(FailureAction || 'pause')],
    ['monitor', durationText(Monitor || 5e9)],
    ['max_failure_ratio', text(MaxFailureRatio)],
    ['order', text(Order || 'stop-first')],
  ]);
}

function resources(attribute: string, value: Json | undefined): Attributes {
  const { MemoryBytes, NanoCPUs, Pids, GenericResources } = part(value);
  return under(attribute, [
    ['memory', MemoryBytes ? showBytes(Number(MemoryBytes)) : undefined],
    ['cpus', NanoCPUs ? `${Number(NanoCPUs) / 1e9}` : undefined],
    ['pids', Pids ? text(Pids) : undefined],
    ['generic_resources', list(GenericResources).length > 0 ? text(list(GenericResources)) : undefined],
  ]);
}

function portText(port: Json): string {
  const { PublishedPort, TargetPort, Protocol, PublishMode } = part(port);
  const ports = PublishedPort ? `${PublishedPort}:${TargetPort}` : `${TargetPort}`;
  return [
    Protocol && Protocol !== 'tcp' ? `${ports}/${Protocol}` : ports,
    ...(PublishMode === 'host' ? ['(mode: host)'] : []),
  ].join(' ');
}

const aliasText = (aliases: Json | undefined): readonly string[] => {
  const names = list(aliases).map(text).sort();
  return names.length > 0 ? [`aliases: ${names.join(' ')}`] : [];
};

/** Its options as they are, where it has more than its kind and its source. */
function mountText({ Type, Source, ReadOnly, Target: _, ...options }: JsonMap): string {
  const { VolumeOptions, ...others } = options;
  const { Labels: _labels, ...ofVolume } = part(VolumeOptions);
  const more = { ...others, ...ofVolume };
  return [
    [Type ?? 'bind', ...(Source ? [Source] : [])].join(' '),
    ...(ReadOnly ? ['read_only'] : []),
    ...(Object.keys(more).length > 0 ? [showValue(more)] : []),
  ].join(', ');
}

const UNITS = [
  [60e9, 'm'],
  [1e9, 's'],
  [1e6, 'ms'],
] as const;

/** @param nanoseconds as the API has it */
function durationText(nanoseconds: Json): string {
  const time = Number(nanoseconds);
  if (time === 0) return '0s';
  const [size, unit] = UNITS.find(([whole]) => time % whole === 0) ?? [1e3, 'us'];
  return `${time / size}${unit}`;
}
