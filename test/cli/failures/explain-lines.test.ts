import { expect, test } from 'vitest';
import { explainLines } from '../../../src/cli/failures/explain-lines.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { WaitError } from '../../../src/model/wait-error.ts';
import { describeFailure } from '../../../src/ui/errors/describe-failure.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const project = aProject({
  disabledServices: [aService('mail', { profiles: ['extra'] })],
  services: [
    aService('app', {
      networks: ['default'],
      readOnly: true,
      environment: { MODE: 'verbose', DATABASE_URL: 'pg://me:secret@databse:5432/app' },
      tmpfs: ['/cache:size=64k'],
      volumes: [
        { type: 'bind', source: '/here', target: '/data' },
        { type: 'bind', source: '/there', target: '/data/fixed', readOnly: true },
      ],
    }),
    aService('database', { networks: ['default'], containerName: 'main-db' }),
    aService('apart', { networks: ['other'] }),
  ],
});

/** The hint, as it is printed. */
function explained(line: string, exitCode = 1): string {
  const report = {
    reason: 'exited',
    service: 'app',
    container: 'p-app-1',
    condition: 'service_completed_successfully',
    state: 'exited',
    exitCode,
    oomKilled: false,
    restartCount: 0,
    lastLines: ['starting', line, 'bye'],
  } as const;
  return hintText(explainLines(describeFailure(new WaitError(report)), project).hint ?? '');
}

test.each([
  ['/run.sh: exec format error', 'made for another processor'],
  ['exec /run.sh: no such file or directory', 'the image lacks its interpreter'],
  ['app: error while loading shared libraries: libpq.so.5: cannot open', 'lacks libpq.so.5'],
  ['Error loading shared library libssl.so.3: No such file or directory', 'lacks libssl.so.3'],
  ["/lib/libc.so.6: version `GLIBC_2.34' not found (required by app)", 'GLIBC_2.34'],
  ["sh: can't create /var/run/pid: Read-only file system", '`tmpfs: [/var/run]`'],
  ["Error: EROFS: read-only file system, open '/var/run/pid'", '`tmpfs: [/var/run]`'],
  ["OSError: [Errno 30] Read-only file system: '/data/fixed/x'", 'mount /data/fixed without `ro`'],
  ['open /data/x: permission denied', '/data belongs to another user'],
  ["PermissionError: [Errno 13] Permission denied: '/data/x'", '/data belongs to another user'],
  ["Error: EACCES: permission denied, mkdir '/data/x'", '/data belongs to another user'],
  ["dd: error writing '/cache/x': No space left on device", 'size='],
  ['could not write /dev/shm/x: No space left on device', 'shm_size'],
  ["OSError: [Errno 28] No space left on device: '/dev/shm/x'", 'shm_size'],
  ["wget: bad address 'databse:5432'", 'did you mean "database"?'],
  ['curl: (6) Could not resolve host: databse', 'did you mean "database"?'],
  ['Error: getaddrinfo ENOTFOUND databse', 'did you mean "database"?'],
  ['dial tcp: lookup databse on 127.0.0.11:53: no such host', 'did you mean "database"?'],
  [
    'could not translate host name "databse" to address: Name or service not known',
    'did you mean "database"?',
  ],
  ["Unknown MySQL server host 'databse' (-2)", 'did you mean "database"?'],
  ["httpd: bad address 'nope'", 'nope is no address or port to listen on'],
  ['Error: getaddrinfo ENOTFOUND queue', 'there is no service queue'],
  ['Error: getaddrinfo ENOTFOUND api.example.com', 'DNS does not know api.example.com'],
  ['Error: getaddrinfo EAI_AGAIN database', 'database has to run by then'],
  ['Error: getaddrinfo EAI_AGAIN main-db', '`depends_on: [database]`'],
  ['Error: getaddrinfo ENOTFOUND mail', 'mail is off: activate it with --profile extra'],
  ['Error: getaddrinfo ENOTFOUND apart', 'app and apart share no network'],
  [
    'connection to server at "database", port 5432 failed: Connection refused',
    'database may not have been ready',
  ],
])('explainLines() says what %j means', (line, hint) => {
  expect(explained(line)).toContain(hint);
});

