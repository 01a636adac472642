import { INGRESS_IMAGE } from '../../scripts/setup/ingress-image.ts';
import { IN_IMAGE } from './image.ts';
import { type Mistakes, type Renewed, shopAround } from './shop.ts';

/** What the file of an application says; the rest is alike for all. */
export interface Application {
  readonly replicas: number;
  /** How it takes SIGTERM: it answers what it has begun, or is gone at once. */
  readonly manner: 'graceful' | 'abrupt';
  /** As the file says it; absent: it says nothing. */
  readonly order?: 'start-first' | 'stop-first';
  /** The first version of whose file that is true. */
  readonly orderSince?: number;
  readonly failureAction?: 'pause' | 'continue' | 'rollback';
  readonly monitor?: string;
  readonly isPublished: boolean;
  /** Connections wait while its container is replaced. */
  readonly handsOver?: boolean;
  /** It asks a PostgreSQL, and an nginx is published instead of it. What becomes another version. */
  readonly shop?: Renewed;
  readonly mistakes?: Mistakes;
  /** The name that clients inside use; also an alias of the service. */
  readonly alias?: string;
  /** The file names the ports, and publishes none. */
  readonly isExposed?: boolean;
  /** The port for HTTP is one for datagrams too. */
  readonly hasUdp?: boolean;
}

/** What becomes of a version: see program/app.ts. */
export type Fate = 'good' | 'dies' | 'dies later' | 'sick' | 'flaps';

export interface Version {
  readonly number: number;
  readonly fate: Fate;
}

export const FIRST: Version = { number: 1, fate: 'good' };

export const SERVICE = 'web';
export const PORTS = { http: 8080, sessions: 8081 } as const;

export interface Images {
  readonly application: string;
  readonly database: string;
}

interface Where {
  readonly images: Images;
  /** Published: for HTTP, and the next one for sessions. */
  readonly port: number;
}

/** An unmodified file, as docker compose reads it too. */
export function composeFile(app: Application, version: Version, { images, port }: Where): string {
  const { number, fate } = version;
  const service = {
    image: images.application,
    command: IN_IMAGE.app,
    environment: {
      VERSION: String(app.shop === 'nginx' ? FIRST.number : number),
      FATE: fate,
      MANNER: app.manner,
      START_MS: '1500',
    },
    healthcheck: {
      test: `wget -q -O /dev/null http://127.0.0.1:${PORTS.http}/health`,
      interval: '2s',
      retries: fate === 'flaps' ? 1 : 3,
      // A busy machine may need it; what is sick is told by the retries.
      start_period: fate === 'sick' ? '1s' : '60s',
      start_interval: '300ms',
    },
    deploy: { replicas: app.replicas, ...(number >= (app.orderSince ?? 1) && updateConfig(app)) },
    ...(app.isPublished && {
      ports: [`${port}:${PORTS.http}`, `${port + 1}:${PORTS.sessions}`].concat(
        app.hasUdp ? `${port}:${PORTS.http}/udp` : [],
      ),
    }),
    ...(app.isExposed && {
      expose: [String(PORTS.http), String(PORTS.sessions)].concat(app.hasUdp ? `${PORTS.http}/udp` : []),
    }),
    ...(app.handsOver && { 'x-gantry': { handover: true } }),
    ...(app.alias !== undefined && { networks: { default: { aliases: [app.alias] } } }),
  };
  const file = app.shop
    ? shopAround(service, {
        renewed: app.shop,
        number,
        image: images.database,
        port,
        mistakes: app.mistakes ?? {},
      })
    : { services: { [SERVICE]: service } };
  const ingress = { image: INGRESS_IMAGE, ...(app.hasUdp && { udp: true }) };
  // JSON is YAML. No registry is asked for the image of an ingress; docker compose does not look at it.
  return JSON.stringify({ 'x-gantry': { ingress }, ...file }, null, 2);
}

function updateConfig({ order, failureAction, monitor }: Application): Readonly<Record<string, unknown>> {
  const config = {
    ...(order && { order }),
    ...(failureAction && { failure_action: failureAction }),
    ...(monitor !== undefined && { monitor }),
  };
  return Object.keys(config).length === 0 ? {} : { update_config: config };
}
