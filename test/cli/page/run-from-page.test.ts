import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cli } from '../../../src/cli/context/cli.ts';
import { planForPage } from '../../../src/cli/page/plan-for-page.ts';
import { PageRunner } from '../../../src/cli/page/run-from-page.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import type { PageRun } from '../../../src/model/page-state.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';

let folder: string;
let memory: MemoryEngine;
let engine: ReturnType<typeof connectEngine>;
beforeEach(async () => {
  memory = await startMemoryEngine({ images: { 'app:1': {} } });
  folder = aFolder({});
  engine = connectEngine(new Map([['DOCKER_HOST', memory.host]]), folder);
});
afterEach(async () => {
  engine.close();
  await memory.close();
  rmSync(folder, { recursive: true, force: true });
});

const aPageCli = (): Cli =>
  aCli(folder, { engine, environment: { XDG_STATE_HOME: `${folder}/.state`, HOME: folder } });

function write(version: string, command = 'serve', onFailure = ', on-failure: rollback'): void {
  writeFileSync(
    join(folder, 'compose.yaml'),
    `name: shop
x-gantry: {settle: 50ms${onFailure}}
services:
  web: {image: "app:1", command: ${command}, environment: {VERSION: "${version}"}}
`,
  );
}

/** Applies what the page shows. @returns each state of the run */
async function applied(onRun: (run: PageRun, runner: PageRunner) => void = () => {}): Promise<PageRun[]> {
  const states: PageRun[] = [];
  await new Promise<void>((resolve, reject) => {
    const runner: PageRunner = new PageRunner(aPageCli(), {
      async onRun(run) {
        states.push(run);
        onRun(run, runner);
        if (run.status !== 'running') resolve();
      },
    });
    planForPage(aPageCli()).then((planned) => runner.start(planned), reject);
  });
  return states;
}

const versionNow = (): string => JSON.stringify(memory.world.containerNames.get('shop-web-1')?.request.Env);

const FAILING = "sh -c 'echo no password; exit 3'";

test('a change that was applied from the page goes back where the files want it, and the run has both', async () => {
  write('1');
  await applied();
  write('2', FAILING);
  expect((await planForPage(aPageCli())).plan.atomic).toEqual({ to: 1 });
  const last = (await applied()).at(-1);

  expect(last).toMatchObject({
    status: 'failed',
    failures: [{ message: 'container shop-web-1 exited (3)', output: ['no password'] }],
    notes: expect.arrayContaining([
      'Going back to release 1 of shop …',
      'Returned to release 1 of shop: Container shop-web-1 is as it was',
    ]),
  });
  const back = Object.values(last?.steps ?? {}).filter(({ id }) => id >= (last?.returnsFrom ?? Infinity));
  expect(back.length).toBeGreaterThan(0);
  expect(back.every(({ status }) => status === 'done' || status === 'skipped')).toBe(true);
  expect(versionNow()).toContain('VERSION=1');
});

test('a change stays as far as it came where the files do not say so', async () => {
  write('1', 'serve', '');
  await applied();
  write('2', FAILING, '');
  const last = (await applied()).at(-1);

  expect(last).not.toHaveProperty('returnsFrom');
  expect(versionNow()).toContain('VERSION=2');
});

test('a way back that somebody ends leaves it as it is, and the run says so', async () => {
  write('1');
  await applied();
  write('2', FAILING);
  const last = (
    await applied((run, runner) => {
      if (run.returnsFrom !== undefined) runner.cancel();
    })
  ).at(-1);

  expect(last?.failures).toContainEqual(expect.objectContaining({ code: 'not-returned' }));
});
