import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { placeWarnings } from '../../../src/cli/failures/place-warnings.ts';
import { type StopFirstReason, stopFirstWarning } from '../../../src/model/service-update.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aPlan } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';

const FILE = `services:
  web:
    image: app
    network_mode: host
    ports: ["80:80", "53:53/udp", {mode: host, target: 90, published: "9000"}]
    networks: {lan: {ipv4_address: 10.1.0.5}}
    mac_address: "02:42:ac:11:00:05"
    devices: [/dev/null, /dev/kvm]
    volumes: [./a:/a, ./db:/var/lib/db]
    ipc: service:db
    deploy: {update_config: {order: start-first}}
  db: {image: db, pid: "service:web"}
networks: {lan: {}}
`;
const folder = aFolder({ 'compose.yaml': FILE });
afterAll(() => rmSync(folder, { recursive: true }));

/** Line and column, or nothing. */
async function placeOf(reason: StopFirstReason): Promise<string | undefined> {
  const text = stopFirstWarning('web', reason);
  const plan = aPlan([], {
    warnings: ['another', text],
    updates: [
      {
        service: 'web',
        containers: 1,
        parallelism: 1,
        order: 'stop-first',
        insteadOf: reason,
        sharedVolumes: [],
        failureAction: 'pause',
      },
    ],
  });
  const { warnings } = await placeWarnings(aCli(folder), plan, aProject());
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toBe('another');
  expect(warnings[1]?.startsWith(text)).toBe(true);
  return / \(compose\.yaml:(\d+:\d+)\)$/.exec(warnings[1] ?? '')?.[1];
}

test.each<readonly [StopFirstReason, string]>([
  [{ kind: 'ports', ports: ['53/udp', '9000/tcp'] }, '5:22'],
  [{ kind: 'ports', ports: ['9000/tcp'] }, '5:71'],
  [{ kind: 'network-mode', mode: 'host' }, '4:19'],
  [{ kind: 'address', network: 'lan' }, '6:36'],
  [{ kind: 'address', network: 'default' }, '7:18'],
  [{ kind: 'device', device: '/dev/kvm' }, '8:26'],
  [{ kind: 'data', target: '/var/lib/db' }, '9:23'],
  [{ kind: 'shared', field: 'ipc', service: 'db' }, '10:10'],
  [{ kind: 'shared', field: 'pid', service: 'db' }, '12:24'],
  [{ kind: 'handover' }, '11:37'],
  [{ kind: 'follows' }, '11:37'],
])('placeWarnings() says where the files have %o', async (reason, place) => {
  expect(await placeOf(reason)).toBe(place);
});

test('placeWarnings() leaves a plan as it is that does what the files say', async () => {
  const plan = aPlan([], { warnings: ['another'] });
  expect(await placeWarnings(aCli(folder), plan, aProject())).toBe(plan);
});
