import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBusyboxImage } from '../../scripts/setup/busybox-image.ts';
import { INGRESS_IMAGE, loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { type PrivateEngine, startPrivateEngine } from '../../scripts/setup/private-engine.ts';
import { complaintsOfRun, inTime } from '../chaos/in-time.ts';
import { startKillingProxy } from '../chaos/killing-proxy.ts';
import { aWorkspace, type Workspace } from '../support/gantry.ts';
import { complaintsAfter } from './complaints-after.ts';
import { IS_WHOLE } from './options.ts';
import { spread } from './spread.ts';

/** The ordinary engine is somebody else's: nobody may end that. */
let own: PrivateEngine;
beforeAll(async () => {
  own = await startPrivateEngine();
  await loadBusyboxImage(own.host);
  await loadIngressImage(own.host);
});
afterAll(() => own.stop());

/** Of a private engine, so nobody else has it. */
const PORT = 8080;
const CRASHES = IS_WHOLE ? Number.POSITIVE_INFINITY : 2;

const file = (version: number): string => `
x-gantry: {ingress: {image: "${INGRESS_IMAGE}"}}
services:
  web:
    image: busybox
    init: true
    command: sh -c 'echo version ${version} > /tmp/index.html; exec httpd -f -p 80 -h /tmp'
    ports: ["${PORT}:80"]
    healthcheck: {test: wget -q -O /dev/null 127.0.0.1, interval: 2s, start_period: 60s, start_interval: 200ms}
    deploy: {update_config: {order: start-first}}
`;

test('an update during which the engine crashes is ended by the next up', async () => {
  const workspace = aWorkspace('crash', { 'compose.yaml': file(0) });
  try {
    const engine = { DOCKER_HOST: own.host };
    expect(await complaintsOfRun(workspace, 'up -d', engine)).toEqual([]);
    const calls = await callsOfUpdate(workspace);
    const complaints: string[] = [];
    for (const [index, call] of spread(calls, CRASHES).entries()) {
      const version = index + 2;
      workspace.write('compose.yaml', file(version));
      const found = [
        ...(await crashAt(call, workspace)),
        ...(await complaintsOfRun(workspace, 'up -d', engine)),
        ...(await complaintsAfter(workspace, { service: 'web', replicas: 1 }, own.host)),
      ];
      const answer = await fetch(`http://${own.publishedHost}:${PORT}/`).then(
        (response) => response.text(),
        String,
      );
      if (answer !== `version ${version}\n`) found.push(`it answers ${answer}`);
      complaints.push(...found.map((complaint) => `call ${call} of ${calls}: ${complaint}`));
    }
    expect(complaints, complaints.join('\n')).toEqual([]);
  } finally {
    await workspace.remove();
  }
});

async function callsOfUpdate(workspace: Workspace): Promise<number> {
  const proxy = await startKillingProxy(own.host);
  workspace.write('compose.yaml', file(1));
  const complaints = await complaintsOfRun(workspace, 'up -d', { DOCKER_HOST: proxy.host });
  await proxy.close();
  expect(complaints).toEqual([]);
  return proxy.calls.length;
}

/** @returns what is not as it has to be of the command that loses its engine */
async function crashAt(call: number, workspace: Workspace): Promise<readonly string[]> {
  const proxy = await startKillingProxy(own.host);
  let crash: Promise<void> | undefined;
  proxy.arm({
    call,
    moment: 'during',
    hit: () => {
      crash = own.end('SIGKILL').then(() => proxy.close());
    },
  });
  const { code, stderr, isLate } = await inTime(workspace.start('up -d', { DOCKER_HOST: proxy.host }));
  await crash;
  if (!crash) throw new Error(`the update has ended before call ${call}: ${code}, ${stderr}`);
  await own.startAgain();
  if (isLate) return [`it does not end: ${stderr}`];
  const isLast = proxy.calls.at(-1)?.startsWith('DELETE /volumes/gantry-lock-') ?? false;
  if (code === 0) return isLast ? [] : ['it ends with 0'];
  return stderr.includes('error: ') && !stderr.includes('internal:') ? [] : [`it gives no reason: ${stderr}`];
}
