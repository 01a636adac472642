import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { type UsedFile, usedFiles } from '../../planner/request/mounted-files.ts';
import { containersByService } from '../../planner/snapshot/own-containers.ts';
import { Sensitive } from '../../util/sensitive.ts';
import type { Cli } from '../context/cli.ts';
import type { Target } from '../context/target.ts';
import { contentHashes } from './content-hashes.ts';
import type { Goal } from './goal.ts';
import { loadModel } from './load-model.ts';

interface Place {
  readonly place: string;
  readonly container: ContainerId;
  readonly path: string;
}

interface FormerContents {
  /** By `configs.site`. */
  readonly kept: ReadonlyMap<string, Sensitive>;
  /** Those whose content nobody has any more. */
  readonly lost: readonly string[];
}

/**
 * What was in secrets and configs of a release that have another content by now, or are in the files no more: a container that was made with
 * it still has it. What is mounted from a file of the host is in no container.
 */
export async function formerContents(
  cli: Cli,
  { engine, project, observed }: Target,
  goal: Goal,
): Promise<FormerContents> {
  const { contents } = goal.model;
  const now = contentHashes(project);
  const changed = Object.entries(contents).flatMap(([place, hash]) => (now[place] === hash ? [] : [place]));
  if (changed.length === 0) return { kept: new Map(), lost: [] };
  // Whatever is in them: it is about who uses them.
  const anything = new Map(changed.map((place) => [place, new Sensitive('')]));
  const { project: then } = await loadModel(cli, goal, [], anything);
  const kept = new Map<string, Sensitive>();
  for (const { place, container, path } of placesIn(then, observed)) {
    if (kept.has(place) || !changed.includes(place)) continue;
    const content = await textIn(engine, container, path);
    if (content !== undefined && hashIn(then, place, content) === contents[place])
      kept.set(place, new Sensitive(content));
  }
  return { kept, lost: changed.filter((place) => !kept.has(place) && isUsed(then, place)) };
}

function isUsed({ secrets, configs }: Project, place: string): boolean {
  const [section, ...key] = place.split('.');
  return (section === 'secrets' ? secrets : configs).has(key.join('.'));
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

const isWritten = ({ isCopied, spec: { from, namedSource = from } }: UsedFile): boolean =>
  isCopied && (namedSource.kind === 'content' || namedSource.kind === 'environment');

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
