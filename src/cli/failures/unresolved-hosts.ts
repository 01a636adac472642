import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { explainHost, type Met, nearService } from './explain-host.ts';

/** A name as a resolver takes it; it begins where no other begins before it, so no line is read more than once. */
const HOST = String.raw`(?<![\w.-])([\w.-]{1,253})`;
const PORT = String.raw`:\d{1,5}`;
/** What the C libraries say (glibc, musl, BSD), and what others made of it. */
const UNKNOWN =
  '(?:[Nn]ame or service not known|[Tt]emporary failure in name resolution|[Nn]ame does not resolve|nodename nor servname provided|[Nn]o address associated with (?:host)?name|[Nn]on-existing domain)';

/** Words in front of the name: curl, wget, psql, ssh, Node, PHP, Java, mysql, nginx, HAProxy, Python. */
const BEFORE = [
  'bad address',
  '[Cc]ould not resolve host(?:name)?:?',
  '(?:[Uu]nable to|[Cc]ould not) resolve (?:host )?address',
  '[Cc]ould not translate host name',
  '[Ff]ailed to resolve(?: host)?',
  'getaddrinfo E[A-Z_]{1,20}',
  String.raw`query\w{0,10} E[A-Z_]{1,20}`,
  'getaddrinfo for(?: host)?',
  String.raw`Unknown (?:\w{1,20} )?server host`,
  'UnknownHostException:',
  'host not found in (?:upstream|resolver)',
  'no such host:?',
].join('|');

/** One group each: the name. Program by program, as they wrote it. */
const NAMED: readonly RegExp[] = [
  new RegExp(String.raw`(?:${BEFORE}) ['"‘\x60]?${HOST}`),
  // Go: `lookup queue on 127.0.0.11:53: no such host`
  new RegExp(String.raw`lookup ${HOST}(?: on \S{1,64})?: (?:no such host|server misbehaving|${UNKNOWN})`),
  // redis-cli, also with musl: `Could not connect to Redis at queue:6379: Try again`
  new RegExp(`Redis at ${HOST}${PORT}: (?:Try again|${UNKNOWN})`),
  // Ruby: `Failed to open TCP connection to queue:80 (getaddrinfo: …)`, `Error connecting to Redis on queue:6379 (SocketError)`
  new RegExp(String.raw`(?:to|on) ${HOST}${PORT} \((?:getaddrinfo|SocketError|Socket::ResolutionError)`),
  // PHP: `… [tcp://queue:6379]`, and `tcp://queue:6379: php_network_getaddresses: …`
  new RegExp(String.raw`php_network_getaddresses: .{0,200}\[tcp:\/\/${HOST}${PORT}\]`),
  new RegExp(String.raw`tcp:\/\/${HOST}${PORT}.{0,40}php_network_getaddresses`),
  // requests: `HTTPConnectionPool(host='queue', port=80): … Name or service not known`
  new RegExp(`host='${HOST}', port=.*${UNKNOWN}`),
  // aiohttp: `Cannot connect to host queue:80 ssl:default [Name or service not known]`
  new RegExp(String.raw`to host ${HOST}${PORT} ssl:\S{1,20} \[${UNKNOWN}`),
  // Elixir: `tcp connect (queue:5432): non-existing domain - :nxdomain`
  new RegExp(String.raw`connect \(${HOST}${PORT}\): ${UNKNOWN}`),
  // .NET: `Name or service not known (queue:6379)`
  new RegExp(String.raw`${UNKNOWN} \(${HOST}${PORT}\)`),
  // nginx with a resolver: `queue could not be resolved (3: Host not found)`
  new RegExp(String.raw`${HOST} could not be resolved \(\d{1,2}: Host not found`),
  // ping, nc, redis-py, pymongo, pymysql: the name, perhaps a port, then why
  new RegExp(
    String.raw`${HOST}(?:${PORT})?['"’]?(?: port \d{1,5})?[.:]? \(?(?:\[Errno -\d{1,2}\] )?${UNKNOWN}`,
  ),
];

/** Names of functions and errors stand in front of the reason too. */
const NO_HOST =
  /^\d*$|error|exception|getaddrinfo|information|failed|lookup|resolv|^(?:ping|nc|psql|php|curl|wget)$/i;

type Explain = (
  found: readonly string[],
  service: ServiceSpec | undefined,
  project?: Project,
) => Met | undefined;

const explainNamed: Explain = (found, service, project) =>
  NO_HOST.test(found[1] ?? '') ? undefined : explainHost(found, service, project);

/** Python's `gaierror`, Ruby, Rust: the line does not say which name; a setting of the service with a name that is almost right does. */
const explainNameless: Explain = (_found, service, project) => {
  if (!service || !project) return undefined;
  for (const value of service.environment.values())
    for (const [, name = ''] of (value ?? '').matchAll(HOSTS_IN_VALUE)) {
      if (nearService(name, project) !== undefined) return explainHost(['', name], service, project);
    }
  return undefined;
};

/** Servers of busybox resolve what they listen on, so a wrong port sounds like a host that is not there. */
const LISTENER = /\b(?:httpd|tcpsvd|udpsvd): bad address ['"‘]?([^'"’\s]{1,253})/;

const explainListener: Explain = ([, address = '']) => ({
  hint: `${address} is no address or port to listen on`,
  settings: [
    ['command', address],
    ['entrypoint', address],
  ],
});

/** `redis://user:password@queue:6379`, `queue:6379`, `queue` */
const HOSTS_IN_VALUE = /(?<![\w.-])([a-z][\w-]{0,62})(?=[:/,]|$)(?!:\/\/)/gi;

/** What programs write that cannot resolve the name of another one, and what it means. */
export const UNRESOLVED_HOSTS: readonly (readonly [RegExp, Explain])[] = [
  [LISTENER, explainListener],
  ...NAMED.map((pattern) => [pattern, explainNamed] as const),
  [new RegExp(UNKNOWN), explainNameless],
];
