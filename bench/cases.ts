import { join } from 'node:path';
import { loadIngressImage } from '../scripts/setup/ingress-image.ts';
import { loadDatabaseImage } from '../test/load/image.ts';
import {
  healthyChain,
  idleServices,
  richServices,
  updatedService,
  writeBuiltProject,
  writeImagesUponBase,
  writeProject,
} from './compose-files.ts';
import { median, type Tool, timeRun } from './measure.ts';
import { TESTS_PROJECT, timeTests, writeTestedProject } from './tests.ts';

/** What is timed. `run` does it once with one tool and leaves nothing behind. @returns seconds by label. */
export interface BenchCase {
  readonly name: string;
  readonly rounds: number;
  /** Before the first round. */
  prepare?(): Promise<void>;
  run(tool: Tool, folder: string): ReadonlyMap<string, number>;
}

const DEFAULT_HOST = 'unix:///var/run/docker.sock';
const ORDERS = ['stop-first', 'start-first'] as const;

export const CASES: readonly BenchCase[] = [
  startUpCase(),
  ...[2, 50, 500, 2000].map((count) => configCase(count)),
  checkCase(2000),
  ...[10, 50].map((count) => lifeCase(count, count === 10 ? 7 : 5)),
  chainCase(5),
  ...ORDERS.map(updateCase),
  buildsCase(8),
  testsCase(),
];

/** Commands that are over as soon as they have begun: how long it takes to start, to read a file, to ask the engine. */
function startUpCase(): BenchCase {
  const commands = ['version', 'config --services', 'ps', 'ls'];
  return {
    name: 'start-up',
    rounds: 15,
    run: (tool, parent) => {
      const project = 'gt-bench-start-up';
      const folder = writeProject(parent, project, idleServices(project, 2));
      return new Map(commands.map((command) => [command, timeQuick(tool, command.split(' '), folder)]));
    },
  };
}

function configCase(count: number): BenchCase {
  const label = `config, ${count} services`;
  return {
    name: `config-${count}`,
    rounds: count < 500 ? 15 : count === 500 ? 7 : 5,
    run: (tool, parent) => {
      const folder = writeProject(parent, `config-${count}`, richServices(`gt-bench-config-${count}`, count));
      return new Map([[label, timeRun(tool, ['config'], folder)]]);
    },
  };
}

/** docker compose has no such command: beside it stands what it takes to read the same files. */
function checkCase(count: number): BenchCase {
  const label = `check --for prod, ${count} services, ${count / 10} Dockerfiles (docker compose: config -q)`;
  return {
    name: `check-${count}`,
    rounds: 5,
    run: (tool, parent) => {
      const folder = writeBuiltProject(parent, `gt-bench-check-${count}`, count);
      const command = tool.name === 'docker-compose' ? ['config', '-q'] : ['check', '--for', 'prod'];
      return new Map([[label, timeRun(tool, command, folder)]]);
    },
  };
}

function lifeCase(count: number, rounds: number): BenchCase {
  return {
    name: `life-${count}`,
    rounds,
    run: (tool, parent) => {
      const project = `gt-bench-life-${count}`;
      const folder = writeProject(parent, project, idleServices(project, count));
      return new Map([
        [`up -d, ${count} services`, timeRun(tool, ['up', '-d'], folder)],
        [`second up -d, ${count} services`, timeQuick(tool, ['up', '-d'], folder)],
        [`ps, ${count} services`, timeQuick(tool, ['ps'], folder)],
        [`down, ${count} services`, timeRun(tool, ['down'], folder)],
      ]);
    },
  };
}

/** What takes a moment is disturbed by a moment: the median of five runs in a row. */
function timeQuick(tool: Tool, args: readonly string[], folder: string): number {
  return median(Array.from({ length: 5 }, () => timeRun(tool, args, folder)));
}

function chainCase(count: number): BenchCase {
  return {
    name: `chain-${count}`,
    rounds: 5,
    run: (tool, parent) => {
      const project = `gt-bench-chain-${count}`;
      const folder = writeProject(parent, project, healthyChain(project, count));
      const seconds = timeRun(tool, ['up', '-d'], folder);
      timeRun(tool, ['down'], folder);
      return new Map([[`up -d, chain of ${count} with healthchecks`, seconds]]);
    },
  };
}

/** Until the new version is healthy. docker compose knows no order but stop-first. */
function updateCase(order: (typeof ORDERS)[number]): BenchCase {
  return {
    name: `update-${order}`,
    rounds: 5,
    prepare: () => loadIngressImage(process.env.DOCKER_HOST ?? DEFAULT_HOST),
    run: (tool, parent) => {
      const project = `gt-bench-update-${order}`;
      const folder = writeProject(parent, project, updatedService(project, order, 19_871));
      const up = (version: string): number =>
        timeRun(tool, ['up', '-d', '--wait'], folder, { VERSION: version });
      up('1');
      const seconds = up('2');
      timeRun(tool, ['down'], folder);
      return new Map([[`up -d --wait, another version, ${order}`, seconds]]);
    },
  };
}

/** Images upon one base: where something of each has changed, and where nothing has. */
function buildsCase(count: number): BenchCase {
  return {
    name: `builds-${count}`,
    rounds: 7,
    run: (tool, parent) => {
      const folder = writeImagesUponBase(parent, `gt-bench-builds-${count}`, count);
      return new Map([
        [`build, ${count} services upon one base`, timeRun(tool, ['build'], folder)],
        [`second build, ${count} services`, timeRun(tool, ['build'], folder)],
      ]);
    },
  };
}

/** The tests of a project in a pipeline: docker compose takes four commands for it. */
function testsCase(): BenchCase {
  const label = 'test, warm (docker compose: build, up --wait, run, down -v)';
  const isWarm = new Set<string>();
  return {
    name: 'tests',
    rounds: 7,
    prepare: () => loadDatabaseImage(process.env.DOCKER_HOST ?? DEFAULT_HOST),
    run: (tool, parent) => {
      const folder = writeTestedProject(parent, TESTS_PROJECT);
      if (!isWarm.has(tool.name)) timeTests(tool, folder);
      isWarm.add(tool.name);
      return new Map([[label, timeTests(tool, folder)]]);
    },
  };
}

/** Removes what an interrupted case may have left. */
export function cleanUp(tool: Tool, parent: string): void {
  const updates = ORDERS.map((order) => `gt-bench-update-${order}`);
  for (const name of [
    'gt-bench-life-10',
    'gt-bench-life-50',
    'gt-bench-chain-5',
    TESTS_PROJECT,
    ...updates,
  ]) {
    timeRun(tool, ['-p', name, 'down', '-v'], join(parent));
  }
}
