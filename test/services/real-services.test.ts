import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERVICES_IMAGE } from '../../scripts/setup/services-image.ts';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { SELDOM } from '../support/patience.ts';

/** What the tests below change, one thing at a time; everything else stays as it was. */
interface Settings {
  readonly greeting: string;
  readonly databaseMode: string;
  readonly cacheLimit: string;
  readonly network: string;
}

let settings: Settings = { greeting: 'hello', databaseMode: 'first', cacheLimit: '64m', network: '' };

/** The database takes its password from the secret at every start, as images of databases do. */
const START_DATABASE = [
  'set -e',
  '[ -s "$$PGDATA/PG_VERSION" ] || initdb -A scram-sha-256 --auth-local=trust -U postgres --pwfile=/run/secrets/password "$$PGDATA" >/dev/null',
  'grep -q "0.0.0.0/0" "$$PGDATA/pg_hba.conf" || echo "host all all 0.0.0.0/0 scram-sha-256" >> "$$PGDATA/pg_hba.conf"',
  'echo "ALTER USER postgres PASSWORD \'$$(cat /run/secrets/password)\'" | postgres --single -D "$$PGDATA" postgres >/dev/null',
  'exec postgres -c listen_addresses=* -c unix_socket_directories=/tmp',
];

const files = ({ greeting, databaseMode, cacheLimit, network }: Settings): string => `
services:
  db:
    image: ${SERVICES_IMAGE}
    user: postgres
    stop_signal: SIGINT
    environment: {PGDATA: /var/lib/postgresql/pg, MODE: ${databaseMode}}
    command:
      - bash
      - -c
      - |
${START_DATABASE.map((line) => `        ${line}`).join('\n')}
    volumes: ["data:/var/lib/postgresql"]
    secrets: [password]
    networks: [back]
    healthcheck:
      test: pg_isready -h 127.0.0.1
      interval: 10s
      start_period: 300s
      start_interval: 200ms
  cache:
    image: ${SERVICES_IMAGE}
    command: redis-server --protected-mode no --appendonly yes --appendfsync always --dir /data
    mem_limit: ${cacheLimit}
    volumes: ["cache:/data"]
    networks: [back]
    healthcheck: {test: redis-cli ping, interval: 10s, start_period: 300s, start_interval: 200ms}
  web:
    image: ${SERVICES_IMAGE}
    command: nginx -g "daemon off;" -c /etc/web/nginx.conf
    networks: [back]
    configs: [{source: nginx, target: /etc/web/nginx.conf}]
    depends_on:
      db: {condition: service_healthy}
      cache: {condition: service_healthy}
networks:
  back: ${network === '' ? '{}' : `{name: ${network}}`}
volumes: {data: {}, cache: {}}
secrets:
  password: {environment: DB_PASSWORD}
configs:
  nginx:
    content: |
      events {}
      http { server { listen 80; location / { return 200 "${greeting}\\n"; } } }
    x-gantry: {on-change: SIGHUP}
`;

let workspace: Workspace;
let password = 'first-password';

const exec = (service: string, ...command: readonly string[]): string =>
  docker('exec', `${workspace.project}-${service}-1`, ...command).trim();
const sql = (statement: string): string =>
  exec('db', 'psql', '-h', '/tmp', '-U', 'postgres', '-Atc', statement);
/** Over the network, with a password, from another container. */
const login = (as: string): string =>
  exec('web', 'bash', '-c', `PGPASSWORD=${as} psql -h db -U postgres -Atc 'select 1' 2>&1 || true`);
const page = (): string =>
  exec(
    'cache',
    'bash',
    '-c',
    'exec 3<>/dev/tcp/web/80; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; tail -n1 <&3',
  );
const startedAt = (service: string): string =>
  docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', `${workspace.project}-${service}-1`).trim();
const gantry = (words: string) => workspace.gantry(words, { DB_PASSWORD: password });

