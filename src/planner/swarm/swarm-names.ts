import { STACK } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { StringMap } from '../../model/string-map.ts';
import { byKey } from '../../util/by-key.ts';

/** gantry's own, on a secret whose name says nothing of its content: a digest that is slow to compute. */
export const CONTENT_LABEL = 'gantry.content';

/** gantry's own, on a service that stays on the node which has its data: the id of the node. */
export const NODE_LABEL = 'gantry.node';

export const swarmServiceName = ({ name }: Project, service: Pick<ServiceSpec, 'name'>): string =>
  `${name}_${service.name}`;

/** The name in the files of a service of the swarm. */
export const serviceKey = ({ name }: Pick<Project, 'name'>, service: string): string =>
  service.startsWith(`${name}_`) ? service.slice(name.length + 1) : service;

/** The user's own come first, so that they cannot hide whose it is. */
export const stackLabels = ({ name }: Project, own: StringMap): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(byKey(own)),
  [STACK.namespace]: name,
});
