import type { ImageId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { PruneIntent } from '../snapshot/intent.ts';

/** A name of an image: as people write it, and in the one spelling in which names can be compared. */
export interface ImageName {
  readonly shown: string;
  readonly full: string;
}

/** An image of the engine, whoever made it. */
export interface PrunableImage {
  readonly id: ImageId;
  readonly tags: readonly ImageName[];
  /** Under which a registry has it: `busybox@sha256:…`. */
  readonly digests: readonly ImageName[];
  readonly labels: Readonly<Record<string, string>>;
  /** Of what it is made, the lowest first. Absent: not read. */
  readonly layers?: readonly string[];
  /** What goes with it. Absent: not known. */
  readonly uniqueBytes?: number;
}

/** What there is, and who needs it. Names are in the one spelling. */
export interface PruneFacts {
  readonly project: string;
  readonly images: readonly PrunableImage[];
  /** A container for each image that containers use, of whatever project, running or not. */
  readonly containers: ReadonlyMap<ImageId, string>;
  /** All that the files name, whatever their profiles; absent: the files are not known. */
  readonly named?: ReadonlySet<string>;
  /** Names, digests and ids that the lock file has. */
  readonly locked: ReadonlySet<string>;
  /** Whether a name is in a repository that the files name, or one that they have `build` give. */
  readonly isOwnName: (full: string) => boolean;
  /** Images of which containers of this project were made before, with the names that those had for them. */
  readonly ran: ReadonlyMap<ImageId, ReadonlySet<string>>;
  /** Those of which containers of another project were made: its name. */
  readonly ranElsewhere: ReadonlyMap<ImageId, string>;
  /** Those that kept releases ran: the number of the newest one. */
  readonly released: ReadonlyMap<ImageId, number>;
}

/**
 * Takes away the images of a project that nothing uses any more: those that were built for it, that it ran, or that its files name.
 * Who has given one a name of another kind wants to keep it.
 */
export function planPrune(facts: PruneFacts, { all = false }: PruneIntent = {}): Plan {
  const plan = new PlanBuilder('prune', facts.project);
  for (const image of [...facts.images].sort(byName)) {
    const cause = belongsBy(image, facts);
    if (!cause) continue;
    const user = usedBy(image, facts, all);
    if (user === undefined) remove(plan, image, cause);
    else {
      plan.unchanged({ kind: 'image', name: nameOf(image) });
      if (user.says) plan.warn(`image ${nameOf(image)} stays: ${user.says}`);
    }
  }
  return plan.build();
}

const byName = (a: PrunableImage, b: PrunableImage): number => (sortKey(a) < sortKey(b) ? -1 : 1);
const sortKey = (image: PrunableImage): string => `${nameOf(image)} ${image.id}`;

const nameOf = ({ tags, digests, id }: PrunableImage): string =>
  tags[0]?.shown ?? digests[0]?.shown ?? id.replace('sha256:', '').slice(0, 12);

/** Why an image is the project's; undefined: it is not. */
function belongsBy(image: PrunableImage, { project, ran, named, images }: PruneFacts): Cause | undefined {
  const builtFor = image.labels[LABEL.project];
  const service = image.labels[LABEL.service];
  // `commit` made it of a container, whose labels it has: somebody wanted it.
  if (image.labels[LABEL.containerNumber] !== undefined) return undefined;
  if (builtFor === project && isMadeOfAnother(image, images)) return undefined;
  if (builtFor === project)
    return { kind: 'unused', since: 'built', ...(service === undefined ? {} : { service }) };
  // An instance, or another project, that built it under a name that both have.
  if (builtFor !== undefined) return undefined;
  if (ran.has(image.id)) return { kind: 'unused', since: 'run' };
  if (namesOf(image).some(({ full }) => named?.has(full))) return { kind: 'unused', since: 'named' };
  return undefined;
}

/** Whoever builds `FROM` an image of the project has its labels on his own: nobody built that one for the service. */
function isMadeOfAnother(image: PrunableImage, images: readonly PrunableImage[]): boolean {
  const { layers = [], labels, tags } = image;
  if (tags.length > 0) return false;
  return images.some(
    (base) =>
      base.labels[LABEL.project] === labels[LABEL.project] &&
      base.labels[LABEL.service] === labels[LABEL.service] &&
      base.layers !== undefined &&
      base.layers.length > 0 &&
      base.layers.length < layers.length &&
      base.layers.every((layer, index) => layer === layers[index]),
  );
}

interface User {
  /** What a user would not expect. */
  readonly says?: string;
}

/** Who uses an image; undefined: nobody. */
function usedBy(image: PrunableImage, facts: PruneFacts, all: boolean): User | undefined {
  const { containers, locked, named, ran, ranElsewhere, released, isOwnName } = facts;
  const names = namesOf(image);
  if (containers.has(image.id)) return {};
  if (locked.has(image.id) || names.some(({ full }) => locked.has(full))) return {};
  const isNamed = named ? names.some(({ full }) => named.has(full)) : image.tags.length > 0;
  if (isNamed && !all) return {};
  const release = released.get(image.id);
  if (release !== undefined) return { says: `release ${release} ran it, and can be gone back to` };
  const other = ranElsewhere.get(image.id);
  if (other !== undefined) return { says: `project "${other}" ran it too` };
  const own = new Set([...(ran.get(image.id) ?? [])].map(repositoryOf));
  const foreign = names.find(({ full }) => {
    const repository = repositoryOf(full);
    return !own.has(repository) && !isOwnName(full) && !isFormerName(image, repository, facts);
  });
  if (foreign) return { says: `${foreign.shown} is no name that the files give it` };
  return undefined;
}

/** A service that the files have no more was built under a name that is made of its own. */
function isFormerName({ labels }: PrunableImage, repository: string, { project }: PruneFacts): boolean {
  const service = labels[LABEL.service];
  return (
    service !== undefined &&
    ['-', '_'].some((separator) => repository === `docker.io/library/${project}${separator}${service}`)
  );
}

const namesOf = ({ tags, digests }: PrunableImage): readonly ImageName[] => [...tags, ...digests];

/** Without tag and digest. */
const repositoryOf = (full: string): string => full.replace(/@.*$/, '').replace(/:[^:/]*$/, '');

/** One step for each name; the image goes with the last one. */
function remove(plan: PlanBuilder, image: PrunableImage, cause: Cause): void {
  const { id, uniqueBytes, tags, digests } = image;
  const tagged = new Set(tags.map(({ full }) => repositoryOf(full)));
  // With the last tag of a repository the engine drops the digests in it.
  const others = digests.filter(({ full }) => !tagged.has(repositoryOf(full)));
  const names = [...tags, ...others].map(({ shown }) => shown);
  if (names.length === 0) names.push(nameOf(image));
  let after: ReturnType<PlanBuilder['add']>[] = [];
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const size = isLast && uniqueBytes !== undefined ? { sizeBytes: uniqueBytes } : {};
    const operation = { kind: 'remove-image', image: name, id, ...size } as const;
    // Somebody may have begun to use it.
    after = [plan.add({ operation, cause, after, optional: true })];
  }
}
