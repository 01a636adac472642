import { InternalError } from '../../diagnostics/internal-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import {
  type Datagrams,
  FIRST_HANDOVER_PORT,
  FIRST_RESERVED_PORT,
  type IngressRoute,
  type IngressSettings,
  MOST_ROUTES,
} from '../../model/ingress.ts';
import { datagramBackend } from './ingress-files.ts';

/** Where the ingress takes commands, on its own loopback. */
export const COMMAND_PORT = FIRST_RESERVED_PORT;

/** Time enough for a client that connects ahead of its first request, as browsers do. */
const UNTIL_REQUEST = '1h';
/** The most that a client waits for a server that speaks first. */
const UNTIL_GUESS = '1s';
/**
 * Of a server that has spares: the first connection that it does not accept takes it out, until one is accepted again. HAProxy tries that
 * twice a second, and while the server is in, once an hour.
 */
const SPARED = [
  'check inter 1h fastinter 500ms downinter 500ms rise 1 fall 1',
  'observe layer4 error-limit 1 on-error mark-down',
].join(' ');

/** How often, and how long, an earlier worker tries to pass a connection on while the last one has no container for it. */
const PASSING_ON = ['  timeout connect 100ms', '  retries 300'];

/**
 * The configuration of HAProxy 3.0 for the ingress of a service. Nothing that a user wrote is part of the text: names are made of
 * ids and port numbers.
 *
 * Without containers, connections wait: the worker passes each on to the one that comes after it, as soon as that one listens for
 * them, and gives up after 30 seconds.
 *
 * @param containers those that new connections go to; the engine's DNS server knows them by the first twelve digits of their ids
 * @param spares those that get what none of the others accepts
 */
export function haproxyConfig(
  { routes, families, proxyProtocol, datagrams }: IngressSettings,
  containers: readonly ContainerId[],
  spares: readonly ContainerId[] = [],
): string {
  if (routes.length > MOST_ROUTES) throw new InternalError(`an ingress with ${routes.length} ports`);
  const announce = proxyProtocol === undefined ? '' : proxyProtocol === 1 ? ' send-proxy' : ' send-proxy-v2';
  const address = families === 'ipv6' ? 'ipv6@' : 'ipv4@';
  const server = (id: ContainerId, port: number): string =>
    `  server ${serverName(id)} ${address}${serverName(id)}:${port}${announce}`;
  const serverLines = (port: number): readonly string[] =>
    spares.length === 0
      ? containers.map((id) => server(id, port))
      : [
          '  option allbackups',
          ...containers.map((id) => `${server(id, port)} ${SPARED}`),
          ...spares.map((id) => `${server(id, port)} backup`),
        ];
  const sections = routes.flatMap((route, index) => routeSections(route, families, { index, serverLines }));
  const named = datagrams === undefined ? [] : datagramSections(datagrams, containers.map(serverName));
  const [first = [], ...others] = global(families);
  return [
    datagrams === undefined ? first : [...first, ...AS_NOBODY],
    ...others,
    ...(routes.length === 0 ? [NO_PORT] : sections),
    ...named,
  ]
    .map((section) => `${section.join('\n')}\n`)
    .join('\n');
}

/** With datagrams the ingress begins as root. Its workers, which read what clients send, do not. */
const AS_NOBODY = ['  uid 65534', '  gid 65534'];

/** HAProxy passes no datagrams on, but looks up the addresses of those who get them, for the rules of the ingress. */
function datagramSections(
  { families }: Datagrams,
  servers: readonly string[],
): readonly (readonly string[])[] {
  const listed = families === 'both' ? (['4', '6'] as const) : [families === 'ipv6' ? '6' : '4'];
  return [
    ...listed.map((family) => [
      `backend ${datagramBackend(family)}`,
      '  mode tcp',
      ...servers.map((name) => `  server ${name} ipv${family}@${name}:1 resolve-prefer ipv${family}`),
    ]),
  ];
}

/** HAProxy does not start without a port. */
const NO_PORT = [
  'frontend none',
  '  mode tcp',
  `  bind 127.0.0.1:${FIRST_HANDOVER_PORT}`,
  '  tcp-request connection reject',
];

/** The name of a container in the configuration, and in the statistics of HAProxy. */
export function serverName(id: ContainerId): string {
  const name = id.slice(0, 12);
  if (!/^[0-9a-f]{12}$/.test(name)) throw new InternalError(`the container id "${id}" in an ingress`);
  return name;
}

