import type { PageContainerDetails } from '../../src/model/page-container.ts';

/** Of a container that has been through something. */
export const CONTAINER_DETAILS: PageContainerDetails = {
  startedAt: '2026-01-01T00:00:00Z',
  lackedMemory: false,
  restarts: 2,
  healthcheck: 'wget -q localhost',
  probes: [
    { at: '2026-01-01T00:00:05Z', exitCode: 1, output: '<img src=x onerror=alert(1)> refused' },
    { at: '2026-01-01T00:00:01Z', exitCode: 0, output: '' },
  ],
  variables: ['DB_PASSWORD', 'FROM_SECRET'],
  mounts: [{ type: 'volume', source: 'shop_data', target: '/data', isReadOnly: true }],
  networks: [{ name: 'shop_default', address: '10.0.0.2', aliases: ['web'] }],
  ports: [
    { text: '8080 → 80', url: 'http://localhost:8080' },
    { text: '5432', url: 'postgresql://localhost:5432' },
  ],
};
