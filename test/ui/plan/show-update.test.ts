import { describe, expect, test } from 'vitest';
import type { ServiceUpdate } from '../../../src/model/service-update.ts';
import { planToJson } from '../../../src/ui/plan/plan-to-json.ts';
import { showPlan } from '../../../src/ui/plan/show-plan.ts';
import { showUpdate } from '../../../src/ui/plan/show-update.ts';
import {
  aPlan,
  createContainer,
  removeContainer,
  startContainer,
  stopContainer,
} from '../../support/a-plan.ts';

const update = (more: Partial<ServiceUpdate> = {}): ServiceUpdate => ({
  service: 'web',
  containers: 3,
  parallelism: 1,
  order: 'start-first',
  sharedVolumes: [],
  failureAction: 'pause',
  ...more,
});

describe('showUpdate()', () => {
  test.each<readonly [string, Partial<ServiceUpdate>, string]>([
    [
      'start-first',
      {},
      'start-first; 1 of 3 containers at a time; no stop, but requests by its name may reach a new one before it is ready; if a new one fails, the others stay as they are',
    ],
    [
      'of one container',
      { containers: 1, order: 'stop-first', failureAction: 'rollback' },
      'stop-first; 1 container; a gap from each stop to the start after it; if a new one fails, all old ones run again',
    ],
    [
      'with its ingress',
      { containers: 1, ingress: 'new', remade: ['ports'] },
      'start-first; 1 container; a gap, once, for about 0.3 s, as its ingress gives the ports to a new one (--no-gap avoids it); open connections end; its ingress is made anew (ports); if a new one fails, the others stay as they are',
    ],
    [
      'with shared volumes',
      { parallelism: 3, sharedVolumes: ['/data', '/src'], failureAction: 'continue' },
      'start-first; 3 containers at a time; no stop, but requests by its name may reach a new one before it is ready; the old and the new one both write to /data, /src meanwhile; if a new one fails, the others are updated all the same',
    ],
    [
      'through an ingress that is there',
      { ingress: 'there' },
      'start-first; 1 of 3 containers at a time; no gap: its ingress goes over to each new container before the old one stops; if a new one fails, the others stay as they are',
    ],
    [
      'whose ingress is new and publishes nothing',
      { ingress: 'joins' },
      'start-first; 1 of 3 containers at a time; no stop, but this once a few requests by its name may fail while its new ingress takes over; none from then on; if a new one fails, the others stay as they are',
    ],
    [
      'of a service that says nothing of ports',
      { lacksIngress: { kind: 'no-ports', declared: [] } },
      'start-first; 1 of 3 containers at a time; no stop, but requests by its name may reach a new one before it is ready (name its ports, if it has any, and it gets an ingress: `expose: ["80"]`); if a new one fails, the others stay as they are',
    ],
    [
      'of a service whose image declares ports',
      { lacksIngress: { kind: 'no-ports', declared: [80, 443] } },
      'start-first; 1 of 3 containers at a time; no stop, but requests by its name may reach a new one before it is ready (name its ports, and it gets an ingress: `expose: ["80", "443"]`); if a new one fails, the others stay as they are',
    ],
    [
      'of a service with a port that no ingress carries',
      { lacksIngress: { kind: 'port', port: '132/sctp' } },
      'start-first; 1 of 3 containers at a time; no stop, but requests by its name may reach a new one before it is ready (an ingress cannot carry 132/sctp); if a new one fails, the others stay as they are',
    ],
    [
      'of a service with a UDP port, where no ingress is to carry it',
      { lacksIngress: { kind: 'port', port: '53/udp', udpIsOff: true } },
      'start-first; 1 of 3 containers at a time; no stop, but requests by its name may reach a new one before it is ready (it has 53/udp, and an ingress carries UDP with an image that has nftables: x-gantry: {ingress: {image: IMAGE, udp: true}}); if a new one fails, the others stay as they are',
    ],
    [
      'that cannot be start-first as long as no ingress is to carry UDP',
      { containers: 1, order: 'stop-first', insteadOf: { kind: 'ports', ports: ['53/udp'], udpIsOff: true } },
      'stop-first although the file says start-first: only one container at a time can publish 53/udp (an ingress carries UDP with an image that has nftables: x-gantry: {ingress: {image: IMAGE, udp: true}}); 1 container; a gap from each stop to the start after it; if a new one fails, the others stay as they are',
    ],
    [
      'that cannot be start-first',
      { containers: 1, order: 'stop-first', insteadOf: { kind: 'ports', ports: ['80/tcp'] } },
      'stop-first although the file says start-first: only one container at a time can publish 80/tcp; 1 container; a gap from each stop to the start after it; if a new one fails, the others stay as they are',
    ],
    [
      'behind a proxy that is known',
      { containers: 1, proxy: { kind: 'traefik', noticeMs: 3_000 } },
      'start-first; 1 container; no stop, but the old one refuses requests while it ends, until its proxy has noticed; traefik has 3s to notice each new container before the next old one stops; if a new one fails, the others stay as they are',
    ],
    [
      'behind a proxy and an ingress',
      { containers: 1, ingress: 'there', proxy: { kind: 'other', noticeMs: 500 } },
      'start-first; 1 container; no gap: its ingress goes over to each new container before the old one stops; its proxy has 0.5s to notice each new container before the next old one stops; if a new one fails, the others stay as they are',
    ],
    [
      'stop-first behind an ingress that runs',
      { containers: 1, order: 'stop-first', insteadOf: { kind: 'data', target: '/data' }, ingress: 'there' },
      'stop-first although the file says start-first: its image keeps data in /data, and two at a time may destroy it (--start-first allows it); 1 container; no gap: its ingress sends requests to the others; where there is none, they wait for it, 30 seconds at most; if a new one fails, the others stay as they are',
    ],
    [
      'whose ports go over to an ingress',
      { containers: 1, ingress: 'new' },
      'start-first; 1 container; a gap, once, for as long as the old containers take to stop and about 0.3 s more, until the ingress has their ports (--no-gap avoids it); none from then on; if a new one fails, the others stay as they are',
    ],
    [
      'whose ports go over to an ingress while connections wait',
      { containers: 1, ingress: 'new', holds: true },
      'start-first; 1 container; no gap: while the ports go over to an ingress, once, new connections wait until the old containers have stopped, and about a second more; open ones end with the old containers; if a new one fails, the others stay as they are',
    ],
    [
      'of a service that hands its ports over',
      { containers: 1, order: 'stop-first', waits: { ports: [80, 443], atMostSeconds: 40 } },
      'stop-first; 1 container; no refusals: new connections to ports 80, 443 wait until the old container has stopped and the new one is ready, and up to as long again, but are refused after 40 seconds; open ones end with the old container; if a new one fails, the others stay as they are',
    ],
    [
      'stop-first before a first ingress while connections wait',
      { containers: 1, order: 'stop-first', ingress: 'new', holds: true },
      'stop-first; 1 container; no refusals: new connections wait until the old container has stopped and the new one is ready, and up to as long again; open ones end with the old container; if a new one fails, the others stay as they are',
    ],
  ])('tells of an update %s', (_what, more, text) => {
    expect(showUpdate(update(more))).toBe(`update of service web: ${text}`);
  });
});

