import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Case } from '../support/failure-cases/case.ts';
import { COMMANDS } from '../support/failure-cases/commands.ts';
import { CREATES } from '../support/failure-cases/creates.ts';
import { IMAGES } from '../support/failure-cases/images.ts';
import { lacksOfText } from '../support/failure-cases/json-and-text.ts';
import { goneEngine, OTHERS } from '../support/failure-cases/others.ts';
import { WAITS } from '../support/failure-cases/waits.ts';
import { withoutAddresses } from '../support/free-addresses.ts';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';

/**
 * What follows from the text alone, that JSON says the same and that `down` takes all away, one program shows: the executable, with
 * a third of the processor's time. The same goes for what the engine refuses and what its containers do, where both programs are tried.
 */
const IS_EXECUTABLE = process.env.GANTRY_TEST_PROGRAM === 'executable';
const update = process.env.UPDATE_GOLDEN === '1';
const IS_BESIDE_EXECUTABLE = !IS_EXECUTABLE && !update && process.env.GANTRY_TEST_BOTH_PROGRAMS === 'yes';

/**
 * What is said of every class of failure, produced on the real engine: the whole report has to be the one in
 * `golden/failures.txt`, and the lines of `--progress json` have to say the same. `UPDATE_GOLDEN=1` writes it anew; read
 * the difference before you commit it.
 */
const CASES: Readonly<Record<string, Case>> = {
  ...(IS_BESIDE_EXECUTABLE ? {} : { ...WAITS, ...CREATES, ...IMAGES }),
  ...COMMANDS,
  ...OTHERS,
};
const GONE = 'up --wait: the engine goes away';

/** Where the engine keeps volumes and the files of containers. */
const DATA_ROOT = docker('info', '--format', '{{.DockerRootDir}}');

const GOLDEN = join(import.meta.dirname, 'golden/failures.txt');
const golden = existsSync(GOLDEN) ? read(readFileSync(GOLDEN, 'utf8')) : new Map<string, string>();
const told = new Map<string, string>();

function read(text: string): Map<string, string> {
  return new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1)];
      }),
  );
}

/** Without what differs from run to run and from machine to machine. */
function settle(text: string, { project, folder }: Workspace): string {
  const ofNobody = text
    .replaceAll(folder, 'FOLDER')
    .replaceAll(`${tmpdir()}/gantry-proxy-`, 'TMP/gantry-proxy-')
    .replaceAll(DATA_ROOT, 'ENGINE')
    .replaceAll(project, 'PROJECT');
  return (
    withoutAddresses(ofNobody)
      .replace(/\b\d+(?:\.\d+)? s\b/g, 'N s')
      // A busy machine, or an engine that looks for a plugin.
      .replace(/^ ?the engine has not answered for .*\n/gm, '')
      .replace(/^\d+\.\d{3} /gm, 'N.NNN ')
      .replace(/checksum of ref \S+:/g, 'checksum of ref REF:')
      .replace(/the whole build: \S+/g, 'the whole build: LOG')
      .replace(/not healthy after \d+s: /g, 'not healthy after Ns: ')
      .replace(/\b[0-9a-f]{12,64}\b/g, 'ID')
      .replace(/-run-ID/g, '-run')
      .replace(/\b\d+ times(?: or more)?/g, 'N times')
      .replace(/restarted once/g, 'restarted N times')
      .replace(/(processors|available:) \d+(?:[-,]\d+)*/g, '$1 N')
      .replace(/after \d+ ms/g, 'after N ms')
      // The engine goes through a map.
      .replace(/mode=0755,size=lots/g, 'size=lots')
      .replace(/size=lots,mode=0755/g, 'size=lots')
      .replace(/failed (?:each time|the last N times)/g, 'failed N times')
      .replace(/from 0\.01 to [\d.]+, as there are only \d+/g, 'from 0.01 to N, as there are only N')
      .replace(/has \d+ processors/g, 'has N processors')
      .replace(/between 0\.01 and [\d.]+/g, 'between 0.01 and N')
      .replace(/(?: {4}\| no config\n)+/g, '    | no config\n')
      .replace(
        /state: running(?:, starting)?, restarted N times/g,
        'state: restarting with exit code 3, restarted N times',
      )
      .replace(/(?:healthy|running) after N s \((?:starting|restarting)\)/g, 'ready after N s')
      .replace(/, and ended N s ago/g, '')
      .replace(/, failed N times, exit|, and failed, exit/g, ', failed, exit')
      .replace(/ran (?:once|N times)/g, 'ran N times')
      .replace(/gantry-proxy-\w+/g, 'PROXY')
      .replace(/linux\/(?!s390x)\w+/g, 'linux/HERE')
  );
}