async function change(to: Partial<Settings>): Promise<void> {
  settings = { ...settings, ...to };
  workspace.write('compose.yaml', files(settings));
}

async function up(): Promise<void> {
  const { code, stderr } = await gantry('up -d --wait --wait-timeout 280');
  expect(code, stderr).toBe(0);
}

beforeAll(async () => {
  workspace = aWorkspace('services', { 'compose.yaml': files(settings) });
  await up();
  sql('create table visits (who text)');
  sql("insert into visits values ('ada')");
  exec('cache', 'redis-cli', 'set', 'visitor', 'grace');
});

afterAll(() => workspace.remove());

/** One life of an application: each test goes on where the one before it ended. */
describe('a database, a cache and a web server', () => {
  test('are reachable by their names', () => {
    expect(page()).toBe('hello');
    expect(login(password)).toBe('1');
    expect(exec('web', 'redis-cli', '-h', 'cache', 'get', 'visitor')).toBe('grace');
  });

  test('have nothing left to do', async () => {
    expect(await gantry('plan --detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('the data survives the replacement of the database, and nobody else is touched', async () => {
    const [db, cache, web] = [startedAt('db'), startedAt('cache'), startedAt('web')];

    await change({ databaseMode: 'second' });
    await up();

    expect(startedAt('db')).not.toBe(db);
    expect([startedAt('cache'), startedAt('web')]).toEqual([cache, web]);
    expect(sql('select who from visits')).toBe('ada');
  });

  test('a changed limit is applied without a restart', async () => {
    const cache = startedAt('cache');

    await change({ cacheLimit: '96m' });
    await up();

    expect(startedAt('cache')).toBe(cache);
    const limit = docker('inspect', '--format', '{{.HostConfig.Memory}}', `${workspace.project}-cache-1`);
    expect(Number(limit)).toBe(96 * 1024 * 1024);
    expect(await gantry('plan --detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('a rotated password reaches the database, and is told by its name only', async () => {
    const former = password;
    password = 'second-password';

    const plan = await gantry('plan');
    await up();

    expect(plan.stdout).toContain('password');
    expect(plan.stdout).not.toContain('second-password');
    expect(login(password)).toBe('1');
    expect(login(former)).toContain('authentication failed');
    expect(sql('select who from visits')).toBe('ada');
  });

  test('a changed configuration of nginx is reloaded by a signal', async () => {
    const web = startedAt('web');

    await change({ greeting: 'good evening' });
    await up();

    await expect.poll(page, SELDOM).toBe('good evening');
    expect(startedAt('web')).toBe(web);
    expect(await gantry('plan --detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('a renamed network keeps everything reachable', async () => {
    const before = ['db', 'cache', 'web'].map(startedAt);

    await change({ network: `${workspace.project}-renamed` });
    await up();

    expect(page()).toBe('good evening');
    expect(login(password)).toBe('1');
    expect(exec('web', 'redis-cli', '-h', 'cache', 'get', 'visitor')).toBe('grace');
    // Nobody was stopped for it.
    expect(['db', 'cache', 'web'].map(startedAt)).toEqual(before);
  });

  test('`down` and `up` bring the same data back', async () => {
    await gantry('down -t 5');
    await up();

    expect(sql('select who from visits')).toBe('ada');
    expect(exec('cache', 'redis-cli', 'get', 'visitor')).toBe('grace');
    expect(page()).toBe('good evening');
  });

  test('docker-compose takes the project over, and gives it back', async () => {
    const env = { DB_PASSWORD: password };
    const taken = workspace.compose('up -d --wait', env);
    const stopped = workspace.compose('stop -t 5', env);
    const started = workspace.compose('start', env);
    expect([taken.code, stopped.code, started.code], taken.stderr).toEqual([0, 0, 0]);

    await up();

    expect(sql('select who from visits')).toBe('ada');
    expect(page()).toBe('good evening');
    expect(await gantry('plan --detailed-exitcode')).toMatchObject({ code: 0 });
  });
});
