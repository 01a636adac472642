import type { DeploySpec, ResourceAmounts, RestartPolicySpec } from '../../../model/deploy-spec.ts';
import type { UpdateConfig } from '../../../model/update-config.ts';
import { hintForShare } from '../../../model/update-faults.ts';
import { type Codec, reportAt } from '../codec/codec.ts';
import { canonical, listOf, stringMap, textList } from '../codec/collections.ts';
import { jsonStruct } from '../codec/json-struct.ts';
import { anything, count, decimal, integer, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';
import { bytes } from './bytes.ts';
import { deviceRequests } from './devices.ts';
import { duration } from './duration.ts';

/** A share, which is often written in percent. */
const share: Codec<number> = {
  ...decimal,
  read(tree, at) {
    const percent = typeof tree === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(tree)?.[1] : undefined;
    if (percent === undefined) return decimal.read(tree, at);
    return reportAt(at, `${at.key}: ${JSON.stringify(tree)} is no share from 0 to 1`, {
      hint: hintForShare(Number(percent)),
    });
  },
};

/** How many containers at a time. */
const atATime: Codec<number> = {
  ...count,
  read(tree, at) {
    const value = integer.read(tree, at);
    if (value === undefined || value >= 0) return value;
    return reportAt(at, `${at.key}: ${value} is below zero`, {
      hint: 'write how many containers at a time, or 0 for all',
    });
  },
};

const update = fieldsOf<UpdateConfig>();
const updateConfig = struct(
  (): UpdateConfig => ({}),
  [
    update.kept('parallelism', 'parallelism', atATime),
    update('delay', 'delayMs', unlessZero(duration)),
    update('failure_action', 'failureAction', text),
    update('monitor', 'monitorMs', unlessZero(duration)),
    update('max_failure_ratio', 'maxFailureRatio', share),
    update('order', 'order', text),
  ],
);

const placement = jsonStruct({
  constraints: canonical(textList),
  preferences: canonical(listOf(jsonStruct({ spread: canonical(text) }))),
  max_replicas_per_node: canonical(unlessZero(count)),
});

const amount = fieldsOf<ResourceAmounts>();
const amounts = struct(
  (): ResourceAmounts => ({ devices: [] }),
  [
    amount('cpus', 'cpus', decimal),
    amount('memory', 'memoryBytes', bytes),
    amount('pids', 'pids', integer),
    amount('devices', 'devices', deviceRequests),
    amount('generic_resources', 'genericResources', anything),
  ],
);

/** Zero and absent are equal. */
function unlessZero(codec: Codec<number>): Codec<number> {
  return { ...codec, read: (tree, at) => codec.read(tree, at) || undefined };
}

type Resources = Pick<DeploySpec, 'limits' | 'reservations'>;
const resource = fieldsOf<Resources>();
const resources = struct(
  (): Resources => ({}),
  [resource('limits', 'limits', amounts), resource('reservations', 'reservations', amounts)],
);

const policy = fieldsOf<RestartPolicySpec>();
const restartPolicy = struct(
  (): RestartPolicySpec => ({}),
  [
    policy('condition', 'condition', text),
    policy.kept('delay', 'delayMs', duration),
    policy.kept('max_attempts', 'maxAttempts', count),
    policy.kept('window', 'windowMs', duration),
  ],
);

const field = fieldsOf<DeploySpec>();

export const deploy: Codec<DeploySpec> = struct(
  (): DeploySpec => ({ labels: new Map() }),
  [
    field('mode', 'mode', text),
    field.kept('replicas', 'replicas', integer),
    field('labels', 'labels', stringMap),
    field('update_config', 'updateConfig', updateConfig),
    field('rollback_config', 'rollbackConfig', updateConfig),
    {
      // The model has the two kinds of amounts without the level above them.
      name: 'resources',
      read: (from, at, into) =>
        Object.assign(
          into,
          resources.read(from.resources ?? null, { ...at, container: from, key: 'resources' }),
        ),
      print: resources.print,
    },
    field('restart_policy', 'restartPolicy', restartPolicy),
    // docker compose always prints it.
    { ...field('placement', 'placement', placement), print: (from) => from.placement ?? {} },
    field('endpoint_mode', 'endpointMode', text),
  ],
);
