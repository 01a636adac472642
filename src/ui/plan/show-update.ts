import { type OwnProxy, proxyName } from '../../model/own-proxy.ts';
import {
  type FailureAction,
  type ServiceUpdate,
  type SwarmUpdate,
  UDP_HINT,
  whyStopFirst,
} from '../../model/service-update.ts';
import { count } from './wording.ts';

/** `update of service web: start-first, 1 of 3 containers at a time, no gap is expected; …` */
export function showUpdate(update: ServiceUpdate): string {
  if (update.swarm) return showTaskUpdate(update, update.swarm);
  const { service, order, insteadOf, containers, parallelism, sharedVolumes } = update;
  const { restarts = false, failureAction } = update;
  if (containers === 0)
    return `update of service ${service}: its ingress is made anew${whyRemade(update)}; ${gapText(update)}`;
  const many =
    containers === 1
      ? '1 container'
      : parallelism === containers
        ? `${count(containers, 'container')} at a time`
        : `${parallelism} of ${count(containers, 'container')} at a time`;
  const shares =
    sharedVolumes.length === 0
      ? ''
      : `; the old and the new one both write to ${sharedVolumes.join(', ')} meanwhile`;
  const how =
    insteadOf === undefined
      ? order
      : `${order} although the file says start-first: ${whyStopFirst(insteadOf)}`;
  const what = restarts ? `restart of service ${service}: ` : `update of service ${service}: ${how}; `;
  const otherwise = restarts ? IF_NOT_READY[failureAction] : ACTIONS[failureAction];
  return `${what}${many}; ${gapText(update)}${shares}; ${otherwise}`;
}

/** `update of service web: stop-first; 1 of 3 tasks at a time; at least 2 run at any time; …` */
function showTaskUpdate(
  { service, order, containers, parallelism, failureAction }: ServiceUpdate,
  { keptRunning, atLeastMs }: SwarmUpdate,
): string {
  const many =
    parallelism === containers
      ? `${count(containers, 'task')}${containers === 1 ? '' : ' at a time'}`
      : `${parallelism} of ${count(containers, 'task')} at a time`;
  const gap =
    order === 'start-first'
      ? 'each old one ends when a new one runs'
      : keptRunning === 0
        ? 'none runs from its end until a new one runs, and its node may have to pull the image first'
        : `at least ${keptRunning} ${keptRunning === 1 ? 'runs' : 'run'} at any time`;
  const isAllThereIs = containers === 1 && order === 'stop-first' && failureAction !== 'rollback';
  const otherwise = isAllThereIs ? 'if a new one fails, none runs' : ACTIONS[failureAction];
  return `update of service ${service}: ${order}; ${many}; ${gap}; it takes at least ${atLeastMs / 1000} s; ${otherwise}`;
}

type Gap =
  | 'none'
  | 'held'
  | 'first-switch'
  | 'waits-once'
  | 'remade'
  | 'joining'
  | 'not-ready'
  | 'own-proxy'
  | 'waits'
  | 'stop-and-start';

/** What users of the service may notice. The network knows a new container by the name of its service from its start on. */
export function gapOf({
  order,
  ingress,
  holds,
  remade,
  waits,
  proxy,
}: Pick<ServiceUpdate, 'order' | 'ingress' | 'holds' | 'remade' | 'waits'> & {
  readonly proxy?: OwnProxy | undefined;
}): Gap {
  if (order !== 'start-first') {
    if (ingress === 'there') return 'held';
    return waits === undefined && !(ingress === 'new' && holds) ? 'stop-and-start' : 'waits';
  }
  if (ingress === undefined) return proxy === undefined ? 'not-ready' : 'own-proxy';
  if (ingress === 'new' && remade && !holds) return 'remade';
  return ingress === 'new' && holds ? 'waits-once' : GAP_OF[ingress];
}

const GAP_OF = { there: 'none', new: 'first-switch', joins: 'joining' } as const;

function gapText(update: ServiceUpdate): string {
  const { proxy } = update;
  const anew = update.remade && update.containers > 0 ? `; its ingress is made anew${whyRemade(update)}` : '';
  const kind = gapOf(update);
  const gap = `${kind === 'waits' ? waitText(update) : GAPS[kind]}${ingressHint(update)}${anew}`;
  if (proxy === undefined) return gap;
  const name = proxyName(proxy.kind);
  return `${gap}; ${name} has ${proxy.noticeMs / 1000}s to notice each new container before the next old one stops`;
}

/** How long it takes depends on the container. Clients ask again after 1, 3, 7 and 15 seconds. */
function waitText({ waits, restarts }: ServiceUpdate): string {
  const [who, until] = restarts
    ? ['it', 'it has stopped and is ready again']
    : ['the old container', 'the old container has stopped and the new one is ready'];
  const ports = waits?.ports ?? [];
  const to = ports.length === 0 ? '' : ` to port${ports.length > 1 ? 's' : ''} ${ports.join(', ')}`;
  const limit = waits === undefined ? '' : `, but are refused after ${waits.atMostSeconds} seconds`;
  return `no refusals: new connections${to} wait until ${until}, and up to as long again${limit}; open ones end with ${who}`;
}

const GAPS: Readonly<Record<Exclude<Gap, 'waits'>, string>> = {
  none: 'no gap: its ingress goes over to each new container before the old one stops',
  held: 'no gap: its ingress sends requests to the others; where there is none, they wait for it, 30 seconds at most',
  'first-switch':
    'a gap, once, for as long as the old containers take to stop and about 0.3 s more, until the ingress has their ports (--no-gap avoids it); none from then on',
  remade:
    'a gap, once, for about 0.3 s, as its ingress gives the ports to a new one (--no-gap avoids it); open connections end',
  'waits-once':
    'no gap: while the ports go over to an ingress, once, new connections wait until the old containers have stopped, and about a second more; open ones end with the old containers',
  joining:
    'no stop, but this once a few requests by its name may fail while its new ingress takes over; none from then on',
  'not-ready': 'no stop, but requests by its name may reach a new one before it is ready',
  'own-proxy': 'no stop, but the old one refuses requests while it ends, until its proxy has noticed',
  'stop-and-start': 'a gap from each stop to the start after it',
};

const whyRemade = ({ remade = [] }: ServiceUpdate): string =>
  remade.length === 0 ? '' : ` (${remade.join(', ')})`;

/** What would spare the requests. */
function ingressHint({ lacksIngress: lack }: ServiceUpdate): string {
  switch (lack?.kind) {
    case undefined:
      return '';
    case 'no-ports':
      return lack.declared.length === 0
        ? ' (name its ports, if it has any, and it gets an ingress: `expose: ["80"]`)'
        : ` (name its ports, and it gets an ingress: \`expose: [${lack.declared.map((port) => `"${port}"`).join(', ')}]\`)`;
    case 'port':
      return lack.udpIsOff
        ? ` (it has ${lack.port}, and ${UDP_HINT})`
        : ` (an ingress cannot carry ${lack.port})`;
    case 'too-many':
      return ` (an ingress cannot carry ${lack.count} ports)`;
  }
}

const ACTIONS: Readonly<Record<FailureAction, string>> = {
  pause: 'if a new one fails, the others stay as they are',
  continue: 'if a new one fails, the others are updated all the same',
  rollback: 'if a new one fails, all old ones run again',
};

const IF_NOT_READY: typeof ACTIONS = {
  pause: 'if one does not come back, the others stay as they are',
  continue: 'if one does not come back, the others are restarted all the same',
  rollback: 'if one does not come back, the others stay as they are',
};
