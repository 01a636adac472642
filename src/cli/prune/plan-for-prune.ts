import type { Engine } from '../../engine/port/engine.ts';
import type { ImageSummary } from '../../engine/port/engine-answers.ts';
import { type ImageId, imageId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import { type LockFile, lockedReference } from '../../model/lock-file.ts';
import type { Project } from '../../model/project.ts';
import type { History } from '../../model/release.ts';
import { isReferenceTemplate } from '../../model/tag-template.ts';
import type { ImageName, PrunableImage, PruneFacts } from '../../planner/commands/plan-prune.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { nodeFiles } from '../files/node-files.ts';
import { damagedRan, type RanImages, type RanPlace, readRan, readRanElsewhere } from '../find/ran-images.ts';
import { findTarget } from '../find/target.ts';
import { lockPath, readLock } from '../lock-file/find-lock.ts';
import { asksOf } from '../tags/asked-tags.ts';

export interface PruneOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

export interface PlannedPrune extends Planned {
  readonly place: RanPlace;
  readonly ran: RanImages;
  readonly facts: PruneFacts;
}

/** Error: SpecError for files, or a lock file, that cannot be read: then nobody knows what they need. */
export async function planForPrune(cli: Cli, { all }: PruneOptions): Promise<PlannedPrune> {
  const { planPrune } = await import('../../planner/commands/plan-prune.ts');
  const { fullName } = await import('../../model/full-name.ts');
  // A profile that is off now needs its images tomorrow, and what the lock file has stays whatever the flags are.
  const everything: Cli = { ...cli, globals: { ...cli.globals, profile: ['*'], locked: false } };
  const target = await findTarget(everything, [], { needs: 'images' });
  const { engine, project } = target;
  const place = { environment: cli.environment, endpoint: engine.endpoint, project: project.name };
  const isKnown = project.origin === 'files';
  const { historyOf } = await import('../history/find-history.ts');
  const [images, containers, lock, history] = await Promise.all([
    engine.listImageSummaries({ withShared: true }),
    engine.listContainers([]),
    isKnown ? readLock(lockPath(project, cli.cwd), cli.cwd, nodeFiles) : undefined,
    historyOf(target),
  ]);
  const ran = readRan(place);
  const named = isKnown ? await namesIn(project, fullName) : undefined;
  const repositories = new Set([...(named ?? [])].map((name) => repositoryOf(name)));
  const templates = namedByTemplates(project, fullName);
  const facts: PruneFacts = {
    project: project.name,
    images: await withLayers(
      engine,
      project.name,
      images.map((image) => prunable(image, fullName)),
    ),
    containers: new Map(containers.map(({ imageId, name }) => [imageId, name])),
    ...(named && { named }),
    locked: lockedNames(lock, fullName),
    isOwnName: (full) =>
      repositories.has(repositoryOf(full)) || templates.some((template) => template.test(full)),
    ran: inOneSpelling(ran, fullName),
    ranElsewhere: readRanElsewhere(place),
    released: releasedImages(history),
  };
  const plan = planPrune(facts, { all });
  const damaged = damagedRan(place);
  const warnings = [
    ...plan.warnings,
    ...(isKnown ? [] : [FILES_UNKNOWN]),
    ...(damaged.length === 0 ? [] : [recordDamaged(damaged)]),
  ];
  return { ...target, plan: { ...plan, warnings }, place, ran, facts };
}

/** Every command that goes back needs them. */
function releasedImages({ releases }: History): ReadonlyMap<ImageId, number> {
  return new Map(
    releases.flatMap(({ number, model }) =>
      Object.values(model?.images ?? {}).map(({ id }) => [imageId(id), number] as const),
    ),
  );
}

const FILES_UNKNOWN =
  'the files of the project are not known here, so images that have a tag stay; --all removes them too';

const recordDamaged = (projects: readonly string[]): string =>
  `what was written down of the images that ${projects.join(', ')} ran is damaged: an image that was run there may count as unused`;

type FullName = (reference: string) => string;

/** All that the files name: services, hooks, mounts, ingresses, and further tags of what is built. */
async function namesIn(project: Project, fullName: FullName): Promise<ReadonlySet<string>> {
  const { askedImages } = await import('../../planner/images/pin-images.ts');
  const tags = [...project.services.values()].flatMap(({ build }) => build?.tags ?? []);
  return new Set([...askedImages(project).map(({ reference }) => reference), ...tags].map(fullName));
}

/** What any commit, day or environment makes of the tags that the files ask for. */
function namedByTemplates(project: Project, fullName: FullName): readonly RegExp[] {
  const word = 'anyword';
  return [...project.services.values()].flatMap((service) =>
    asksOf(project, service).tags.flatMap(({ template }) => {
      if (!isReferenceTemplate(template)) return [];
      const texts = template.map((part) => {
        if (part.kind === 'text') return part.text;
        return part.word === 'service' ? service.name : part.word === 'project' ? project.name : word;
      });
      const pattern = fullName(texts.join(''))
        .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll(word, '.+');
      return new RegExp(`^${pattern}$`);
    }),
  );
}

function lockedNames(lock: LockFile | undefined, fullName: FullName): ReadonlySet<string> {
  const names = [...(lock?.images ?? [])].flatMap(([reference, locked]) => {
    const pinned = lockedReference(reference, locked);
    if (pinned === undefined) return [fullName(reference)];
    return [pinned.includes('@') ? fullName(pinned) : pinned];
  });
  return new Set(names);
}

function prunable(image: ImageSummary, fullName: FullName): PrunableImage {
  const { id, tags, digests, labels = {}, sizeBytes, sharedBytes } = image;
  const named = (shown: string): ImageName => ({ shown, full: fullName(shown) });
  return {
    id,
    tags: tags.map(named),
    digests: digests.map(named),
    labels,
    ...(sharedBytes !== undefined && { uniqueBytes: Math.max(0, sizeBytes - sharedBytes) }),
  };
}

/** Only of those that may have their labels from another one. */
const withLayers = (
  engine: Engine,
  project: string,
  images: readonly PrunableImage[],
): Promise<readonly PrunableImage[]> =>
  Promise.all(
    images.map(async (image) => {
      if (image.labels[LABEL.project] !== project) return image;
      const layers = (await engine.inspectImage(image.id))?.layers;
      return layers ? { ...image, layers } : image;
    }),
  );

const inOneSpelling = (ran: RanImages, fullName: FullName): ReadonlyMap<ImageId, ReadonlySet<string>> =>
  new Map([...ran].map(([id, names]) => [id, new Set([...names].map(fullName))]));

const repositoryOf = (full: string): string => full.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
