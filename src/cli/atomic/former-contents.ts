import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { RecordedModel } from '../../model/release.ts';
import { type UsedFile, usedFiles } from '../../planner/request/mounted-files.ts';
import { containersByService } from '../../planner/snapshot/own-containers.ts';
import { Sensitive } from '../../util/sensitive.ts';
import { contentHashes } from '../history/content-hashes.ts';

interface Place {
  readonly place: string;
  readonly container: ContainerId;
  readonly path: string;
}

/**
 * What was in secrets and configs that have another content by now, by `configs.site`: the containers still have it. What is mounted from a
 * file of the host is in no container.
 *
 * @param then the project as it was, whatever is in them
 */
export async function formerContents(
  engine: Pick<Engine, 'getArchive'>,
  then: Project,
  { contents }: RecordedModel,
  observed: Observed,
): Promise<ReadonlyMap<string, Sensitive>> {
  const found = new Map<string, Sensitive>();
  for (const { place, container, path } of placesIn(then, observed)) {
    if (found.has(place)) continue;
    const content = await textIn(engine, container, path);
    if (content !== undefined && hashIn(then, place, content) === contents[place])
      found.set(place, new Sensitive(content));
  }
  return found;
}

function placesIn(project: Project, observed: Observed): readonly Place[] {
  const containers = containersByService(observed);
  return [...project.services.values()].flatMap((service) =>
    usedFiles(project, service)
      .filter(isWritten)
      .flatMap(({ kind, spec, path }) =>
        (containers.get(service.name) ?? []).map(({ id }) => ({
          place: `${kind}s.${spec.key}`,
          container: id,
          path,
        })),
      ),
  );
}

const isWritten = ({ isCopied, spec: { from } }: UsedFile): boolean =>
  isCopied && (from.kind === 'content' || from.kind === 'environment');

function hashIn({ name, secrets, configs }: Project, place: string, content: string): string | undefined {
  const withContent = (section: string, specs: Project['configs']): Project['configs'] =>
    new Map(
      [...specs].flatMap(([key, spec]) =>
        `${section}.${key}` === place
          ? [[key, { ...spec, from: { kind: 'content', content: new Sensitive(content) } }] as const]
          : [],
      ),
    );
  return contentHashes({
    name,
    secrets: withContent('secrets', secrets),
    configs: withContent('configs', configs),
  })[place];
}

/** A container without it, or one that has gone meanwhile, has nothing to tell. */
async function textIn(
  engine: Pick<Engine, 'getArchive'>,
  container: ContainerId,
  path: string,
): Promise<string | undefined> {
  const archive = await engine.getArchive(container, path).catch(() => undefined);
  if (!archive) return undefined;
  const entries = archive.pipe(extract());
  archive.on('error', (error) => entries.destroy(error));
  for await (const entry of entries) {
    const bytes = await buffer(entry);
    if (entry.header.type === 'file') return bytes.toString('utf8');
  }
  return undefined;
}
