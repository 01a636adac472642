import type { ServiceSpec } from '../../model/service-spec.ts';
import { capabilityName, GIVES_POWER } from '../subject/capabilities.ts';
import { withoutEndSlash } from '../subject/end-slash.ts';
import { mountSpot } from '../subject/mount-spot.ts';
import { atValue, type Rule, type Spot } from '../subject/rule.ts';
import type { Subject } from '../subject/subject.ts';

/** Who breaks into such a container has the machine. */
export const hostPower: Rule = {
  levels: { dev: 'info', prod: 'error' },
  *look(subject) {
    for (const { spec } of subject.services)
      for (const { at, what } of powersOf(spec, subject))
        yield {
          at,
          service: spec.name,
          message: `${what} gives service "${spec.name}" power over the machine`,
          hint: 'leave it out, or say why it is needed: "# gantry-ignore host-power: the reason"',
        };
  },
};

const SOCKETS = /(?:^|\/)(?:docker|containerd|podman|crio)\.sock$/;
const FOLDERS = new Set(['/', '/etc', '/root', '/boot', '/var/run', '/run', '/var/lib/docker', '/proc']);

function* powersOf(
  spec: ServiceSpec,
  subject: Subject,
): Iterable<{ readonly at: Spot; readonly what: string }> {
  const at = (...path: readonly (string | number)[]): Spot => atValue('services', spec.name, ...path);
  if (spec.privileged) yield { at: at('privileged'), what: '"privileged"' };
  for (const [attribute, value] of [
    ['pid', spec.pid],
    ['ipc', spec.ipc],
    ['uts', spec.uts],
    ['userns_mode', spec.usernsMode],
    ['cgroup', spec.cgroup],
    ['network_mode', spec.networkMode],
  ] as const)
    if (value === 'host') yield { at: at(attribute), what: `"${attribute}: host"` };
  for (const [index, capability] of spec.capAdd.entries())
    if (GIVES_POWER.has(capabilityName(capability)))
      yield { at: at('cap_add', index), what: `the capability ${capability}` };
  for (const mount of spec.volumes) {
    if (mount.type !== 'bind' || mount.source === undefined) continue;
    const source = withoutEndSlash(mount.source);
    if (SOCKETS.test(source))
      yield { at: mountSpot(subject, spec.name, mount), what: 'the socket of the engine' };
    else if (FOLDERS.has(source))
      yield { at: mountSpot(subject, spec.name, mount), what: `the folder ${source}` };
  }
}
