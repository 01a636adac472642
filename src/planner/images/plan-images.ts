import { UserError } from '../../diagnostics/user-error.ts';
import type { Observed, ObservedImage } from '../../model/observed.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Cause } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { change } from '../diff/change.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { holdImage, ingressOptions, wantsIngress } from '../ingress/wants-ingress.ts';
import { imageReference } from '../request/image-references.ts';
import type { UpIntent } from '../snapshot/intent.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { buildOperation, onePlatform } from './build-operation.ts';
import { buildOrder, imagesBefore, imagesWith, withNeeded } from './build-order.ts';
import { imageMounts } from './image-mounts.ts';
import { pullHookImages } from './plan-hook-images.ts';
import type { PlannedImage } from './planned-image.ts';
import { platformOf } from './platforms.ts';
import { matchesPlatform, type PullPolicy, pullPolicy } from './pull-policy.ts';

type Action = 'build' | 'pull' | 'keep';

interface ImageDecision {
  readonly reference: string;
  readonly action: Action;
  readonly cause: Cause;
  /** Who builds it, or the first who uses it. */
  readonly service: ServiceSpec;
  readonly users: readonly string[];
  /** A pull that fails is not the end: the engine has an image, and it can be built, or is only old. */
  readonly optional: boolean;
}

/**
 * Pulls and builds, each image once, those first that the builds of others are made from.
 *
 * @param held the services whose ports are held
 * Error: UserError `image-not-found`, with all images that are missing and that nothing may bring; SpecError `dependency-cycle`.
 */
