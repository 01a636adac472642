import type { PageContainerDetails } from '../../src/model/page-container.ts';
import type { PageLogLine } from '../../src/model/page-log.ts';
import type { PageState } from '../../src/model/page-state.ts';
import { drawServices } from '../../src/serve/view/draw-services.ts';
import { aPageChange, aPageService } from '../../test/page/shop-state.ts';

/** When the pictures are taken. */
export const NOW = Date.UTC(2026, 0, 15, 10, 30);

const createdAt = NOW / 1000 - 3 * 3600;

const service = (name: string, image: string, says = 'running, healthy', ports: readonly string[] = []) => {
  const container = `shop-${name}-1`;
  return aPageService(name, {
    image,
    says,
    addresses: [],
    containers: {
      [container]: {
        id: Buffer.from(name).toString('hex').padEnd(64, '0'),
        name: container,
        status: 'running',
        says,
        isRunning: true,
        image,
        createdAt,
        ports,
      },
    },
  });
};

const edges = [
  { from: 'front', to: 'api', label: 'healthy' },
  { from: 'api', to: 'db', label: 'healthy' },
  { from: 'api', to: 'cache', label: 'started' },
  { from: 'worker', to: 'db', label: 'healthy' },
  { from: 'worker', to: 'queue', label: 'healthy' },
];

const services = [
  { ...service('front', 'shop/front:2.4'), addresses: ['http://localhost:8080'] },
  { ...service('api', 'shop/api:2.4'), change: 'replace', disruption: 'replace' },
  { ...service('worker', 'shop/api:2.4', 'running'), change: 'replace', disruption: 'replace' },
  service('db', 'postgres:17'),
  service('cache', 'redis:7', 'running'),
  service('queue', 'rabbitmq:4'),
];

const edited = (name: string) =>
  aPageChange(name, {
    because: 'because 2 settings changed',
    fields: [
      { field: 'image', from: 'shop/api:2.4', to: 'shop/api:2.5', at: 'compose.yaml:14:12' },
      { field: 'environment.CACHE_TTL', from: '60', to: '300', at: 'compose.yaml:18:7' },
    ],
  });

/** A shop, whose files have just been edited. */
export const STATE: Partial<PageState> = {
  services: Object.fromEntries(services.map((one) => [one.name, one])),
  edges,
  drawing: drawServices(
    services.map(({ name }) => name),
    edges,
  ),
  plan: {
    id: 'plan-1',
    changes: [edited('api'), edited('worker')],
    withheld: [],
    warnings: [],
    unchanged: 6,
    disruptions: { replace: 2 },
    atomic: 'all or nothing; if some of it does not become ready, everything goes back to release 12',
    isDestructive: false,
  },
};

const REQUESTS = [
  'GET /items 200 12 ms',
  'POST /cart 201 31 ms',
  'GET /items/7 200 9 ms',
  'GET /cart 200 8 ms',
];

/** Of several services, with a few lines that somebody would look for. */
export const LOG: readonly PageLogLine[] = Array.from({ length: 400 }, (_, at): PageLogLine => {
  const time = new Date(NOW - (400 - at) * 1500).toISOString();
  if (at % 40 === 31)
    return ['api-1', time, 'err', `error: payment of order ${4000 + at} timed out after 5 s`];
  if (at % 10 === 2) return ['worker-1', time, 'out', `mail of order ${4000 + at} was sent`];
  if (at % 10 === 6) return ['db-1', time, 'out', 'LOG:  checkpoint complete: wrote 41 buffers (0.3%)'];
  return ['api-1', time, 'out', REQUESTS[at % REQUESTS.length] ?? ''];
});

export const DETAILS: PageContainerDetails = {
  startedAt: new Date(createdAt * 1000).toISOString(),
  lackedMemory: false,
  restarts: 1,
  healthcheck: 'wget -q -O - http://localhost:8000/health',
  probes: [
    { at: new Date(NOW - 4000).toISOString(), exitCode: 0, output: '{"status":"ok"}' },
    { at: new Date(NOW - 14_000).toISOString(), exitCode: 0, output: '{"status":"ok"}' },
  ],
  variables: ['CACHE_TTL', 'DATABASE_URL', 'QUEUE_URL'],
  mounts: [{ type: 'volume', source: 'shop_uploads', target: '/uploads', isReadOnly: false }],
  networks: [{ name: 'shop_default', address: '172.20.0.4', aliases: ['api'] }],
  ports: [{ text: '8000' }],
};
