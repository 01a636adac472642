import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { wantsIngress } from '../ingress/wants-ingress.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import { isMadeAsWanted } from '../snapshot/made-as-wanted.ts';
import type { StartContext } from '../snapshot/up-context.ts';
import type { Renewal } from './stops.ts';

/**
 * Whether a service that asks to be restarted with another one is replaced after that one, instead of being stopped before it and started
 * after it. Behind an ingress that runs, the update of a service goes without a gap, and a new container that starts after the update of
 * what it depends on is all that was asked for.
 */
export function isRenewed(context: StartContext, follower: ServiceSpec): boolean {
  const { intent, project, services } = context;
  if (intent.noRecreate || isIdle(context, follower) || !wantsIngress(project, follower)) return false;
  const { current, ingress } = context.containersOf(follower);
  if (ingress?.state !== 'running' || context.scaleOf(follower) === 0) return false;
  if (services.includes(follower)) return current.some(isAlive);
  // Nothing is prepared for it: it has to stay as it is, its ingress too, and who follows it must not have had its turn.
  return (
    current.length > 0 &&
    current.every((container) => isAlive(container) && context.isMadeFor(follower, container)) &&
    isMadeAsWanted({ project, service: follower }, ingress.labels[LABEL.ingress]) &&
    !isFollowedBy(context, follower.name, services)
  );
}

/**
 * Who died in the middle may have replaced a dependency, and not yet who follows it.
 *
 * @returns why it still has to be replaced; undefined: it has not
 */
export function leftBehind(
  context: StartContext,
  service: ServiceSpec,
  { createdAt }: ObservedContainer,
): Renewal | undefined {
  const { observed, project } = context;
  if (observed.interruptedSince === undefined || !isRenewed(context, service)) return undefined;
  const since = Math.floor(Date.parse(observed.interruptedSince) / 1000);
  const leader = [...service.dependsOn]
    .flatMap(([name, { restart }]) => (restart ? (project.services.get(name) ?? []) : []))
    .flatMap((other) => context.containersOf(other).current)
    .find((one) => one.createdAt >= since && one.createdAt > createdAt);
  return (
    leader && {
      when: 'always',
      cause: { kind: 'follows', resource: { kind: 'container', name: leader.name } },
    }
  );
}

function isFollowedBy(context: StartContext, name: string, those: readonly ServiceSpec[]): boolean {
  return [...context.project.services.values()].some(
    (other) =>
      other.dependsOn.get(name)?.restart === true &&
      (those.includes(other) || isFollowedBy(context, other.name, those)),
  );
}
