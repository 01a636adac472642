import type { Json } from '../../model/json.ts';
import { isJsonMap } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { ConfigOptions } from './config-options.ts';

/** What `config` prints one a line instead of the project; the first flag counts, in docker compose's order. */
export async function configList(
  project: Project,
  variables: ReadonlyMap<string, string>,
  options: ConfigOptions,
): Promise<readonly string[] | undefined> {
  if (options.services) return inStartOrder(project);
  if (options.volumes) return [...project.volumes.keys()].sort();
  if (options.networks) return [...project.networks.keys()].sort();
  if (options.models) return modelsOf(project);
  if (options.hash !== undefined) return hashesOf(project, options.hash);
  if (options.profiles) return profilesOf(project);
  if (options.images) return imagesOf(project);
  if (options.environment)
    return [...variables.keys()].sort().map((name) => `${name}=${variables.get(name) ?? ''}`);
  return undefined;
}

/** What is needed comes before what needs it. */
async function inStartOrder({ services }: Project): Promise<readonly string[]> {
  const { dependencyOrder } = await import('../../planner/graph/graph.ts');
  return dependencyOrder(
    new Map([...services].map(([name, { dependsOn }]) => [name, new Set(dependsOn.keys())])),
  );
}

function modelsOf({ extensions }: Project): readonly string[] {
  const models: Json = extensions.get('models') ?? {};
  if (!isJsonMap(models)) return [];
  return Object.entries(models).flatMap(([, spec]) =>
    isJsonMap(spec) && typeof spec.model === 'string' ? [spec.model] : [],
  );
}

/** Error: UserError `no-such-service`. @param names separated by commas, or `*` */
async function hashesOf(project: Project, names: string): Promise<readonly string[]> {
  const { ServiceHashes } = await import('../../planner/request/service-hashes.ts');
  const { describeService } = await import('../../spec/print/service-hash.ts');
  const { checkServices } = await import('../find/target.ts');
  const wanted = names === '*' ? [...project.services.keys()] : names.split(',');
  const hashes = new ServiceHashes(project, describeService);
  checkServices({ ...project, disabledServices: new Map() }, wanted);
  return [...wanted].sort().flatMap((name) => {
    const service = project.services.get(name);
    return service ? [`${name} ${hashes.writtenHash(service)}`] : [];
  });
}

/** Of all services, be they on or off. */
function profilesOf({ services, disabledServices }: Project): readonly string[] {
  const all = [...services.values(), ...disabledServices.values()].flatMap(({ profiles }) => profiles);
  return [...new Set(all)].sort();
}

async function imagesOf(project: Project): Promise<readonly string[]> {
  const { imageReference } = await import('../../planner/request/image-references.ts');
  return [...project.services.values()].flatMap((service) =>
    service.provider === undefined ? [imageReference(project, service)] : [],
  );
}
