import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { containerName, joinName, nameIn } from './names.ts';

/** The numbers of the containers that a service has or will have. */
export type NumbersOf = (service: string) => readonly number[];

/**
 * `container:alias` for every container that the service is linked to: by the alias of the file, and by the two
 * numbered names that docker compose gives.
 */
export function linkTexts(project: Project, service: ServiceSpec, numbersOf: NumbersOf): readonly string[] {
  const texts = new Set<string>();
  for (const link of service.links) {
    const [name = '', alias = name] = link.split(':');
    const peer = project.services.get(name) ?? project.disabledServices.get(name);
    if (!peer) continue;
    for (const number of numbersOf(name)) {
      const container = containerName(project, peer, number);
      texts.add(`${container}:${alias}`);
      texts.add(`${container}:${joinName(project, name, number)}`);
      texts.add(`${container}:${nameIn(project, name, number)}`);
    }
  }
  for (const link of service.externalLinks) {
    const [container = '', alias = container] = link.split(':');
    texts.add(`${container}:${alias}`);
  }
  return [...texts];
}
