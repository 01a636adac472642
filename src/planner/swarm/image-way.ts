import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap } from '../../model/json.ts';
import type { SwarmNode } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { platformMatches } from '../images/platforms.ts';
import { imageReference } from '../request/image-references.ts';
import { meets } from './constraints.ts';
import { withoutTag } from './image-text.ts';

/** How an image that is built here comes to the nodes. */
export type ImageWay =
  /** It is pushed to the registry of its name. */
  | { readonly kind: 'named' }
  /** It is pushed under a name of its content. */
  | { readonly kind: 'shared'; readonly repository: string }
  /** It is loaded on each node that may run it. */
  | { readonly kind: 'loaded' }
  /** The engine that builds it is the only node that may run it. */
  | { readonly kind: 'local' };

/** What is known beside the files. */
export interface WayFacts {
  readonly nodes: readonly SwarmNode[];
  /** The node that builds. Absent: not known. */
  readonly engineNode?: string | undefined;
  /** The registry that the swarm runs itself. Absent: none. */
  readonly ownRegistry?: string | undefined;
}

/** Names of one part are those of Docker Hub's own images: nobody else can push there. */
export const isInRegistry = (reference: string): boolean => reference.includes('/');

/** `x-gantry: {registry: HOST[:PORT][/PREFIX]}` */
function writtenRegistry({ extensions }: Project): string | undefined {
  const gantryPart = extensions.get('x-gantry');
  const registry = isJsonMap(gantryPart) ? gantryPart.registry : undefined;
  return typeof registry === 'string' ? registry.replace(/\/$/, '') : undefined;
}

/** `x-gantry: {load-images: true}` */
function loadsImages({ extensions }: Project): boolean {
  const gantryPart = extensions.get('x-gantry');
  return isJsonMap(gantryPart) && gantryPart['load-images'] === true;
}

/** Error: UserError `image-without-registry`. */
export function imageWay(project: Project, service: ServiceSpec, facts: WayFacts): ImageWay {
  const takers = facts.nodes.filter((node) => mayTake(node, service));
  if (takers.length <= 1 && (facts.nodes.length <= 1 || takers[0]?.id === facts.engineNode))
    return { kind: 'local' };
  const reference = imageReference(project, service);
  if (isInRegistry(reference)) return { kind: 'named' };
  if (loadsImages(project)) return { kind: 'loaded' };
  const registry = writtenRegistry(project) ?? facts.ownRegistry;
  if (registry !== undefined) return { kind: 'shared', repository: `${registry}/${withoutTag(reference)}` };
  throw new UserError(
    'image-without-registry',
    `service "${service.name}" is built, and ${takers.length} nodes may run it: they could not pull ${reference}, whose name has no registry`,
    {
      hint: [
        'name a registry that all nodes reach, and `up` pushes it there (`x-gantry: {registry: HOST:PORT}`); or let the swarm have one of its own: ',
        gantry('registry', 'up'),
        '; or let `up` load it on each node (`x-gantry: {load-images: true}`)',
      ],
      about: { of: ['services', service.name], settings: ['image', 'build'] },
    },
  );
}

/** As far as the files say: it may also be a node that is away just now. */
export function mayTake(
  { os, architecture, ...node }: SwarmNode,
  { deploy, platform }: ServiceSpec,
): boolean {
  const placement = isJsonMap(deploy?.placement) ? deploy.placement : {};
  const constraints = Array.isArray(placement.constraints) ? placement.constraints.map(String) : [];
  return (
    node.availability !== 'drain' &&
    constraints.every((constraint) => meets({ os, architecture, ...node }, constraint)) &&
    (platform === undefined || platformMatches(platform, `${os}/${architecture}`))
  );
}
