import type { PageRelease } from '../../src/model/page-history.ts';
import type { PageChange, PageService, PageState } from '../../src/model/page-state.ts';
import { drawServices } from '../../src/serve/view/draw-services.ts';

export function aPageService(name: string, service: Partial<PageService> = {}): PageService {
  return {
    name,
    status: 'running',
    says: 'running, healthy',
    image: `${name}:1`,
    wanted: 1,
    containers: {
      [`shop-${name}-1`]: {
        id: 'c'.repeat(64),
        name: `shop-${name}-1`,
        status: 'running',
        says: 'running, healthy',
        isRunning: true,
        image: `${name}:1`,
        createdAt: 1_700_000_000,
        ports: ['8080 → 80'],
      },
    },
    addresses: ['http://localhost:8080'],
    at: 'compose.yaml:3:3',
    ...service,
  };
}

export function aPageChange(service: string, change: Partial<PageChange> = {}): PageChange {
  return {
    kind: 'container',
    name: `shop-${service}-1`,
    service,
    action: 'replace',
    disruption: 'replace',
    because: 'because image changed',
    fields: [{ field: 'image', from: `${service}:1`, to: `${service}:2`, at: 'compose.yaml:9:12' }],
    isDrift: false,
    ...change,
  };
}

/** web waits for api, which waits for db. */
export function aShop(services: readonly PageService[] = SHOP): Partial<PageState> {
  const edges = [
    { from: 'web', to: 'api', label: 'started' },
    { from: 'api', to: 'db', label: 'healthy' },
  ];
  return {
    services: Object.fromEntries(services.map((service) => [service.name, service])),
    edges,
    drawing: drawServices(
      services.map(({ name }) => name),
      edges,
    ),
  };
}

const SHOP = ['api', 'db', 'web'].map((name) => aPageService(name));

export const withPlan = (changes: readonly PageChange[], isDestructive = false): Partial<PageState> => ({
  plan: {
    id: 'plan-1',
    changes,
    withheld: [],
    warnings: [],
    unchanged: 2,
    disruptions: { replace: changes.length },
    isDestructive,
  },
});

export function aPageRelease(number: number, release: Partial<PageRelease> = {}): PageRelease {
  return {
    number,
    at: '2026-11-29T10:00:00Z',
    tookMs: 4200,
    by: 'alice@host',
    command: 'gantry up -d',
    outcome: 'done',
    changes: ['Container shop-web-1: replace because image changed'],
    failures: [],
    movedBefore: [],
    canBeGoneBackTo: true,
    ...release,
  };
}