/**
 * - `hold nx`: a container that is stopped has no name any more. `hold timeout`, `refused`, `other`: the engine is away, its
 *   containers are not.
 * - Timeouts are long: they are the containers' business, as without an ingress. `client-fin`, `server-fin`: of a connection that one
 *   side has closed, and the other side forgets.
 * - `http-reuse never`: each connection of a client has one of its own to the container, as without an ingress.
 * - `idle-close-on-response`: a client that keeps its connection is told to close it with its next response, so that none of its
 *   requests meets a connection that is just being closed.
 */
const global = (families: IngressSettings['families']): readonly (readonly string[])[] => [
  [
    'global',
    '  fd-hard-limit 100000',
    '  thread-hard-limit 4',
    '  tune.bufsize 32768',
    '  tune.http.maxhdr 1000',
    '  log stdout format raw local0 warning',
  ],
  [
    'resolvers engine',
    '  nameserver engine 127.0.0.11:53',
    '  resolve_retries 3',
    '  timeout resolve 1s',
    '  timeout retry 500ms',
    '  hold valid 2s',
    '  hold nx 1s',
    '  hold obsolete 1s',
    '  hold timeout 1h',
    '  hold refused 1h',
    '  hold other 1h',
  ],
  [
    'defaults',
    '  log global',
    '  timeout connect 2s',
    '  timeout client 20d',
    '  timeout server 20d',
    '  timeout tunnel 20d',
    '  timeout client-fin 5m',
    '  timeout server-fin 5m',
    '  retries 3',
    '  option redispatch 1',
    '  http-reuse never',
    '  balance roundrobin',
    `  default-server resolvers engine resolve-prefer ${families === 'ipv6' ? 'ipv6' : 'ipv4'} init-addr libc,none`,
  ],
];

interface RouteContext {
  readonly index: number;
  readonly serverLines: (port: number) => readonly string[];
}

function routeSections(
  { port, speaks }: IngressRoute,
  families: IngressSettings['families'],
  { index, serverLines }: RouteContext,
): readonly (readonly string[])[] {
  const name = `port_${checked(port)}`;
  const servers = serverLines(port);
  const isHeld = servers.length === 0;
  const handover = `127.0.0.1:${FIRST_HANDOVER_PORT + index}`;
  const binds = [
    ...(families === 'ipv6' ? [] : [`  bind :${port}`]),
    ...(families === 'ipv4' ? [] : [`  bind :::${port} v6only`]),
    // What waits for a container goes to the worker that has one.
    ...(isHeld ? [] : [`  bind ${handover} accept-proxy`]),
  ];
  const passedOn = [...PASSING_ON, `  server latest ${handover} send-proxy-v2`];
  const bytes = [`backend ${name}_tcp`, '  mode tcp', ...(isHeld ? passedOn : servers)];
  if (speaks === 'tcp')
    return [[`frontend ${name}`, '  mode tcp', ...binds, `  default_backend ${name}_tcp`], bytes];
  const handedOver = [`backend ${name}_handover`, '  mode http', ...HTTP_BACKEND, ...passedOn];
  const requests = [
    `backend ${name}_http`,
    '  mode http',
    '  option forwardfor',
    ...HTTP_BACKEND,
    ...servers,
  ];
  return [
    [
      `frontend ${name}`,
      '  mode tcp',
      ...binds,
      '  option idle-close-on-response',
      '  option http-no-delay',
      '  option accept-invalid-http-request',
      `  tcp-request inspect-delay ${speaks === 'http' ? UNTIL_REQUEST : UNTIL_GUESS}`,
      // HTTP/2 without TLS would reach the container as HTTP/1.1.
      '  tcp-request content accept if { req.payload(0,3) -m str PRI }',
      '  tcp-request content set-var(txn.http) bool(true) if HTTP',
      '  tcp-request content switch-mode http if HTTP',
      // The worker was replaced and knows only earlier containers, but a client has kept its connection to it.
      `  use_backend ${name}_handover if { var(txn.http) -m bool }${isHeld ? '' : ' { stopping }'}`,
      ...(isHeld ? [] : [`  use_backend ${name}_http if { var(txn.http) -m bool }`]),
      `  default_backend ${name}_tcp`,
    ],
    bytes,
    handedOver,
    ...(isHeld ? [] : [requests]),
  ];
}

const HTTP_BACKEND = ['  option http-no-delay', '  option accept-invalid-http-response'];

/** The ingress has it for itself. */
export const isReserved = (port: number): boolean => port >= FIRST_RESERVED_PORT;

function checked(port: number): number {
  if (!Number.isInteger(port) || port < 1 || isReserved(port))
    throw new InternalError(`port ${port} in an ingress`);
  return port;
}
