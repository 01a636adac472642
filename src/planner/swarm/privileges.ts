import type { Json } from '../../model/json.ts';
import { isJsonMap } from '../../model/json.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { StringMap } from '../../model/string-map.ts';
import type { SwarmCredentials, SwarmPrivileges } from '../../model/swarm-request.ts';
import { defined } from '../../util/defined.ts';

const SELINUX = { user: 'User', role: 'Role', type: 'Type', level: 'Level' } as const;

const isPart = (name: string): name is keyof typeof SELINUX => name in SELINUX;

/** @param profiles the content of the seccomp profiles, by the option that names the file @returns undefined: a swarm cannot do this */
function readOption(option: string, profiles: StringMap): SwarmPrivileges | undefined {
  const [, name = option, value = ''] = /^([\w-]+)[:=](.*)$/s.exec(option) ?? [];
  switch (name) {
    case 'no-new-privileges':
      return value === 'false' ? {} : { NoNewPrivileges: true };
    case 'apparmor':
      return value === 'unconfined' ? { AppArmor: { Mode: 'disabled' } } : undefined;
    case 'seccomp':
      return { Seccomp: seccomp(value, profiles.get(option)) };
    case 'label':
      return selinux(value);
    default:
      return undefined;
  }
}

function seccomp(value: string, profile = value): NonNullable<SwarmPrivileges['Seccomp']> {
  if (value === 'unconfined') return { Mode: 'unconfined' };
  if (value === 'builtin') return { Mode: 'default' };
  return { Mode: 'custom', Profile: Buffer.from(profile).toString('base64') };
}

function selinux(value: string): SwarmPrivileges | undefined {
  if (value === 'disable') return { SELinuxContext: { Disable: true } };
  const [part = '', text = ''] = value.split(':');
  return isPart(part) ? { SELinuxContext: { [SELINUX[part]]: text } } : undefined;
}

/** Those of `security_opt` that a swarm honours. */
export const keptOptions = (
  { securityOpt }: Pick<ServiceSpec, 'securityOpt'>,
  profiles: StringMap,
): ReadonlySet<string> => new Set(securityOpt.filter((option) => readOption(option, profiles) !== undefined));

/** What the tasks of a service may do, in the words of the API. @returns undefined: nothing is said of it */
export function privileges(
  { securityOpt, credentialSpec }: ServiceSpec,
  profiles: StringMap,
): SwarmPrivileges | undefined {
  const read = securityOpt.flatMap((option) => readOption(option, profiles) ?? []);
  const contexts = read.flatMap(({ SELinuxContext }) => SELinuxContext ?? []);
  const request = defined<SwarmPrivileges>({
    ...Object.assign({}, ...read),
    SELinuxContext: contexts.length > 0 ? Object.assign({}, ...contexts) : undefined,
    CredentialSpec: isJsonMap(credentialSpec) ? credentials(credentialSpec) : undefined,
  });
  return Object.keys(request).length > 0 ? request : undefined;
}

function credentials({ file, registry }: { readonly [key: string]: Json }): SwarmCredentials | undefined {
  if (typeof file === 'string') return { File: file };
  return typeof registry === 'string' ? { Registry: registry } : undefined;
}
