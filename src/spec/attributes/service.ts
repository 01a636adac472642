import { emptyService } from '../../model/empty-service.ts';
import type { HealthcheckSpec, LoggingSpec, ServiceSpec } from '../../model/service-spec.ts';
import type { Codec } from './codec/codec.ts';
import { keyValues, stringMap, textList, textSet } from './codec/collections.ts';
import { withExtensions } from './codec/extensions.ts';
import { anything, count, decimal, flag, integer, text } from './codec/scalars.ts';
import { fieldsOf, struct } from './codec/struct.ts';
import { blkio } from './short-syntax/blkio.ts';
import { build } from './short-syntax/build.ts';
import { bytes } from './short-syntax/bytes.ts';
import { command } from './short-syntax/command.ts';
import { dependsOn } from './short-syntax/depends-on.ts';
import { deploy } from './short-syntax/deploy.ts';
import { develop, hooks } from './short-syntax/develop.ts';
import { devices, gpus } from './short-syntax/devices.ts';
import { duration } from './short-syntax/duration.ts';
import { envFiles } from './short-syntax/env-file.ts';
import { environment } from './short-syntax/environment.ts';
import { expose } from './short-syntax/expose.ts';
import { extraHosts } from './short-syntax/extra-hosts.ts';
import { configReferences, secretReferences } from './short-syntax/file-references.ts';
import { healthcheckTest } from './short-syntax/healthcheck-test.ts';
import { models } from './short-syntax/models.ts';
import { networks } from './short-syntax/networks.ts';
import { ports } from './short-syntax/ports.ts';
import { ulimits } from './short-syntax/ulimits.ts';
import { volumes } from './short-syntax/volumes.ts';

const healthcheckField = fieldsOf<HealthcheckSpec>();
const healthcheck = struct(
  (): HealthcheckSpec => ({}),
  [
    healthcheckField('test', 'test', healthcheckTest),
    healthcheckField.kept('timeout', 'timeoutMs', duration),
    healthcheckField.kept('interval', 'intervalMs', duration),
    healthcheckField.kept('retries', 'retries', count),
    healthcheckField.kept('start_period', 'startPeriodMs', duration),
    healthcheckField.kept('start_interval', 'startIntervalMs', duration),
    healthcheckField('disable', 'disable', flag),
  ],
);

const loggingField = fieldsOf<LoggingSpec>();
const logging = struct(
  (): LoggingSpec => ({ options: new Map() }),
  [
    loggingField('driver', 'driver', text),
    loggingField('options', 'options', { read: stringMap.read, print: keyValues.print }),
  ],
);

/** `decode-project.ts` sets the name. */
const unnamed = emptyService('');

const nameservers: Codec<readonly string[]> = {
  read: (tree, at) => textSet.read(tree, at)?.filter((address) => address !== ''),
  print: textSet.print,
};

const field = fieldsOf<ServiceSpec>();

/** Every attribute of a service, in the order in which docker compose prints them. */
export const service: Codec<ServiceSpec> = withExtensions(
  struct(
    () => ({ ...unnamed }),
    [
      field('profiles', 'profiles', textSet),
      field('annotations', 'annotations', stringMap),
      field.kept('attach', 'attach', flag),
      field('build', 'build', build),
      field('develop', 'develop', develop),
      field('blkio_config', 'blkioConfig', blkio),
      field('cap_add', 'capAdd', textSet),
      field('cap_drop', 'capDrop', textSet),
      field('cgroup_parent', 'cgroupParent', text),
      field('cgroup', 'cgroup', text),
      field('cpu_count', 'cpuCount', integer),
      field('cpu_percent', 'cpuPercent', decimal),
      field('cpu_period', 'cpuPeriod', integer),
      field('cpu_quota', 'cpuQuota', integer),
      field('cpu_rt_period', 'cpuRtPeriod', integer),
      field('cpu_rt_runtime', 'cpuRtRuntime', integer),
      field('cpus', 'cpus', decimal),
      field('cpuset', 'cpuset', text),
      field('cpu_shares', 'cpuShares', integer),
      // Absent and empty mean different things in these two, so docker compose always prints them.
      { ...field('command', 'command', command), print: (from) => from.command ?? null },
      field('configs', 'configs', configReferences),
      field('container_name', 'containerName', text),
      field('credential_spec', 'credentialSpec', anything),
      field('depends_on', 'dependsOn', dependsOn),
      field('deploy', 'deploy', deploy),
      field('device_cgroup_rules', 'deviceCgroupRules', textList),
      field('devices', 'devices', devices),
      field('dns', 'dns', nameservers),
      field('dns_opt', 'dnsOpt', textSet),
      field('dns_search', 'dnsSearch', textSet),
      field('domainname', 'domainname', text),
      { ...field('entrypoint', 'entrypoint', command), print: (from) => from.entrypoint ?? null },
      field('provider', 'provider', anything),
      field('environment', 'environment', environment),
      field('env_file', 'envFiles', envFiles),
      field('expose', 'expose', expose),
      field('external_links', 'externalLinks', textList),
      field('extra_hosts', 'extraHosts', extraHosts),
      field('gpus', 'gpus', gpus),
      field('group_add', 'groupAdd', textList),
      field('hostname', 'hostname', text),
      field('healthcheck', 'healthcheck', healthcheck),
      field('image', 'image', text),
      field.kept('init', 'init', flag),
      field('ipc', 'ipc', text),
      field('isolation', 'isolation', text),
      field('labels', 'labels', stringMap),
      field('label_file', 'labelFiles', textList),
      field('links', 'links', textSet),
      field('logging', 'logging', logging),
      field('mem_limit', 'memLimitBytes', bytes),
      field('mem_reservation', 'memReservationBytes', bytes),
      field('memswap_limit', 'memSwapLimitBytes', bytes),
      field('mem_swappiness', 'memSwappiness', bytes),
      field('mac_address', 'macAddress', text),
      field('models', 'models', models),
      field('network_mode', 'networkMode', text),
      field('networks', 'networks', networks),
      field('oom_kill_disable', 'oomKillDisable', flag),
      field('oom_score_adj', 'oomScoreAdj', integer),
      field('pid', 'pid', text),
      field('pids_limit', 'pidsLimit', integer),
      field('platform', 'platform', text),
      field('ports', 'ports', ports),
      field('privileged', 'privileged', flag),
      field('pull_policy', 'pullPolicy', text),
      field('read_only', 'readOnly', flag),
      field('restart', 'restart', text),
      field('runtime', 'runtime', text),
      field.kept('scale', 'scale', integer),
      field('secrets', 'secrets', secretReferences),
      field('security_opt', 'securityOpt', textList),
      field('shm_size', 'shmSizeBytes', bytes),
      field('stdin_open', 'stdinOpen', flag),
      field.kept('stop_grace_period', 'stopGraceMs', duration),
      field('stop_signal', 'stopSignal', text),
      field('storage_opt', 'storageOpt', stringMap),
      field('sysctls', 'sysctls', stringMap),
      field('tmpfs', 'tmpfs', textSet),
      field('tty', 'tty', flag),
      field('ulimits', 'ulimits', ulimits),
      field('use_api_socket', 'useApiSocket', flag),
      field('user', 'user', text),
      field('userns_mode', 'usernsMode', text),
      field('uts', 'uts', text),
      field('volumes', 'volumes', volumes),
      field('volumes_from', 'volumesFrom', textList),
      field('working_dir', 'workingDir', text),
      field('pre_start', 'preStart', hooks),
      field('post_start', 'postStart', hooks),
      field('pre_stop', 'preStop', hooks),
    ],
  ),
);
