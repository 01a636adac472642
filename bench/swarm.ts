import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadBusyboxImage } from '../scripts/setup/busybox-image.ts';
import { ask } from '../scripts/setup/engine-api.ts';
import { loadIngressImage } from '../scripts/setup/ingress-image.ts';
import { listAt, textAt } from '../scripts/setup/json.ts';
import { main } from '../scripts/setup/main.ts';
import { type PrivateEngine, startPrivateEngine } from '../scripts/setup/private-engine.ts';
import { UPDATED, updatedService, writeProject } from './compose-files.ts';
import { median, type Tool, timeRun } from './measure.ts';

/**
 * Times the update of one service by Swarm, gantry and docker compose, in turns, on a private engine that is a swarm of one node: the
 * same container, healthy a second after its start. `--rounds N`: instead of 7.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
const ROUNDS = Number(values.rounds ?? 7);

const root = join(import.meta.dirname, '..');
const DOCKER: Tool = { name: 'docker', command: ['docker'] };
const GANTRY: Tool = { name: 'gantry', command: [process.execPath, '--', join(root, 'dist/gantry.cjs')] };
const COMPOSE: Tool = { name: 'docker compose', command: ['docker-compose'] };

/** No registry answers under this name, so nobody waits for one. */
const IMAGE = 'localhost:1/busybox:latest';
const SERVICE = 'bench-update';

await main(async () => {
  const engine = await startPrivateEngine();
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  try {
    await loadBusyboxImage(engine.host);
    await loadIngressImage(engine.host);
    const rows = await measure(engine, folder);
    console.log('| update of one service | s |\n| --- | --- |');
    for (const [name, times] of rows) console.log(`| ${name} | ${median(times).toFixed(2)} |`);
  } finally {
    engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});

async function measure(
  engine: PrivateEngine,
  folder: string,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { host } = engine;
  const docker = (...words: readonly string[]): number =>
    timeRun(DOCKER, words, folder, { DOCKER_HOST: host });
  docker('tag', 'busybox:latest', IMAGE);
  docker('swarm', 'init', `--advertise-addr=${engine.publishedHost}`);
  docker(...createService());

  const byFile = (order: string, port: number) => {
    const project = `bench-${order}`;
    const where = writeProject(folder, project, updatedService(project, order, port));
    return (tool: Tool, version: number): number =>
      timeRun(tool, ['up', '-d', '--wait'], where, { DOCKER_HOST: host, VERSION: String(version) });
  };
  const startFirst = byFile('start-first', 19_871);
  const stopFirst = byFile('stop-first', 19_872);
  const composed = writeProject(
    folder,
    'bench-composed',
    updatedService('bench-composed', 'stop-first', 19_873),
  );

  const ways: Readonly<Record<string, (version: number) => number | Promise<number>>> = {
    'Swarm, start-first, until its command ends': (version) => docker(...updateService(version, false)),
    'Swarm, start-first, until the old one has gone': async (version) => {
      const began = performance.now();
      docker(...updateService(version, true));
      while (!(await isUpdated(host, version))) await sleep(20);
      return (performance.now() - began) / 1000;
    },
    'gantry, start-first with an ingress': (version) => startFirst(GANTRY, version),
    'gantry, stop-first': (version) => stopFirst(GANTRY, version),
    'docker compose (stop-first)': (version) =>
      timeRun(COMPOSE, ['up', '-d', '--wait'], composed, { DOCKER_HOST: host, VERSION: String(version) }),
  };
  const times = new Map<string, number[]>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, [name, run]] of Object.entries(ways).entries()) {
      const seconds = await run(1 + round * 10 + index);
      // The first one only creates.
      if (round > 0) times.set(name, [...(times.get(name) ?? []), seconds]);
    }
  }
  return times;
}

function createService(): readonly string[] {
  return [
    ['service', 'create', `--name=${SERVICE}`, '--no-resolve-image', '--detach=false', '--quiet', '--init'],
    ['--endpoint-mode=dnsrr', '--stop-grace-period=1s', '--update-order=start-first', '--env=VERSION=0'],
    [`--health-cmd=${UPDATED.healthcheck}`, '--health-interval=30s', '--health-start-period=30s'],
    ['--health-start-interval=100ms'],
    [IMAGE, 'sh', '-c', UPDATED.command],
  ].flat();
}

function updateService(version: number, isDetached: boolean): readonly string[] {
  return [
    ['service', 'update', '--no-resolve-image', '--quiet', `--detach=${isDetached}`],
    [`--env-add=VERSION=${version}`, SERVICE],
  ].flat();
}

/** One task runs, which is healthy and of this version, and no container of an earlier one. */
async function isUpdated(host: string, version: number): Promise<boolean> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.swarm.service.name=${SERVICE}`] }));
  const { body } = await ask(host, 'GET', `/containers/json?filters=${filters}`);
  const running = listAt(JSON.parse(body));
  const [only] = running;
  if (running.length !== 1 || !textAt(only, 'Status')?.includes('(healthy)')) return false;
  const inspected = await ask(host, 'GET', `/containers/${textAt(only, 'Id')}/json`);
  return listAt(JSON.parse(inspected.body), 'Config', 'Env').includes(`VERSION=${version}`);
}
