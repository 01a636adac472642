import { SERVICES_IMAGE } from '../../scripts/setup/services-image.ts';

/** Where nginx tells its own version. */
export const NGINX_PATH = '/own';

/** As images of databases do it. */
const START_DATABASE = [
  '[ -s "$$PGDATA/PG_VERSION" ] || initdb -A trust -U postgres "$$PGDATA" >/dev/null',
  'grep -q "0.0.0.0/0" "$$PGDATA/pg_hba.conf" || echo "host all all 0.0.0.0/0 trust" >> "$$PGDATA/pg_hba.conf"',
  'exec postgres -c listen_addresses=* -c unix_socket_directories=/tmp',
].join('\n');

const HEALTHCHECK = { interval: '2s', start_period: '300s', start_interval: '300ms' };

/**
 * A shop of three services: `db`, a PostgreSQL on a volume; `web`, the application, which asks it; and `proxy`, an nginx that resolves
 * the name of the application once, as nginx does.
 *
 * @param deploy of nginx, as of the application
 */
export function shopAround(
  web: { readonly environment: Readonly<Record<string, string>> },
  version: number,
  deploy: Readonly<Record<string, unknown>>,
  port: number,
) {
  return {
    services: {
      db: {
        image: SERVICES_IMAGE,
        user: 'postgres',
        stop_signal: 'SIGINT',
        environment: { PGDATA: '/var/lib/postgresql/pg' },
        command: ['bash', '-c', START_DATABASE],
        volumes: ['data:/var/lib/postgresql'],
        healthcheck: { ...HEALTHCHECK, test: 'pg_isready -h 127.0.0.1' },
      },
      web: {
        ...web,
        environment: { ...web.environment, DATABASE: 'db' },
        depends_on: { db: { condition: 'service_healthy' } },
      },
      proxy: {
        image: SERVICES_IMAGE,
        command: ['nginx', '-g', 'daemon off;', '-c', '/etc/proxy/nginx.conf'],
        // docker compose does not look at the content of a config.
        environment: { VERSION: String(version) },
        configs: [{ source: 'nginx', target: '/etc/proxy/nginx.conf' }],
        ports: [`${port}:80`],
        depends_on: { web: { condition: 'service_healthy' } },
        healthcheck: { ...HEALTHCHECK, test: 'bash -c "exec 3<>/dev/tcp/127.0.0.1/80"' },
        deploy: { ...deploy, replicas: 1 },
      },
    },
    volumes: { data: {} },
    configs: { nginx: { content: nginxConfig(version) } },
  };
}

const nginxConfig = (version: number): string => `
events {}
http {
  access_log off;
  upstream web { server web:8080; keepalive 16; }
  server {
    listen 80;
    location ${NGINX_PATH} { return 200 "version ${version} end\\n"; }
    location / { proxy_pass http://web; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`;