export function planImages(
  context: UpContext,
  plan: PlanBuilder,
  held: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, PlannedImage> {
  const decisions = new Map<string, ImageDecision>();
  for (const service of context.services) {
    if (service.provider !== undefined || context.scaleOf(service) === 0) continue;
    const next = decideImage(context, service);
    const before = decisions.get(next.reference);
    decisions.set(next.reference, before ? merge(before, next) : next);
  }
  refuseMissing(context, [...decisions.values()]);
  addNeeded(context, decisions);

  const planned = new Map<string, PlannedImage>();
  const builders = new Map(
    [...decisions].map(([reference, { action, service }]) => [
      reference,
      action === 'build' ? service : undefined,
    ]),
  );
  const inOrder = buildOrder(context.project, builders).flatMap(
    (reference) => decisions.get(reference) ?? [],
  );
  for (const { reference, action, cause, service, users, optional } of inOrder) {
    const current = context.observed.images.get(reference)?.id;
    if (action === 'keep') {
      if (current !== undefined) planned.set(reference, { ref: { id: current }, current });
      continue;
    }
    const operation =
      action === 'build'
        ? buildOperation(context.project, service, onePlatform(context.project, service))
        : pull(reference, platformOf(context.project, service), users);
    const after =
      action === 'build'
        ? imagesBefore(context.project, service).flatMap((needed) => planned.get(needed)?.step ?? [])
        : [];
    const step = plan.add({ operation, cause, after, optional });
    planned.set(reference, { ref: { madeBy: step }, step, ...(current === undefined ? {} : { current }) });
  }
  pullHookImages(context, plan, planned);
  pullMountedImages(context, plan, planned);
  pullIngressImages(context, plan, planned, held);
  return planned;
}

function decideImage(context: UpContext, service: ServiceSpec): ImageDecision {
  const { project, observed, intent } = context;
  const reference = imageReference(project, service);
  const image = observed.images.get(reference);
  const policy = pullPolicy(service, intent, image);
  const missing = image === undefined || !matchesPlatform(service, image);
  const builder = service.build ? service : missing ? builderOf(context, reference) : undefined;
  const action = decide(policy, missing, builder !== undefined && intent.build !== 'never', service);
  return {
    reference,
    action,
    cause: causeOf(service, context, { image, missing, action, policy }),
    service: action === 'build' ? (builder ?? service) : service,
    users: [service.name],
    optional: action === 'pull' && !missing && (service.build !== undefined || policy.isDue),
  };
}

/** An image that can be built is built: a pull first would ask a registry for a name that is often nobody's. */
function decide(policy: PullPolicy, missing: boolean, buildable: boolean, service: ServiceSpec): Action {
  if (policy.build === 'always') return 'build';
  if (missing && buildable) return 'build';
  // Built under a name that was never written: there is nothing to pull.
  if (policy.pull === 'always' && (service.build === undefined || service.image !== undefined)) return 'pull';
  return missing && policy.pull === 'missing' && (service.build === undefined || service.image !== undefined)
    ? 'pull'
    : 'keep';
}

interface Decision {
  readonly image: ObservedImage | undefined;
  readonly missing: boolean;
  readonly action: Action;
  readonly policy: PullPolicy;
}

function causeOf(
  { platform }: ServiceSpec,
  { intent }: UpContext,
  { image, missing, action, policy }: Decision,
): Cause {
  if (missing)
    return image === undefined
      ? { kind: 'missing' }
      : { kind: 'changed', fields: [change('platform', image.platform, platform)] };
  return { kind: 'requested', by: action === 'build' && intent.build === true ? '--build' : policy.written };
}

/** Whether planning may lead to a build: then it matters what Dockerfiles take of each other's images. */
export function mayBuild(project: Project, { images }: Observed, intent: UpIntent): boolean {
  return [...project.services.values()].some((service) => {
    if (!service.build || service.provider !== undefined || intent.build === 'never') return false;
    const image = images.get(imageReference(project, service));
    const missing = image === undefined || !matchesPlatform(service, image);
    return missing || pullPolicy(service, intent, image).build === 'always';
  });
}

/** Another service of the file may say how an image is built that this one only uses. */
function builderOf({ project }: UpContext, reference: string): ServiceSpec | undefined {
  return [...project.services.values()].find(
    (service) => service.build !== undefined && imageReference(project, service) === reference,
  );
}

function merge(a: ImageDecision, b: ImageDecision): ImageDecision {
  const strength: Readonly<Record<Action, number>> = { keep: 0, pull: 1, build: 2 };
  const more = strength[b.action] - strength[a.action];
  const namesPlatform = b.service.platform !== undefined && a.service.platform === undefined;
  const main = more > 0 || (more === 0 && namesPlatform) ? b : a;
  return {
    ...main,
    users: [...a.users, ...b.users],
    optional: more === 0 ? a.optional && b.optional : main.optional,
  };
}

function refuseMissing({ observed }: UpContext, decisions: readonly ImageDecision[]): void {
  const lost = decisions.filter(
    ({ action, reference }) => action === 'keep' && !observed.images.has(reference),
  );
  if (lost.length === 0) return;
  const names = lost.map(({ reference, users }) => `${reference} (${users.join(', ')})`);
  const what = lost.length === 1 ? `image ${names[0]} is` : `images ${names.join('; ')} are`;
  throw new UserError('image-not-found', `${what} missing, and may be neither pulled nor built`, {
    hint: 'build or pull it first, or leave out --no-build, --pull never and pull_policy',
    about: { of: ['services', lost[0]?.users[0] ?? ''], settings: ['pull_policy', 'image', 'build', ''] },
  });
}

/** What a build takes files from is built with it, or it would be made from what there was before. */
function addNeeded({ project }: UpContext, decisions: Map<string, ImageDecision>): void {
  const builders = [...decisions.values()].flatMap(({ action, service }) =>
    action === 'build' ? [service] : [],
  );
  for (const service of withNeeded(project, builders)) {
    const reference = imageReference(project, service);
    const before = decisions.get(reference);
    if (before?.action === 'build') continue;
    const user = builders.find((builder) => imagesWith(project, builder).includes(reference));
    decisions.set(reference, {
      reference,
      action: 'build',
      cause: { kind: 'needed-by', service: user?.name ?? service.name },
      service,
      users: [...(before?.users ?? []), service.name],
      optional: false,
    });
  }
}

function pull(
  image: string,
  platform: string | undefined,
  services: readonly string[],
): OperationOf<'pull-image'> {
  return { kind: 'pull-image', image, services, ...(platform === undefined ? {} : { platform }) };
}

/** Images that are mounted as volumes are only ever missing or there, whatever the policy of the service is. */
function pullMountedImages(context: UpContext, plan: PlanBuilder, planned: Map<string, PlannedImage>): void {
  pullMissing(context, plan, planned, (service) => imageMounts(service).map(({ reference }) => reference));
}

/** Without it nothing of the plan is done: it is pulled before anything is touched. */
function pullIngressImages(
  context: UpContext,
  plan: PlanBuilder,
  planned: Map<string, PlannedImage>,
  held: ReadonlySet<string>,
): void {
  pullMissing(
    context,
    plan,
    planned,
    (service) => [
      ...(wantsIngress(context.project, service) && context.scaleOf(service) > 0
        ? [ingressOptions(context.project, service).image]
        : []),
      ...(held.has(service.name) ? [holdImage(context.project, service)] : []),
    ],
    { forIngress: true },
  );
}

function pullMissing(
  { services, observed }: UpContext,
  plan: PlanBuilder,
  planned: Map<string, PlannedImage>,
  imagesOf: (service: ServiceSpec) => readonly string[],
  more: Pick<OperationOf<'pull-image'>, 'forIngress'> = {},
): void {
  const users = new Map<string, string[]>();
  for (const service of services)
    for (const reference of imagesOf(service)) {
      if (planned.has(reference)) continue; // a service runs it too
      const current = observed.images.get(reference)?.id;
      if (current !== undefined) planned.set(reference, { ref: { id: current }, current });
      else users.set(reference, [...(users.get(reference) ?? []), service.name]);
    }
  for (const [image, services] of [...users].sort()) {
    const operation = { ...pull(image, undefined, services), ...more };
    const step = plan.add({ operation, cause: { kind: 'missing' } });
    planned.set(image, { ref: { madeBy: step }, step });
  }
}
