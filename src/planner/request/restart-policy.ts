import type { HostConfig } from '../../model/container-request.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

const BY_CONDITION: ReadonlyMap<string, string> = new Map([
  ['none', 'no'],
  ['any', 'always'],
]);

/** `deploy.restart_policy` wins over `restart`. The engine takes a number of attempts with `on-failure` only. */
export function restartPolicy(service: ServiceSpec): HostConfig['RestartPolicy'] | undefined {
  const policy = service.deploy?.restartPolicy;
  if (policy) {
    const condition = policy.condition ?? 'any';
    const name = BY_CONDITION.get(condition) ?? condition;
    return { Name: name, MaximumRetryCount: name === 'on-failure' ? (policy.maxAttempts ?? 0) : 0 };
  }
  if (service.restart === undefined || service.restart === '') return undefined;
  const [name = '', attempts] = service.restart.split(':');
  return { Name: name, MaximumRetryCount: Number(attempts ?? 0) || 0 };
}

/** Whether the engine leaves a container alone that ended well. */
export function endsForGood(service: ServiceSpec): boolean {
  const name = restartPolicy(service)?.Name ?? 'no';
  return name === 'no' || name === 'on-failure';
}
