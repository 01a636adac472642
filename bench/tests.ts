import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FOLDER, DATABASE_IMAGE } from '../test/load/image.ts';
import { type Tool, timeRun } from './measure.ts';

/** The names of the project of each tool: one leaves the images of the other alone. */
export const TESTS_PROJECT = 'gt-bench-tests';

const START_DATABASE = [
  'initdb -A trust -U postgres "$$PGDATA" >/dev/null',
  'echo "host all all 0.0.0.0/0 trust" >> "$$PGDATA/pg_hba.conf"',
  'exec postgres -c listen_addresses=* -c unix_socket_directories=/tmp',
].join('\n');

/** An API with a PostgreSQL, which a migration fills, and tests that ask both: what runs in a pipeline. */
export function writeTestedProject(parent: string, name: string): string {
  const folder = join(parent, name);
  const healthcheck = { interval: '2s', start_period: '30s', start_interval: '300ms' };
  const asks = 'psql -h db -U postgres -At -c';
  const project = {
    name,
    services: {
      db: {
        image: DATABASE_IMAGE,
        user: 'postgres',
        stop_signal: 'SIGINT',
        environment: { PGDATA: `${DATABASE_FOLDER}/pg` },
        command: ['bash', '-c', START_DATABASE],
        volumes: [`data:${DATABASE_FOLDER}`],
        healthcheck: { ...healthcheck, test: 'pg_isready -h 127.0.0.1' },
      },
      migrate: {
        build: { context: './app' },
        command: ['bash', '-c', `${asks} "create table if not exists goods as select 42 as price"`],
        depends_on: { db: { condition: 'service_healthy' } },
      },
      api: {
        build: { context: './app' },
        init: true,
        command: ['nginx', '-g', 'daemon off;', '-c', '/app/nginx.conf'],
        depends_on: { migrate: { condition: 'service_completed_successfully' } },
        healthcheck: { ...healthcheck, test: 'bash -c "exec 3<>/dev/tcp/127.0.0.1/80"' },
      },
      tests: {
        build: { context: './tests' },
        init: true,
        command: [
          'bash',
          '-c',
          `[ "$$(${asks} 'select price from goods')" = 42 ] && exec 3<>/dev/tcp/api/80`,
        ],
        depends_on: { api: { condition: 'service_healthy' } },
        profiles: ['test'],
        'x-gantry': { test: true },
      },
    },
    volumes: { data: {} },
  };
  const files = {
    'compose.yaml': JSON.stringify(project),
    'app/Dockerfile': `FROM ${DATABASE_IMAGE}\nCOPY . /app\nRUN nginx -t -c /app/nginx.conf\n`,
    'app/nginx.conf': 'events {}\nhttp { server { listen 80; location / { return 200 "hello"; } } }\n',
    'tests/Dockerfile': `FROM ${DATABASE_IMAGE}\nCOPY . /tests\n`,
    'tests/a-test.sh': 'exit 0\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** From nothing to nothing, with images that the cache of the builder has. */
export function timeTests(tool: Tool, folder: string): number {
  if (tool.name !== 'docker-compose') return timeRun(tool, ['--progress', 'quiet', 'test'], folder);
  const profile = ['--profile', 'test'];
  return (
    timeRun(tool, [...profile, 'build'], folder) +
    timeRun(tool, ['up', '-d', '--wait', 'api'], folder) +
    timeRun(tool, ['run', '--rm', '-T', 'tests'], folder) +
    timeRun(tool, [...profile, 'down', '-v'], folder)
  );
}
