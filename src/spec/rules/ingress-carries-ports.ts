import { FIRST_RESERVED_PORT, MOST_ROUTES } from '../../model/ingress.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Path } from '../tree/tree.ts';
import { type Checked, type Rule, reportAt } from './rule.ts';

/**
 * A service that is updated start-first has no port that its ingress has for itself, and no more than an ingress has: it would get none,
 * and its requests fail.
 */
export const ingressCarriesPorts: Rule = (checked) => {
  for (const service of checked.services.values()) {
    if (service.deploy?.updateConfig?.order !== 'start-first') continue;
    const ports = portsOf(service);
    for (const { path, last } of ports) {
      if (last < FIRST_RESERVED_PORT || last > LAST_PORT) continue;
      warn(checked, service, path, {
        why: `an ingress has the ports from ${FIRST_RESERVED_PORT} on for itself, and cannot carry ${last}`,
        hint: `have the container listen on a port below ${FIRST_RESERVED_PORT}`,
      });
    }
    const count = new Set(ports.filter(({ isTcp }) => isTcp).flatMap(numbersOf)).size;
    const widest = ports.toSorted((a, b) => b.last - b.first - (a.last - a.first))[0];
    if (widest && count > MOST_ROUTES)
      warn(checked, service, widest.path, {
        why: `an ingress carries ${MOST_ROUTES} ports at most, and it has ${count}`,
        hint: 'name only the ports that clients use',
      });
  }
};

const LAST_PORT = 65_535;

function warn(
  checked: Checked,
  { name }: ServiceSpec,
  path: Path,
  { why, hint }: { readonly why: string; readonly hint: string },
): void {
  reportAt(checked, ['services', name, ...path], {
    code: 'no-effect',
    severity: 'warning',
    message: `service "${name}" gets no ingress, so requests fail when it is updated: ${why}`,
    hint,
  });
}

/** Where one or more ports are written. */
interface Written {
  readonly path: Path;
  readonly first: number;
  readonly last: number;
  readonly isTcp: boolean;
}

const portsOf = ({ expose, ports }: ServiceSpec): readonly Written[] => [
  ...expose.map((text, index) => {
    const [numbers = '', protocol = 'tcp'] = text.split('/');
    const [first = Number.NaN, last = first] = numbers.split('-').map(Number);
    return { path: ['expose', index], first, last, isTcp: protocol === 'tcp' };
  }),
  ...ports.map(({ target, protocol }, index) => ({
    path: ['ports', index],
    first: target,
    last: target,
    isTcp: protocol === 'tcp',
  })),
];

function numbersOf({ first, last }: Written): readonly number[] {
  const begin = Math.max(1, first);
  const amount = Math.min(last, LAST_PORT) - begin + 1;
  return Array.from({ length: Math.max(amount, 0) }, (_, index) => begin + index);
}
