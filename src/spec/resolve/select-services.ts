import { noSuchService } from '../../diagnostics/no-such-service.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Report } from '../tree/finding.ts';

type Services = ReadonlyMap<string, ServiceSpec>;

export interface Selection {
  readonly services: Services;
  readonly disabledServices: Services;
}

/**
 * Splits the services by the active profiles. A service without profiles is always active; naming a service on the command line
 * activates its profiles, and with them every other service that has one of them.
 *
 * Error: `unknown-service` for a name that is not declared.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/15-profiles.md.
 */
export function enableByProfiles(
  declared: Services,
  profiles: readonly string[],
  names: readonly string[],
  report: Report,
): Selection {
  const active = new Set(profiles);
  const unknown: string[] = [];
  for (const name of names) {
    const service = declared.get(name);
    if (!service) unknown.push(name);
    // Naming an active service activates no profile, or it would switch other services on.
    else if (!isOn(service, active)) for (const profile of service.profiles) active.add(profile);
  }
  if (unknown.length > 0)
    report({ code: 'unknown-service', severity: 'error', ...noSuchService(unknown, declared.keys()) });
  const services = new Map<string, ServiceSpec>();
  const disabledServices = new Map<string, ServiceSpec>();
  for (const [name, service] of declared)
    (isOn(service, active) ? services : disabledServices).set(name, service);
  if (services.size === 0 && disabledServices.size > 0 && names.length === 0)
    reportAllOff(disabledServices, report);
  return { services, disabledServices };
}

/** Keeps the named services and, with `dependencies`, all that they need. Without names everything stays. */
export function reduceToNamed(all: Selection, names: readonly string[], dependencies: boolean): Selection {
  if (names.length === 0) return all;
  const wanted = new Set<string>();
  const add = (name: string): void => {
    const service = all.services.get(name);
    if (!service || wanted.has(name)) return;
    wanted.add(name);
    if (dependencies) for (const dependency of service.dependsOn.keys()) add(dependency);
  };
  for (const name of names) add(name);

  const services = new Map<string, ServiceSpec>();
  const disabledServices = new Map(all.disabledServices);
  for (const [name, service] of all.services) {
    if (!wanted.has(name)) disabledServices.set(name, service);
    else {
      services.set(name, withoutOthers(service, wanted));
    }
  }
  return { services, disabledServices };
}

function withoutOthers(service: ServiceSpec, wanted: ReadonlySet<string>): ServiceSpec {
  const all = [...service.dependsOn];
  const kept = all.filter(([name]) => wanted.has(name));
  const leftOut = all.filter(([name]) => !wanted.has(name));
  if (leftOut.length === 0) return service;
  return { ...service, dependsOn: new Map(kept), leftOutDependencies: new Map(leftOut) };
}

function isOn(service: ServiceSpec, active: ReadonlySet<string>): boolean {
  return (
    service.profiles.length === 0 ||
    active.has('*') ||
    service.profiles.some((profile) => active.has(profile))
  );
}

function reportAllOff(disabled: Services, report: Report): void {
  const profiles = [...new Set([...disabled.values()].flatMap((service) => service.profiles))];
  report({
    code: 'no-service',
    severity: 'warning',
    message: 'no service is active: all have profiles, and none of these is active',
    hint: `activate one with --profile: ${profiles.join(', ')}`,
  });
}
