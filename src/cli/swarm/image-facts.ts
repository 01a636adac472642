import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { imageReference } from '../../planner/request/image-references.ts';
import type { ImageFacts } from '../../planner/swarm/decide-image.ts';
import { isInRegistry } from '../../planner/swarm/image-way.ts';
import { addressOfRegistry, REGISTRY_SERVICE } from '../../planner/swarm/own-registry.ts';
import { imagesForUp, type SwarmUpIntent } from '../../planner/swarm/plan-swarm-up.ts';
import { askRegistries } from './ask-registries.ts';

/** What has to be known of images before a plan can be made: of those that are built here one list, and what their registries say. */
export async function imageFacts(
  engine: Engine,
  project: Project,
  observed: ObservedSwarm,
  intent: SwarmUpIntent,
): Promise<ImageFacts> {
  const built = [...project.services.values()].filter(isBuilt);
  const references = [...new Set(built.map((service) => imageReference(project, service)))];
  const [local, info, own, answers] = await Promise.all([
    references.length === 0 ? undefined : engine.listImages(references),
    // Which node builds is of interest where only one can run it.
    observed.nodes.length > 1 && built.some(isPlaced) ? engine.info() : undefined,
    observed.nodes.length > 1 && references.some((name) => !isInRegistry(name))
      ? engine.swarm().then((swarm) => swarm.service(REGISTRY_SERVICE))
      : undefined,
    askRegistries(engine, imagesForUp(project, observed, intent)),
  ]);
  return { local, answers, engineNode: info?.nodeId, ownRegistry: addressOfRegistry(own) };
}

const isBuilt = ({ build, provider }: ServiceSpec): boolean => build !== undefined && provider === undefined;

const isPlaced = ({ deploy, platform }: ServiceSpec): boolean =>
  deploy?.placement !== undefined || platform !== undefined;
