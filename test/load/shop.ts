import { SERVICES_IMAGE } from '../../scripts/setup/services-image.ts';
import { DATABASE_FOLDER } from './image.ts';

/** What of the shop becomes another version. */
export type Renewed = 'the application' | 'nginx' | 'all but PostgreSQL' | 'all of it';

/** What a version says that cannot work. */
export interface Mistakes {
  readonly password?: string;
  /** Of nginx: `listen 80;` is right. */
  readonly listen?: string;
  /** Of the healthcheck of nginx. */
  readonly probe?: number;
}

/** Where nginx tells its own version. */
export const NGINX_PATH = '/own';
export const DATABASE = 'db';

/** As images of databases do it. */
const START_DATABASE = [
  '[ -s "$$PGDATA/PG_VERSION" ] || initdb -A trust -U postgres --pwfile=<(echo "$$PASSWORD") "$$PGDATA" >/dev/null',
  'grep -q "0.0.0.0/0" "$$PGDATA/pg_hba.conf" || echo "host all all 0.0.0.0/0 password" >> "$$PGDATA/pg_hba.conf"',
  'exec postgres -c listen_addresses=* -c unix_socket_directories=/tmp',
].join('\n');

const PASSWORD = 'swordfish';
const HEALTHCHECK = { interval: '2s', start_period: '300s', start_interval: '300ms' };

interface Web {
  readonly environment: Readonly<Record<string, string>>;
  readonly deploy: Readonly<Record<string, unknown>>;
}

interface Shop {
  readonly renewed: Renewed;
  /** The version of what is renewed. */
  readonly number: number;
  /** Of the database. */
  readonly image: string;
  readonly port: number;
  readonly mistakes: Mistakes;
}

/**
 * A shop of three services: `db`, a PostgreSQL on a volume; `web`, the application, which asks it; and `proxy`, an nginx that resolves
 * the name of the application once, as nginx does. The file asks for the same kind of update for each of them, the database too.
 */
export function shopAround(web: Web, { renewed, number, image, port, mistakes }: Shop) {
  const { password = PASSWORD, listen = '80', probe = 80 } = mistakes;
  const deploy = { ...web.deploy, replicas: 1 };
  const version = (isRenewed: boolean) => ({ VERSION: String(isRenewed ? number : 1) });
  const ofNginx = version(renewed !== 'the application');
  return {
    services: {
      [DATABASE]: {
        image,
        user: 'postgres',
        stop_signal: 'SIGINT',
        environment: { PGDATA: `${DATABASE_FOLDER}/pg`, PASSWORD, ...version(renewed === 'all of it') },
        command: ['bash', '-c', START_DATABASE],
        volumes: [`data:${DATABASE_FOLDER}`],
        healthcheck: { ...HEALTHCHECK, test: 'pg_isready -h 127.0.0.1' },
        deploy,
      },
      web: {
        ...web,
        environment: { ...web.environment, DATABASE, PASSWORD: password },
        expose: ['8080'],
        depends_on: { [DATABASE]: { condition: 'service_healthy' } },
      },
      proxy: {
        image: SERVICES_IMAGE,
        command: ['nginx', '-g', 'daemon off;', '-c', '/etc/proxy/nginx.conf'],
        // docker compose does not look at the content of a config.
        environment: ofNginx,
        configs: [{ source: 'nginx', target: '/etc/proxy/nginx.conf' }],
        ports: [`${port}:80`],
        depends_on: { web: { condition: 'service_healthy' } },
        healthcheck: {
          ...HEALTHCHECK,
          test: `bash -c "exec 3<>/dev/tcp/127.0.0.1/${probe}"`,
          // What is wrong is told by the retries.
          ...((listen !== '80' || probe !== 80) && { start_period: '1s', interval: '1s' }),
        },
        deploy,
      },
    },
    volumes: { data: {} },
    configs: {
      nginx: { content: nginxConfig(renewed === 'all but PostgreSQL' ? '1' : ofNginx.VERSION, listen) },
    },
  };
}

const nginxConfig = (version: string, listen: string): string => `
events {}
http {
  access_log off;
  map $$http_upgrade $$connection_upgrade { default upgrade; "" ""; }
  upstream web { server web:8080; keepalive 16; }
  server {
    listen ${listen};
    location ${NGINX_PATH} { return 200 "version ${version} end\\n"; }
    location / {
      proxy_pass http://web;
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_set_header Upgrade $$http_upgrade;
      proxy_set_header Connection $$connection_upgrade;
    }
  }
}
`;
