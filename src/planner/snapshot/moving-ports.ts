import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { HeldPort } from '../../model/operation.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { ingressRequest } from '../ingress/ingress-request.ts';
import { ingressOptions, wantsIngress } from '../ingress/wants-ingress.ts';
import type { StartContext } from './up-context.ts';

/** The published ports of a service that containers have which run, and that a new ingress is to have. */
function movingPorts(context: StartContext, service: ServiceSpec): readonly HeldPort[] {
  const { intent, scaleOf } = context;
  if (intent.noStart || intent.noRecreate || !wantsIngress(service) || scaleOf(service) === 0) return [];
  return publishedAlike(service, holdersOf(context, service));
}

/** Whether connections to these wait meanwhile. */
export const holdsPorts = (context: StartContext, service: ServiceSpec): boolean =>
  context.intent.noGap === true && movingPorts(context, service).length > 0;

/** Those of the wanted ports that one of the containers has. */
export function publishedAlike(
  service: ServiceSpec,
  containers: readonly ObservedContainer[],
): readonly HeldPort[] {
  const had = new Set(
    containers.flatMap(({ ports }) => ports.map(({ published, protocol }) => `${published}/${protocol}`)),
  );
  return service.ports.flatMap(({ published, protocol, hostIp }) => {
    if (published === undefined || protocol !== 'tcp' || !had.has(`${published}/tcp`)) return [];
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
  const { ingress, current } = containersOf(service);
  if (ingress === undefined || !isAlive(ingress)) return current.filter(isAlive);
  const { image } = ingressOptions(project, service);
  const { Labels } = ingressRequest(project, service, image);
  return ingress.labels[LABEL.ingress] === Labels[LABEL.ingress] ? [] : [ingress];
}
