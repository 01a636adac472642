import { MOST_REPLICAS } from '../../model/deploy-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Path } from '../tree/tree.ts';
import { type Rule, reportAt } from './rule.ts';

interface Pair {
  readonly attribute: string;
  readonly other: Path;
  readonly values: (service: ServiceSpec) => readonly [number | undefined, number | undefined];
}

const PAIRS: readonly Pair[] = [
  { attribute: 'scale', other: ['replicas'], values: (s) => [s.scale, s.deploy?.replicas] },
  {
    attribute: 'cpus',
    other: ['resources', 'limits', 'cpus'],
    values: (s) => [s.cpus, s.deploy?.limits?.cpus],
  },
  {
    attribute: 'mem_limit',
    other: ['resources', 'limits', 'memory'],
    values: (s) => [s.memLimitBytes, s.deploy?.limits?.memoryBytes],
  },
  {
    attribute: 'mem_reservation',
    other: ['resources', 'reservations', 'memory'],
    values: (s) => [s.memReservationBytes, s.deploy?.reservations?.memoryBytes],
  },
  {
    attribute: 'pids_limit',
    other: ['resources', 'limits', 'pids'],
    values: (s) => [s.pidsLimit, s.deploy?.limits?.pids],
  },
];

function problemOfScale(amount = 1): string | undefined {
  if (amount < 0) return 'a number of containers cannot be negative';
  return amount > MOST_REPLICAS
    ? `${amount} containers are more than one engine runs: at most ${MOST_REPLICAS} of a service`
    : undefined;
}

/** A limit or scale at a service equals the one in its `deploy`, and no number of containers is negative. */
export const sameAmounts: Rule = (checked) => {
  for (const service of checked.services.values()) {
    for (const { attribute, other, values } of PAIRS) {
      const [own, deployed] = values(service);
      const path = ['services', service.name, attribute];
      const problem = attribute === 'scale' ? (problemOfScale(own) ?? problemOfScale(deployed)) : undefined;
      if (problem !== undefined)
        reportAt(checked, own === undefined ? ['services', service.name, 'deploy', ...other] : path, {
          code: 'bad-value',
          message: problem,
        });
      if (own === undefined || deployed === undefined || own === deployed) continue;
      reportAt(checked, path, {
        code: 'conflicting-attributes',
        message: `service "${service.name}": "${attribute}" and "deploy.${other.join('.')}" say different things`,
        hint: 'leave out one of them',
      });
    }
  }
};
