import { isJsonMap, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { ImageAnswer, PinnedImage } from '../../model/swarm-image.ts';
import { pullPolicy } from '../images/pull-policy.ts';
import type { UpIntent } from '../snapshot/intent.ts';
import { digestIn, isSameTag, withDigest } from './image-text.ts';

interface PinTry extends PinnedImage {
  /** Why it has no digest, in words. */
  readonly unresolved?: string;
}

/** By the reference in the files: what its registry said. */
export type ImageAnswers = ReadonlyMap<string, ImageAnswer>;

export type PullIntent = Pick<UpIntent, 'pull' | 'build'>;

/** The image that the tasks of a service have now. */
export function imageOf({ spec }: ObservedSwarmService): string {
  const task = isJsonMap(spec.TaskTemplate) ? spec.TaskTemplate : {};
  const container: JsonMap = isJsonMap(task.ContainerSpec) ? task.ContainerSpec : {};
  return String(container.Image ?? '');
}

/**
 * Whether the registry has to be asked what is under the name of an image: for a service that is new, or whose files name another
 * image, and where a policy says so each time. A tag that has moved is no change otherwise: the digest that runs is kept.
 */
export function asksRegistry(
  reference: string,
  service: ServiceSpec,
  { have, intent, swarm }: Asking,
): boolean {
  const { pull } = pullPolicy(service, intent);
  if (pull === 'never') return false;
  const isNew = have === undefined || !isSameTag(reference, imageOf(have));
  // It says itself what is taken; on which nodes it can run is of interest where there are several kinds of them.
  if (digestIn(reference) !== undefined) return isNew && hasSeveralPlatforms(swarm);
  return isNew || pull === 'always';
}

interface Asking {
  readonly have: ObservedSwarmService | undefined;
  readonly intent: PullIntent;
  readonly swarm: ObservedSwarm;
}

const hasSeveralPlatforms = ({ nodes }: ObservedSwarm): boolean =>
  new Set(nodes.map(({ os, architecture }) => `${os}/${architecture}`)).size > 1;

/** What a service is given. @param answer absent: nobody asked */
export function pinImage(
  reference: string,
  have: ObservedSwarmService | undefined,
  answer: ImageAnswer | undefined,
): PinTry {
  const isPinned = digestIn(reference) !== undefined;
  if (answer === undefined) return { text: reference };
  if (answer.kind === 'unresolved')
    return isPinned ? { text: reference } : { text: reference, unresolved: answer.why };
  const text = isPinned ? reference : withDigest(reference, answer.digest);
  // The same image: its nodes are as they were.
  if (have && isSameTag(text, imageOf(have)) && digestIn(imageOf(have)) === digestIn(text)) return { text };
  return { text, ...(answer.platforms.length > 0 ? { platforms: answer.platforms } : {}) };
}

/** What it means that an image has no digest. */
export const toldUnresolved = (
  reference: string,
  why: string,
  { nodes }: Pick<ObservedSwarm, 'nodes'>,
): string =>
  `image ${reference} is sent by its tag, without a digest: ${why}; ${
    nodes.length > 1
      ? 'each node takes what it finds under the tag, which may be another image than that of the others'
      : 'the node takes what it finds under the tag, which may be another image the next time'
  }`;
