import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { environmentFor, setUpEngine } from '../scripts/setup/engine.ts';
import { ask, type Host } from '../scripts/setup/engine-api.ts';
import { loadIngressImage } from '../scripts/setup/ingress-image.ts';
import { numberAt } from '../scripts/setup/json.ts';
import { main } from '../scripts/setup/main.ts';
import { output } from '../scripts/setup/run.ts';
import { loadServicesImage } from '../scripts/setup/services-image.ts';
import { quickAnswers, writeProject } from './compose-files.ts';
import { median, type Tool, timeRun } from './measure.ts';

/**
 * What a request costs on its way to a container: through an ingress, through docker-proxy, and through neither, in turns, with an
 * nginx that answers at once. `--rounds N`: instead of 5; `--seconds N`: each time, instead of 5.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string' }, seconds: { type: 'string' } } });
const ROUNDS = Number(values.rounds ?? 5);
const SECONDS = Number(values.seconds ?? 5);
const CONNECTIONS = 32;

const root = join(import.meta.dirname, '..');
const GANTRY: Tool = { name: 'gantry', command: [process.execPath, '--', join(root, 'dist/gantry.cjs')] };
const PORTS = { plain: 19_881, ingress: 19_882 } as const;
/** Of the kernel's clock, by which it counts the time of processes. */
const TICKS_PER_SECOND = 100;

interface Way {
  readonly name: string;
  readonly url: string;
  /** Microseconds of processor time so far, of what stands between. */
  readonly cpuUs: () => Promise<number>;
}

interface Cost {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly latencyMs: number;
}

await main(async () => {
  const engine = await setUpEngine(['services', 'requests']);
  await loadServicesImage(engine.host);
  await loadIngressImage(engine.host);
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  const env = Object.fromEntries(
    Object.entries(environmentFor(engine)).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const projects = [
    { project: 'gt-bench-plain', order: 'stop-first', port: PORTS.plain },
    { project: 'gt-bench-ingress', order: 'start-first', port: PORTS.ingress },
  ].map(({ project, order, port }) => writeProject(folder, project, quickAnswers(project, order, port)));
  try {
    for (const where of projects) timeRun(GANTRY, ['up', '-d', '--wait'], where, env);
    const address = addressOf(engine.publishedHost);
    const ways: readonly Way[] = [
      { name: "the engine's iptables", url: `http://${address}:${PORTS.plain}/`, cpuUs: async () => 0 },
      {
        name: 'docker-proxy',
        url: `http://127.0.0.1:${PORTS.plain}/`,
        cpuUs: async () => cpuOfProxy(PORTS.plain),
      },
      {
        name: 'the ingress, behind iptables',
        url: `http://${address}:${PORTS.ingress}/`,
        cpuUs: () => cpuOfContainer(engine.host, 'gt-bench-ingress-web-ingress'),
      },
    ];
    for (const [title, headers] of [
      ['connections are kept', []],
      ['a connection for each request', ['Connection: close']],
    ] as const)
      print(title, await measure(ways, headers));
  } finally {
    for (const where of projects) timeRun(GANTRY, ['down'], where, env);
    engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});

function print(title: string, costs: ReadonlyMap<string, readonly Cost[]>): void {
  console.log(
    `\n${title}\n\n| way | requests/s | CPU µs a request, between | median ms |\n| --- | --- | --- | --- |`,
  );
  for (const [name, all] of costs) {
    const of = (pick: (cost: Cost) => number): number => median(all.map(pick));
    const cells = [
      Math.round(of(({ perSecond }) => perSecond)).toLocaleString('en'),
      of(({ cpuUs }) => cpuUs).toFixed(0),
      of(({ latencyMs }) => latencyMs).toFixed(2),
    ];
    console.log(`| ${[name, ...cells].join(' | ')} |`);
  }
}

async function measure(
  ways: readonly Way[],
  headers: readonly string[],
): Promise<ReadonlyMap<string, readonly Cost[]>> {
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < ROUNDS; round++)
    for (const way of ways) costs.set(way.name, [...(costs.get(way.name) ?? []), await costOf(way, headers)]);
  return costs;
}

async function costOf({ url, cpuUs }: Way, headers: readonly string[]): Promise<Cost> {
  const before = await cpuUs();
  const words = [
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${SECONDS}s`,
    '--latency',
    ...headers.flatMap((one) => ['-H', one]),
    url,
  ];
  const said = output('wrk', words);
  const used = (await cpuUs()) - before;
  const [requests, failed] = [/(\d+) requests in/, /Socket errors|Non-2xx/].map((pattern) =>
    pattern.exec(said),
  );
  if (!requests || failed) throw new Error(`wrk ${words.join(' ')}:\n${said}`);
  await sleep(500);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]),
    cpuUs: used / Number(requests[1]),
    latencyMs: milliseconds(/50%\s+(\S+)/.exec(said)?.[1] ?? ''),
  };
}

/** `1.23ms`, `890.00us` */
function milliseconds(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
  return Number(number) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN);
}

/** An address of this machine that is not its loopback: there the engine's rules forward to the container. */
function addressOf(publishedHost: string): string {
  if (publishedHost !== '127.0.0.1') return publishedHost;
  const address = /src (\S+)/.exec(output('ip', ['-4', 'route', 'get', '192.0.2.1']))?.[1];
  if (address === undefined) throw new Error('this machine has no address but its loopback');
  return address;
}

async function cpuOfContainer(host: Host, name: string): Promise<number> {
  const { body } = await ask(host, 'GET', `/containers/${name}/stats?stream=false&one-shot=true`);
  return numberAt(JSON.parse(body), 'cpu_stats', 'cpu_usage', 'total_usage') / 1000;
}

/** Of all processes that forward this port. */
function cpuOfProxy(port: number): number {
  const read = (path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return ''; // it has ended meanwhile
    }
  };
  const proxies = readdirSync('/proc').filter(
    (pid) =>
      /^\d+$/.test(pid) &&
      read(`/proc/${pid}/cmdline`).includes(`docker-proxy`) &&
      read(`/proc/${pid}/cmdline`).split('\0').includes(String(port)),
  );
  if (proxies.length === 0) throw new Error(`no docker-proxy has port ${port}`);
  const ticks = proxies.map((pid) => {
    // Behind the name, which may have blanks in it: the 14th and 15th value are user and system time.
    const [, rest = ''] = read(`/proc/${pid}/stat`).split(') ');
    const cells = rest.split(' ');
    return Number(cells[11]) + Number(cells[12]);
  });
  return (ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND) * 1e6;
}
