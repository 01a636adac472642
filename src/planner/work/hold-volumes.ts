import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { readTemporaryName, temporaryName } from '../../model/temporary-name.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { containerLabels } from '../request/labels.ts';
import { anonymousVolumes } from '../snapshot/own-containers.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import type { VolumeChanges } from './contributions.ts';
import type { Removals } from './plan-removal.ts';

/** What an engine says when somebody starts it: that there is no such program. */
const NEVER_STARTED = '(holds anonymous volumes until the next `gantry up`)';

/**
 * Creates a container that never runs and has the anonymous volumes of one that has to go before the next one can be
 * made: only through containers is it known whose they are. Interrupted in between, the next `up` takes it for an
 * unfinished replacement, and has the new container inherit from it.
 *
 * @returns the step after which the container can go; undefined: it has no such volumes
 */
export function holdVolumes(
  {
    context,
    plan,
    removals,
  }: { readonly context: UpContext; readonly plan: PlanBuilder; readonly removals: Removals },
  container: ObservedContainer,
  { service, replica, name }: DesiredContainer,
  cause: Cause,
): StepId | undefined {
  const volumes = Object.entries(anonymousVolumes(container));
  if (volumes.length === 0) return undefined;
  const held = new Set(volumes.map(([target]) => target));
  const others = container.mounts.map(({ target }) => target).filter((target) => !held.has(target));
  const temporary = temporaryName(container.id, name);
  const leftover = context.observed.containers.find((other) => other.name === temporary);
  return plan.add({
    operation: {
      kind: 'create-container',
      service: service.name,
      replica,
      name: temporary,
      request: {
        Image: container.imageId,
        Entrypoint: [NEVER_STARTED],
        Labels: {
          ...containerLabels(context.project, service, replica),
          [LABEL.replace]: `${service.name}-${replica}`,
        },
        HostConfig: {
          NetworkMode: 'none',
          Mounts: volumes.map(([Target, Source]) => ({ Type: 'volume', Source, Target })),
          // Where the image has volumes of its own, the engine would make new ones.
          ...(others.length > 0 ? { Tmpfs: Object.fromEntries(others.map((target) => [target, ''])) } : {}),
        },
        NetworkingConfig: { EndpointsConfig: {} },
      },
      image: { id: container.imageId },
      references: [],
    },
    cause,
    after: leftover ? [removals.remove(leftover, { cause: { kind: 'leftover' } })] : [],
  });
}

/** Removes what holds the volumes of a container, if something does, once they have found their place. */
export function releaseVolumes(
  { plan, volumeHolders }: Pick<VolumeChanges, 'volumeHolders'> & { readonly plan: PlanBuilder },
  { id, name }: ObservedContainer,
  after: readonly StepId[],
): void {
  const holder = volumeHolders.get(id);
  if (holder === undefined) return;
  plan.add({
    operation: { kind: 'remove-container', container: { createdBy: holder }, name, withVolumes: false },
    cause: plan.causeOf(holder),
    after: [holder, ...after],
  });
}

/** What an interrupted `up` left of `holdVolumes`, and nothing else any more. */
export const holdsVolumes = ({ name, state, labels }: ObservedContainer): boolean =>
  state === 'created' &&
  readTemporaryName(name) !== undefined &&
  LABEL.replace in labels &&
  !(LABEL.configHash in labels);
