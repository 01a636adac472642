import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { told } from '../scripts/setup/engine-api.ts';
import { listAt, textAt } from '../scripts/setup/json.ts';
import { main } from '../scripts/setup/main.ts';
import { type PrivateSwarm, startPrivateSwarm } from '../scripts/setup/private-swarm.ts';
import { median, ratio, type Tool, timeRun } from './measure.ts';

/**
 * Times a project on a swarm of three private engines by gantry and by `docker stack`, in turns: `up`, a second `up`, an update of one
 * service, `down`. The executable takes part where it was built. `--rounds N`: instead of 3; `--services N`: instead of 50, with two tasks each.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string' }, services: { type: 'string' } } });
const ROUNDS = Number(values.rounds ?? 3);
const SERVICES = Number(values.services ?? 50);

const root = join(import.meta.dirname, '..');
const DOCKER: Tool = { name: 'docker', command: ['docker'] };
const executable = join(root, 'dist/gantry');
const OWN: readonly Tool[] = [
  { name: 'gantry', command: [process.execPath, '--', join(root, 'dist/gantry.cjs')] },
  ...(existsSync(executable) ? [{ name: 'gantry (executable)', command: [executable] }] : []),
];
const STACK = 'bench';

/** Both judge a task half a second after it runs. */
const composeFile = (image: string, version: number): string =>
  [
    'services:',
    ...Array.from(
      { length: SERVICES },
      (_, index) =>
        `  s${index}: {image: "${image}", command: sleep infinity, init: true, stop_grace_period: 0s, environment: {VERSION: "${index === 0 ? version : 0}"}, deploy: {replicas: 2, endpoint_mode: dnsrr, update_config: {parallelism: 2, monitor: 500ms}}}`,
    ),
    '',
  ].join('\n');

const STEPS = ['up', 'second up', 'update of one', 'down'] as const;
type Step = (typeof STEPS)[number];

/** One way to do a step. Resolves with its seconds. */
type Way = (step: Step) => Promise<number>;

await main(async () => {
  const swarm = await startPrivateSwarm();
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  try {
    const ways = waysOn(swarm, folder);
    const times = await measure(ways, swarm, folder);
    const names = Object.keys(ways);
    const own = OWN.map(({ name }) => name);
    const dockers = names.slice(own.length);
    const row = (cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
    row([
      `${SERVICES} services, ${SERVICES * 2} tasks`,
      ...names.map((name) => `${name} s`),
      ...own.map((name) => `${name}: ratio to each of docker's`),
    ]);
    row(['---', ...names.map(() => '---'), ...own.map(() => '---')]);
    for (const step of STEPS) {
      const of = (name: string) => times.get(`${name} ${step}`) ?? [];
      row([
        step,
        ...names.map((name) => median(of(name)).toFixed(2)),
        ...own.map((name) => dockers.map((docker) => ratio(of(name), of(docker)).toFixed(2)).join(', ')),
      ]);
    }
  } finally {
    swarm.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});

function waysOn(swarm: PrivateSwarm, folder: string): Readonly<Record<string, Way>> {
  const [{ host }] = swarm.nodes;
  const run = (tool: Tool, words: string): number =>
    timeRun(tool, words.split(' '), folder, { DOCKER_HOST: host, COMPOSE_PROJECT_NAME: STACK });
  const deploy = '--resolve-image never -c compose.yaml';
  const untilSo: Way = async (step) => {
    const began = performance.now();
    run(DOCKER, step === 'down' ? `stack rm ${STACK}` : `stack deploy --detach=true ${deploy} ${STACK}`);
    while (!(await isSo(host, step))) await sleep(20);
    return (performance.now() - began) / 1000;
  };
  return {
    ...Object.fromEntries(
      OWN.map((tool): readonly [string, Way] => [
        tool.name,
        async (step) => run(tool, `--on swarm ${step === 'down' ? 'down' : 'up'}`),
      ]),
    ),
    // `stack rm --detach=false` of Docker 26 returned while containers still ended, and another time went on for minutes after that.
    'docker, --detach=false': async (step) =>
      step === 'down' ? untilSo(step) : run(DOCKER, `stack deploy --detach=false ${deploy} ${STACK}`),
    // It returns at once: timed until the tasks are as they should be.
    'docker, until it is so': untilSo,
  };
}

async function isSo(host: string, step: Step): Promise<boolean> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.stack.namespace=${STACK}`] }));
  const tasks = listAt(await told(host, 'GET', `/tasks?filters=${filters}`));
  if (step === 'down') {
    const networks = listAt(await told(host, 'GET', `/networks?filters=${filters}`));
    return tasks.length === 0 && networks.length === 0;
  }
  const services = listAt(await told(host, 'GET', `/services?filters=${filters}`));
  if (services.some((service) => textAt(service, 'UpdateStatus', 'State') === 'updating')) return false;
  const wanted = tasks.filter((task) => textAt(task, 'DesiredState') === 'running');
  return (
    wanted.length === SERVICES * 2 && wanted.every((task) => textAt(task, 'Status', 'State') === 'running')
  );
}

async function measure(
  ways: Readonly<Record<string, Way>>,
  swarm: PrivateSwarm,
  folder: string,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>();
  const names = Object.keys(ways);
  for (let round = 0; round < ROUNDS; round++) {
    // Another one begins in each round.
    const order = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of order)
      for (const step of STEPS) {
        writeFileSync(
          join(folder, 'compose.yaml'),
          composeFile(swarm.image, step === 'update of one' ? 1 : 0),
        );
        const seconds = (await ways[name]?.(step)) ?? Number.NaN;
        // A stack of the same name fails until the network of the last one has gone.
        while (step === 'down' && !(await isSo(swarm.nodes[0].host, step))) await sleep(20);
        const key = `${name} ${step}`;
        times.set(key, [...(times.get(key) ?? []), seconds]);
        console.error(`round ${round + 1}: ${key} ${seconds.toFixed(2)} s`);
      }
  }
  return times;
}
