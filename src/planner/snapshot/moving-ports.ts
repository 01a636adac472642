import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { HeldPort } from '../../model/operation.ts';
import { asksForHandover } from '../../model/port-handover.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { ingressRequest } from '../ingress/ingress-request.ts';
import { ingressOptions, isBehindIngress, publishesPorts, wantsIngress } from '../ingress/wants-ingress.ts';
import { isIdle } from './is-idle.ts';
import type { StartContext } from './up-context.ts';

/** Whether the user agreed to a helper that holds connections to the service: by a flag, or in its files. */
export const mayHold = ({ intent }: Pick<StartContext, 'intent'>, { extensions }: ServiceSpec): boolean =>
  intent.noGap === true || asksForHandover(extensions.get('x-gantry'));

/** The published ports of a service that its ingress still has to get. */
function movingPorts(context: StartContext, service: ServiceSpec): readonly HeldPort[] {
  const { intent, project, scaleOf } = context;
  if (
    isIdle(context, service) ||
    intent.noRecreate ||
    !wantsIngress(project, service) ||
    scaleOf(service) === 0
  )
    return [];
  return hasLostPorts(context, service)
    ? heldPorts(service)
    : publishedAlike(service, holdersOf(context, service));
}

/** Whether connections to these wait meanwhile. */
export const holdsPorts = (context: StartContext, service: ServiceSpec): boolean =>
  mayHold(context, service) && movingPorts(context, service).length > 0;

/**
 * Nobody has the ports, although containers run that were made to stand behind an ingress: it was stopped, or somebody was killed after
 * the containers before them had given up the ports.
 */
export function hasLostPorts(context: StartContext, service: ServiceSpec): boolean {
  if (!publishesPorts(service)) return false;
  const { current, leftovers, ingress } = context.containersOf(service);
  const isBehind = current.some((one) => isAlive(one) && isBehindIngress(one.labels));
  const others = [...leftovers, ...(ingress ? [ingress] : [])].filter(isAlive);
  return isBehind && !others.some((one) => LABEL.ingress in one.labels || hasSome(service, one));
}

/**
 * The same for a service that publishes its ports itself: its container was made and not started yet, or was stopped for one that is half
 * made. One that was merely stopped has lost nothing.
 */
export function hasLostOwnPorts(context: StartContext, service: ServiceSpec): boolean {
  const { current, leftovers, ingress } = context.containersOf(service);
  if ([...current, ...leftovers, ...(ingress ? [ingress] : [])].some(isAlive)) return false;
  return current.length > 0 && (leftovers.length > 0 || current.some(({ state }) => state === 'created'));
}

/** Whether a container that is on its way out has ports that somebody else is to have. */
export const hasSome = (service: ServiceSpec, container: ObservedContainer): boolean =>
  isAlive(container) && publishedAlike(service, [container]).length > 0;

/** Those of the wanted ports that one of the containers has. */
export function publishedAlike(
  service: ServiceSpec,
  containers: readonly ObservedContainer[],
): readonly HeldPort[] {
  const had = new Set(
    containers.flatMap(({ ports }) => ports.map(({ published, protocol }) => `${published}/${protocol}`)),
  );
  return heldPorts(service).filter(({ port }) => had.has(`${port}/tcp`));
}

/** All of them that can be held: of a range each container gets another one. */
export function heldPorts({ ports }: Pick<ServiceSpec, 'ports'>): readonly HeldPort[] {
  return ports.flatMap(({ published, protocol, hostIp }) => {
    if (published === undefined || protocol !== 'tcp' || !/^\d+$/.test(published)) return [];
    const isAny = hostIp === undefined || ANY.has(hostIp);
    return [{ port: Number(published), ...(isAny ? {} : { hostIp }) }];
  });
}

const ANY: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/** An ingress that is as wanted keeps its ports. */
function holdersOf(
  { project, containersOf }: StartContext,
  service: ServiceSpec,
): readonly ObservedContainer[] {
  const { ingress, current, leftovers } = containersOf(service);
  if (ingress === undefined || !isAlive(ingress)) return [...current, ...leftovers].filter(isAlive);
  const { image } = ingressOptions(project, service);
  const { Labels } = ingressRequest(project, service, image);
  return ingress.labels[LABEL.ingress] === Labels[LABEL.ingress] ? [] : [ingress];
}