test('showUpdate() tells of a restart', () => {
  const restarts = { order: 'stop-first', restarts: true, ingress: 'there' } as const;
  expect(showUpdate(update(restarts))).toBe(
    'restart of service web: 1 of 3 containers at a time; no gap: its ingress sends requests to the others; where there is none, they wait for it, 30 seconds at most; if one does not come back, the others stay as they are',
  );
});

test('showUpdate() tells of a restart for which connections wait', () => {
  const waits = { ports: [80], atMostSeconds: 40 };
  expect(showUpdate(update({ containers: 1, order: 'stop-first', restarts: true, waits }))).toBe(
    'restart of service web: 1 container; no refusals: new connections to port 80 wait until it has stopped and is ready again, and up to as long again, but are refused after 40 seconds; open ones end with it; if one does not come back, the others stay as they are',
  );
});

const startFirst = aPlan(
  [
    createContainer('web'),
    { operation: startContainer('web', 1), after: [1] },
    { operation: stopContainer('web'), after: [2] },
    { operation: removeContainer('web'), after: [3] },
    { operation: stopContainer('job'), after: [2], guard: { failed: [] } },
  ],
  { updates: [update({ containers: 1, insteadOf: { kind: 'device', device: '/dev/kvm' } })] },
);

test('showPlan() and planToJson() count a replacement that starts first as no disruption, and what undoes a failure not at all', () => {
  const shown = showPlan(startFirst, { colour: false });
  expect(shown).toContain(
    '  ± container p-web-1: replace, the new one before the old one because it does not exist\n',
  );
  expect(shown).toContain('\nupdate of service web: ');
  expect(shown).toContain('\ndisruption: none\n');
  expect(shown).not.toContain('p-job-1');
  expect(planToJson(startFirst)).toMatchObject({
    changes: [{ action: 'replace', disruption: 'none' }],
    updates: [
      {
        service: 'web',
        order: 'start-first',
        insteadOf: { kind: 'device', text: 'both would use /dev/kvm (--start-first allows it)' },
        gap: 'not-ready',
      },
    ],
  });
});
