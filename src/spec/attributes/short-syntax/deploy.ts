import type { DeploySpec, ResourceAmounts, RestartPolicySpec } from '../../../model/deploy-spec.ts';
import type { Json } from '../../../model/json.ts';
import type { Codec } from '../codec/codec.ts';
import { canonical, listOf, stringMap, textList } from '../codec/collections.ts';
import { jsonStruct } from '../codec/json-struct.ts';
import { anything, count, decimal, integer, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';
import { bytes } from './bytes.ts';
import { deviceRequests } from './devices.ts';
import { duration } from './duration.ts';

const updateConfig = jsonStruct({
  parallelism: canonical(count),
  delay: unlessZero(duration),
  failure_action: canonical(text),
  monitor: unlessZero(duration),
  max_failure_ratio: unlessZero(decimal),
  order: canonical(text),
});

const placement = jsonStruct({
  constraints: canonical(textList),
  preferences: canonical(listOf(jsonStruct({ spread: canonical(text) }))),
  max_replicas_per_node: unlessZero(count),
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
function unlessZero(codec: Codec<number>): Codec<Json> {
  return {
    read(tree, at) {
      const value = codec.read(tree, at);
      return value ? codec.print(value) : undefined;
    },
    print: (json) => json,
  };
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