/** Progress, and what builders write, tell what is done, not what went wrong. */
const PROGRESS = /^ (?:Container|Network|Volume|Image|Service) |^#\d+ |^ Times of image |^ +[\d.]+s {2}#\d+ /;

/** The block at the end of a build. */
const BUILD_BLOCK = /^------\n > .*:\n[\s\S]*?^------\nfailed to solve: .*\n/gm;

const withoutProgress = (text: string): string => {
  const lines = text
    .replace(BUILD_BLOCK, '')
    .split('\n')
    .filter((line) => !PROGRESS.test(line));
  // A line without text stands between the steps of a build.
  return `${lines
    .filter((line, at) => line !== '' || at === lines.length - 1)
    .join('\n')
    .trim()}\n\n`;
};

async function run(workspace: Workspace, { words = 'up -d', env, during }: Case, flags = '') {
  const running = workspace.start(`${flags}${words.replaceAll('PROJECT', workspace.project)}`, env);
  if (during) {
    await running.until(during.text);
    await during.act(workspace);
  }
  return running.ended;
}

/** @returns what is wrong with what was told */
async function fail(name: string, wanted: Case, workspace: Workspace): Promise<readonly string[]> {
  const ran = await run(workspace, wanted);
  const whole = settle(ran.stderr, workspace);
  const text = withoutProgress(whole);
  told.set(name, text);
  const wrong: string[] = [];
  if (ran.code !== (wanted.code ?? 1))
    wrong.push(`${name} ended with ${ran.code}:\n${ran.stdout}${ran.stderr}`);
  if (!update) expect(text).toBe(golden.get(name));
  if (wanted.once || !IS_EXECUTABLE) return wrong;
  const asJson = await run(workspace, wanted, '--progress json ');
  if (asJson.code !== ran.code) wrong.push(`${name} as JSON ended with ${asJson.code}`);
  return [...wrong, ...lacksOfText(settle(asJson.stderr, workspace), text, whole)];
}

let count = 0;

/** One after another where they share what was made before. */
async function check(cases: readonly (readonly [string, Case])[]): Promise<void> {
  const [[, first] = ['', { file: '' }]] = cases;
  const workspace = aWorkspace(`report${++count}`, { 'compose.yaml': first.file, ...first.files });
  const wrong: string[] = [];
  try {
    for (const words of first.before ?? [])
      await workspace.gantry(words.replaceAll('PROJECT', workspace.project));
    await first.meanwhile?.(workspace);
    for (const [name, wanted] of cases) wrong.push(...(await fail(name, wanted, workspace)));
  } finally {
    await first.afterwards?.(workspace);
    await takeAway(first, workspace);
  }
  expect(wrong).toEqual([]);
}

/** The executable shows that `down` takes away what any failure leaves, of which `afterAll` makes sure. */
async function takeAway({ makesNothing }: Case, workspace: Workspace): Promise<void> {
  if (!IS_EXECUTABLE) return workspace.remove();
  if (!makesNothing) await workspace.gantry('down -v -t 0 --remove-orphans --rmi local');
  rmSync(workspace.folder, { recursive: true, force: true });
}

const grouped = new Map<string, (readonly [string, Case])[]>();
for (const entry of Object.entries(CASES)) {
  const key = entry[1].on ?? entry[0];
  grouped.set(key, [...(grouped.get(key) ?? []), entry]);
}

afterAll(() => {
  const mine = ['--filter', `name=gt-report\\d+-${process.pid}`];
  const left = [
    ['ps', '-a'],
    ['network', 'ls'],
    ['volume', 'ls'],
  ].map((list) => docker(...list, '-q', ...mine));
  if (update) {
    const names = [...Object.keys(CASES), GONE].filter((name) => told.has(name) || golden.has(name));
    writeFileSync(GOLDEN, names.map((name) => `### ${name}\n${told.get(name) ?? golden.get(name)}`).join(''));
  }
  expect(left).toEqual(['', '', '']);
});

describe('the report of a failure', () => {
  test.concurrent.each([...grouped])(
    `is the one we promise, as text${IS_EXECUTABLE ? ' and as JSON' : ''}: %s`,
    (_, cases) => check(cases),
  );

  test.concurrent(`is the one we promise: ${GONE}`, async () => {
    const gone = await goneEngine();
    await check([[GONE, gone]]).finally(gone.close);
  });
});
