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
