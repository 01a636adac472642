import type { Concern, Setting } from '../diagnostics/user-error.ts';
import type { OwnProxy } from './own-proxy.ts';
import type { UpdateOrder } from './update-config.ts';

export type FailureAction = 'pause' | 'continue' | 'rollback';

/** Why the old container of a service stops before the new one starts, although the file says `order: start-first`. */
export type StopFirstReason =
  /**
   * Only one container at a time can publish them. `uncarried`: the port for which there is no ingress, or `60000 ports`. `udpIsOff`:
   * there is one when the files say that it carries UDP.
   */
  | {
      readonly kind: 'ports';
      readonly ports: readonly string[];
      readonly uncarried?: string;
      readonly udpIsOff?: true;
    }
  /** Without a network of its own it would share every port with the old one. */
  | { readonly kind: 'network-mode'; readonly mode: string }
  /** It shares a namespace or volumes with another container, or lends its own. */
  | { readonly kind: 'shared'; readonly field: string; readonly service: string }
  | { readonly kind: 'address'; readonly network: string }
  | { readonly kind: 'device'; readonly device: string }
  /** The image keeps its data there: two at a time may destroy it. */
  | { readonly kind: 'data'; readonly target: string }
  /** The old one has to leave a network that is recreated, or give up a name or an address. */
  | { readonly kind: 'handover' }
  /** What it depends on is replaced in the same run, and it asked to be restarted with that. */
  | { readonly kind: 'follows' };

/** How the containers of a service are replaced. */
export interface ServiceUpdate {
  readonly service: string;
  /** The number of containers that are, or may be, replaced. 0: only its ingress is. */
  readonly containers: number;
  /** At a time; never more than `containers`. */
  readonly parallelism: number;
  readonly order: UpdateOrder;
  /** The same containers are started again. Absent: others take their places. */
  readonly restarts?: true;
  /** Absent: the order is the written one. */
  readonly insteadOf?: StopFirstReason;
  /** Volumes that the old and the new container have at the same time, by their place in the container. */
  readonly sharedVolumes: readonly string[];
  readonly failureAction: FailureAction;
  /**
   * Connections go over by an ingress. `new`: it still has to take the published ports from the containers. `joins`: it publishes
   * none, and comes before the first container is replaced. Absent: there is none.
   */
  readonly ingress?: 'there' | 'new' | 'joins';
  /** The ingress that runs is made anew: the settings of the service that differ. Absent: it is not. */
  readonly remade?: readonly string[];
  /** New connections wait while the ports go over to an ingress. Absent: they are refused. */
  readonly holds?: true;
  /** New connections to these ports wait while a container is replaced, or restarted. Absent: they are refused. */
  readonly waits?: { readonly ports: readonly number[]; readonly atMostSeconds: number };
  /** Start-first without an ingress, although there could be one. Absent: there is one, or there can be none. */
  readonly lacksIngress?: IngressLack;
  /** A proxy of the user's own sends requests to the containers. Absent: none that is known. */
  readonly proxy?: OwnProxy;
  /** Its containers are tasks of a swarm, which replaces them. Absent: gantry does. */
  readonly swarm?: SwarmUpdate;
}

export interface SwarmUpdate {
  /** So many run at any time. */
  readonly keptRunning: number;
  /** By what the file says of pauses; the tasks need time of their own. */
  readonly atLeastMs: number;
}

/** Why clients find the containers of a service themselves by its name. */
export type IngressLack =
  /** The file names no port. `declared`: those that the image does. */
  | { readonly kind: 'no-ports'; readonly declared: readonly number[] }
  /** It has a port that no ingress carries: `132/sctp`. `udpIsOff`: one does when the files say so. */
  | { readonly kind: 'port'; readonly port: string; readonly udpIsOff?: true }
  | { readonly kind: 'too-many'; readonly count: number };

/** The warning of a plan. */
export const stopFirstWarning = (service: string, reason: StopFirstReason): string =>
  `service ${service} is updated stop-first although the file says start-first: ${whyStopFirst(reason)}`;

/** What the files have of a reason, the most telling first. */
export function concernsOf(service: string, reason: StopFirstReason): readonly Concern[] {
  const here = (...settings: readonly Setting[]): Concern => ({ of: ['services', service], settings });
  const order = here('deploy.update_config.order');
  switch (reason.kind) {
    case 'ports': {
      if (reason.uncarried !== undefined) {
        const port = reason.uncarried.replace(/\/tcp$/, '');
        return [here(['expose', port], ['ports', port], 'expose', 'ports'), order];
      }
      const [published = '', protocol = ''] = reason.ports[0]?.split('/') ?? [];
      return [here(['ports', protocol === 'tcp' ? published : protocol], 'ports'), order];
    }
    case 'network-mode':
      return [here('network_mode'), order];
    case 'shared':
      return [here(reason.field), { of: ['services', reason.service], settings: [reason.field] }, order];
    case 'address': {
      const endpoint = `networks.${reason.network}`;
      const addresses = ['ipv4_address', 'ipv6_address', 'mac_address'].map((name) => `${endpoint}.${name}`);
      return [here(...addresses, 'mac_address'), order];
    }
    case 'device':
      return [here(['devices', reason.device], 'devices'), order];
    case 'data':
      return [here(['volumes', reason.target], 'volumes'), order];
    case 'follows':
    case 'handover':
      return [order];
  }
}

/** What an ingress needs for UDP. */
export const UDP_HINT =
  'an ingress carries UDP with an image that has nftables: x-gantry: {ingress: {image: IMAGE, udp: true}}';

/** After "start-first, but": `only one container at a time can publish 80/tcp`. */
export function whyStopFirst(reason: StopFirstReason): string {
  switch (reason.kind) {
    case 'ports':
      return `only one container at a time can publish ${reason.ports.join(', ')}${
        reason.uncarried === undefined ? '' : `, and an ingress cannot carry ${reason.uncarried}`
      }${reason.udpIsOff ? ` (${UDP_HINT})` : ''}`;
    case 'network-mode':
      return `with network_mode: ${reason.mode} both would use the same ports`;
    case 'shared':
      return `it shares a namespace or volumes with service ${reason.service} (${reason.field})`;
    case 'address':
      return `only one container at a time can have its fixed address on ${reason.network}`;
    case 'device':
      return `both would use ${reason.device} (--start-first allows it)`;
    case 'data':
      return `its image keeps data in ${reason.target}, and two at a time may destroy it (--start-first allows it)`;
    case 'follows':
      return 'it is restarted with a service that it depends on (depends_on: restart: true)';
    case 'handover':
      return 'the old one has to give up a name, an address or a network first';
  }
}
