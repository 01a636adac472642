import type { ObservedImage } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { imageReference } from '../request/image-references.ts';
import type { UpIntent } from '../snapshot/intent.ts';
import { platformMatches } from './platforms.ts';

/** What may happen to the image of a service before its containers are made. */
export interface PullPolicy {
  readonly pull: 'always' | 'missing' | 'never';
  readonly build: 'always' | 'missing' | 'never';
  /** As it was asked for, to name it as the cause. */
  readonly written: string;
  /** The engine has the image, for longer than the policy wants. */
  readonly isDue: boolean;
}

/** The flags win over the file. Without `build:` in the file there is nothing to build. */
export function pullPolicy(
  service: ServiceSpec,
  intent: UpIntent,
  image?: ObservedImage | undefined,
): PullPolicy {
  const flag = intent.pull === 'policy' ? undefined : intent.pull;
  const policy = flag ?? service.pullPolicy ?? 'missing';
  const written = flag === undefined ? `pull_policy ${policy}` : `--pull ${policy}`;
  const buildable = service.build !== undefined && intent.build !== 'never';
  const always = buildable && (intent.build === true || policy === 'build');
  const build = always ? 'always' : buildable ? 'missing' : 'never';
  if (policy === 'always' || policy === 'never') return { pull: policy, build, written, isDue: false };
  const windowMs = readWindowMs(policy);
  const isDue =
    windowMs !== undefined &&
    image !== undefined &&
    (image.namedAgoMs ?? Number.POSITIVE_INFINITY) >= windowMs;
  return { pull: isDue ? 'always' : 'missing', build, written, isDue };
}

/**
 * The images about which lists do not tell enough: how old they are, where that decides about a pull, and what platform
 * they are for, where the file names one.
 */
export function imagesToInspect(project: Project, pull: UpIntent['pull']): readonly string[] {
  const flag = pull === 'policy' ? undefined : pull;
  const services = [...project.services.values()].filter(
    ({ pullPolicy = '', platform, provider }) =>
      provider === undefined && (platform !== undefined || readWindowMs(flag ?? pullPolicy) !== undefined),
  );
  return [...new Set(services.map((service) => imageReference(project, service)))].sort();
}

/** An image that is for another platform than the file names is as good as none. */
export const matchesPlatform = ({ platform }: ServiceSpec, image: ObservedImage): boolean =>
  platform === undefined || image.platform === undefined || platformMatches(platform, image.platform);

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
]);

/** `daily`, `weekly` and `every_1d12h`; undefined: the policy has none. */
function readWindowMs(policy: string): number | undefined {
  if (policy === 'daily') return UNIT_MS.get('d');
  if (policy === 'weekly') return UNIT_MS.get('w');
  if (!/^every_(?:\d+[wdhms])+$/.test(policy)) return undefined;
  const parts = [...policy.matchAll(/(?<!\d)(\d+)([wdhms])/g)];
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_MS.get(unit) ?? 0), 0);
}
