import { FIRST_RESERVED_PORT } from '../../model/ingress.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Path } from '../tree/tree.ts';
import { type Rule, reportAt } from './rule.ts';

/** A service that is updated start-first has no port that its ingress has for itself: it would get none, and its requests fail. */
export const ingressCarriesPorts: Rule = (checked) => {
  for (const service of checked.services.values()) {
    if (service.deploy?.updateConfig?.order !== 'start-first') continue;
    for (const { path, port } of portsOf(service)) {
      if (port < FIRST_RESERVED_PORT || port > 65_535) continue;
      reportAt(checked, ['services', service.name, ...path], {
        code: 'no-effect',
        severity: 'warning',
        message: `service "${service.name}" gets no ingress, so requests fail when it is updated: an ingress has the ports from ${FIRST_RESERVED_PORT} on for itself, and cannot carry ${port}`,
        hint: `have the container listen on a port below ${FIRST_RESERVED_PORT}`,
      });
    }
  }
};

const portsOf = ({
  expose,
  ports,
}: ServiceSpec): readonly { readonly path: Path; readonly port: number }[] => [
  // The last one of a range.
  ...expose.map((text, index) => ({
    path: ['expose', index],
    port: Number(text.split('/')[0]?.split('-').at(-1)),
  })),
  ...ports.map(({ target }, index) => ({ path: ['ports', index], port: target })),
];
