import { expand } from '../dockerfile/expand.ts';
import { atKey, type Rule } from '../subject/rule.ts';
import type { BuiltImage, CheckedService } from '../subject/subject.ts';

/** EXPOSE says where the program listens: a port that is published beside it leads nowhere, most likely. */
export const portNotExposed: Rule = {
  levels: { dev: 'info', prod: 'info' },
  *look({ services }) {
    for (const service of services) {
      const { spec, image } = service;
      const exposed = exposedOf(service);
      if (!exposed || exposed.size === 0) continue;
      const lost = spec.ports.find(({ target, protocol }) => !exposed.has(`${target}/${protocol}`));
      if (!lost) continue;
      const shown = lost.protocol === 'tcp' ? `${lost.target}` : `${lost.target}/${lost.protocol}`;
      yield {
        at: atKey('services', spec.name, 'ports'),
        service: spec.name,
        message: `service "${spec.name}" publishes port ${shown}, and its ${image ? 'Dockerfile' : 'image'} exposes ${[...exposed].map((port) => port.replace('/tcp', '')).join(', ')}`,
        hint: 'publish the port that the program listens on, or write it into EXPOSE',
      };
    }
  },
};

/** Those of the Dockerfile and of the image below it; what somebody changed in the Dockerfile since the build counts. */
function exposedOf({ image, examined }: CheckedService): ReadonlySet<string> | undefined {
  const written = image ? exposedBy(image) : new Set<string>();
  return written && new Set([...written, ...(examined?.look.details.exposedPorts ?? [])]);
}

/** Ports with their protocols; undefined: one depends on what is not known, or there are too many to list. */
function exposedBy(image: BuiltImage): ReadonlySet<string> | undefined {
  const ports = new Set<string>();
  for (const { instruction, lookup } of image.steps.filter((step) => step.instruction.keyword === 'EXPOSE'))
    for (const { raw } of instruction.words) {
      const text = expand(raw, image.dockerfile.escapeChar, lookup) ?? '';
      const [, port, protocol = 'tcp'] = /^(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
      if (port === undefined) return undefined;
      ports.add(`${Number(port)}/${protocol.toLowerCase()}`);
    }
  return ports;
}
