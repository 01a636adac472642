import { ask, type Host } from './engine-api.ts';
import { listAt, textAt } from './json.ts';
import { removePaths } from './removal.ts';

/** Something on an engine that may have come from a Compose project. */
export type Resource = {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  /** What the engine deletes it by. */
  readonly path: string;
  readonly name: string;
  readonly project: string | undefined;
};

const projectLabel = 'com.docker.compose.project';

export async function listResources(host: Host): Promise<readonly Resource[]> {
  const list = async (path: string): Promise<unknown> => {
    const { status, body } = await ask(host, 'GET', path);
    if (status !== 200) throw new Error(`the engine answers ${status} to ${path}: ${body}`);
    return JSON.parse(body);
  };
  const of = (kind: Resource['kind'], path: string, name: string, item: unknown): Resource => ({
    kind,
    path,
    name,
    project: textAt(item, 'Labels', projectLabel),
  });
  const [containers, networks, volumes, images] = await Promise.all([
    list('/containers/json?all=1'),
    list('/networks'),
    list('/volumes'),
    list('/images/json'),
  ]);
  return [
    ...listAt(containers).map((item) =>
      of('container', `/containers/${textAt(item, 'Id')}?force=1&v=1`, firstOf(item, 'Names').slice(1), item),
    ),
    ...listAt(networks).map((item) =>
      of('network', `/networks/${textAt(item, 'Id')}`, textAt(item, 'Name') ?? '', item),
    ),
    ...listAt(volumes, 'Volumes').map((item) =>
      of('volume', `/volumes/${textAt(item, 'Name')}`, textAt(item, 'Name') ?? '', item),
    ),
    ...listAt(images).map((item) =>
      of('image', `/images/${textAt(item, 'Id')}?force=1`, firstOf(item, 'RepoTags'), item),
    ),
  ];
}

/** What is gone already is fine. Error: what the engine refuses, again and again; all else is gone by then. */
export function removeResources(host: Host, resources: readonly Resource[]): Promise<void> {
  return removePaths(
    host,
    resources.map(({ path }) => path),
  );
}

function firstOf(item: unknown, key: string): string {
  const first = listAt(item, key)[0];
  return typeof first === 'string' ? first : '';
}
