import type { Mount, ServiceSpec } from '../../model/service-spec.ts';
import type { Path } from '../tree/tree.ts';
import { type Rule, reportAt, written } from './rule.ts';

interface Idle {
  /** Below the service. */
  readonly path: Path;
  /** Why it has no effect. */
  readonly why: string;
  readonly hint?: string;
}

/** Every attribute of a service has an effect on its containers; the others get a warning with their place. */
export const everythingHasEffect: Rule = (checked) => {
  for (const service of checked.services.values()) {
    const slips = [...idleAttributes(service), ...service.volumes.flatMap(idleOptions)];
    // Files that are also written for a swarm rightly contain many of these.
    const tellsOfSwarm = checked.lint && !checked.forSwarm;
    for (const { path, why, hint } of tellsOfSwarm ? [...slips, ...ofSwarm(service)] : slips) {
      const at = ['services', service.name, ...path];
      if (written(checked.tree, at) === undefined && typeof path[1] !== 'number') continue;
      const name = path.filter((part) => typeof part === 'string').join('.');
      reportAt(checked, at, {
        code: 'no-effect',
        severity: 'warning',
        message: `service "${service.name}": "${name}" has no effect: ${why}`,
        part: 'key',
        hint,
      });
    }
  }
};

function idleAttributes({ healthcheck, credentialSpec, networkMode, macAddress, deploy }: ServiceSpec) {
  const idle: Idle[] = [];
  if (credentialSpec !== undefined)
    idle.push({
      path: ['credential_spec'],
      why: 'only a swarm gives credentials to containers, and only to those of Windows',
    });
  if (healthcheck?.startIntervalMs && !healthcheck.startPeriodMs)
    idle.push({
      path: ['healthcheck', 'start_interval'],
      why: 'it counts during the start period, and there is none',
      hint: 'add "start_period", or remove it',
    });
  if (macAddress !== undefined && networkMode !== undefined && networkMode !== 'bridge')
    idle.push({
      path: ['mac_address'],
      why: `with "network_mode: ${networkMode}" it has no network of its own`,
    });
  const policy = deploy?.restartPolicy;
  if (policy?.maxAttempts !== undefined && policy.condition !== 'on-failure')
    idle.push({
      path: ['deploy', 'restart_policy', 'max_attempts'],
      why: 'an engine counts attempts only with "condition: on-failure"',
    });
  return idle;
}

/** The short form of a mount (`Binds`) carries SELinux, the long one (`Mounts`) these options; a mount has only one form. */
function idleOptions({ type, bind }: Mount, index: number): readonly Idle[] {
  if (type !== 'bind' || bind?.selinux === undefined) return [];
  if (bind.createHostPath !== false && bind.recursive === undefined) return [];
  const other = bind.createHostPath === false ? 'create_host_path: false' : `recursive: ${bind.recursive}`;
  return [
    { path: ['volumes', index, 'bind', 'selinux'], why: `an engine takes it not together with "${other}"` },
  ];
}

const SWARM: readonly Path[] = [
  ['rollback_config', 'failure_action'],
  ['rollback_config', 'monitor'],
  ['rollback_config', 'max_failure_ratio'],
  ['placement'],
  ['endpoint_mode'],
  ['labels'],
  ['resources', 'reservations', 'cpus'],
  ['resources', 'reservations', 'generic_resources'],
  ['restart_policy', 'delay'],
  ['restart_policy', 'window'],
];

function ofSwarm({ deploy }: ServiceSpec): readonly Idle[] {
  const why = 'only a swarm acts on it';
  const mode =
    deploy?.mode === undefined || deploy.mode === 'replicated' ? [] : [{ path: ['deploy', 'mode'], why }];
  return [...mode, ...SWARM.map((path) => ({ path: ['deploy', ...path], why }))];
}