test.each([
  ['redis-cli', 'Could not connect to Redis at databse:6379: Name or service not known'],
  ['redis-cli with musl', 'Could not connect to Redis at databse:6379: Try again'],
  [
    'psql',
    'psql: error: could not translate host name "databse" to address: Temporary failure in name resolution',
  ],
  ['curl', 'curl: (6) Could not resolve host: databse'],
  ['wget', 'wget: unable to resolve host address ‘databse’'],
  ['wget of busybox', "wget: bad address 'databse'"],
  ['ping', 'ping: databse: Name or service not known'],
  ['ping with musl', "ping: bad address 'databse'"],
  ['nc', 'nc: getaddrinfo for host "databse" port 5432: Name or service not known'],
  ['ssh', 'ssh: Could not resolve hostname databse: Temporary failure in name resolution'],
  ['mysql', "ERROR 2005 (HY000): Unknown MySQL server host 'databse' (-2)"],
  ['mariadb', "ERROR 2005 (HY000): Unknown server host 'databse' (-2)"],
  ['nginx', 'nginx: [emerg] host not found in upstream "databse:80" in /etc/nginx/conf.d/default.conf:3'],
  [
    'nginx with a resolver',
    '[error] 7#7: *1 databse could not be resolved (3: Host not found), client: 10.0.0.1',
  ],
  ['HAProxy', "[ALERT] 1/1 : 'server app/web' : could not resolve address 'databse'."],
  ['Node', 'Error: getaddrinfo ENOTFOUND databse'],
  ['Node, SRV records', 'MongoServerError: querySrv ENOTFOUND databse'],
  ['Go', 'dial tcp: lookup databse on 127.0.0.11:53: no such host'],
  ['Go with the C library', 'dial tcp: lookup databse: Temporary failure in name resolution'],
  ['Java', 'Caused by: java.net.UnknownHostException: databse: Name or service not known'],
  ['Ruby', 'Failed to open TCP connection to databse:80 (getaddrinfo: Name or service not known)'],
  ['redis-rb', 'Error connecting to Redis on databse:6379 (SocketError) (Redis::CannotConnectError)'],
  [
    'PHP',
    'PDO::__construct(): php_network_getaddresses: getaddrinfo for databse failed: Name or service not known',
  ],
  ['Predis', 'php_network_getaddresses: getaddrinfo failed: Name or service not known [tcp://databse:6379]'],
  [
    'requests',
    "HTTPConnectionPool(host='databse', port=80): Max retries exceeded with url: / (Caused by NameResolutionError([Errno -2] Name or service not known))",
  ],
  ['urllib3', "Failed to resolve 'databse' ([Errno -3] Temporary failure in name resolution)"],
  [
    'redis-py',
    'redis.exceptions.ConnectionError: Error -2 connecting to databse:6379. Name or service not known.',
  ],
  ['pymongo', 'ServerSelectionTimeoutError: databse:27017: [Errno -2] Name or service not known'],
  ['pymysql', "Can't connect to MySQL server on 'databse' ([Errno -2] Name or service not known)"],
  ['psycopg', "failed to resolve host 'databse': [Errno -2] Name or service not known"],
  ['aiohttp', 'Cannot connect to host databse:80 ssl:default [Name or service not known]'],
  ['Elixir', 'tcp connect (databse:5432): non-existing domain - :nxdomain'],
  ['.NET', 'System.Net.Http.HttpRequestException: Name or service not known (databse:6379)'],
])('explainLines() finds the name that %s could not resolve', (_program, line) => {
  expect(explained(line)).toContain('there is no service databse in this project: did you mean "database"?');
});

test.each([
  'socket.gaierror: [Errno -2] Name or service not known',
  'getaddrinfo: Name or service not known (SocketError)',
  'failed to lookup address information: Temporary failure in name resolution',
])('explainLines() finds the name in the environment where %j does not say it', (line) => {
  expect(explained(line)).toContain('did you mean "database"?');
});

test('explainLines() reads a line of a million letters in one go', () => {
  const long = 'a'.repeat(1_000_000);
  for (const line of [long, `lookup ${long}`, `host='${long}`, `${'a.'.repeat(500_000)}: `])
    expect(explained(line)).toBe('run it by itself: gantry run --rm app');
});

test.each([
  'no such table',
  'ssh: Permission denied (publickey)',
  '/srv/x: Permission denied',
  'dial tcp 10.0.0.9:80: connection refused',
])('explainLines() leaves %j to the program', (line) => {
  expect(explained(line)).toBe('run it by itself: gantry run --rm app');
});

test('explainLines() does not mind the lines of a program that ended well', () => {
  expect(explained("wget: bad address 'databse'", 0)).not.toContain('databse');
});
