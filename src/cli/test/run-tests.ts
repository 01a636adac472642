import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import { joinReports } from '../../junit/report.ts';
import { instanceProject } from '../../model/instance.ts';
import type { Project } from '../../model/project.ts';
import { LogPrinter } from '../../ui/logs/log-printer.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { withRenderer } from '../context/with-renderer.ts';
import { cannotWrite } from '../context/write-result.ts';
import { loadProjectFor } from '../files/load.ts';
import { hiderFor } from '../find/hide-secrets.ts';
import { checkServices } from '../find/target.ts';
import { findTests } from './find-tests.ts';
import { isSecretAxis, type MatrixCopy, matrixCopies } from './matrix.ts';
import { type CopyRequest, runCopy } from './run-copy.ts';
import { servicesOfShard, shardVariables } from './shard.ts';
import { type CopyEntry, resultToJson, showResult, type TestResult } from './show-result.ts';
import { sweepDead } from './sweep-dead.ts';
import { tellOfRest } from './tell-of-rest.ts';
import { inInstance, newRunName, type RunName } from './test-cli.ts';
import type { TestOptions } from './test-options.ts';
import { exitCodeOf, worstOf } from './test-outcome.ts';
import { noteTimes, readTimes } from './test-times.ts';
import { writeReport } from './write-report.ts';

const RESULTS = 'test-results';
/** Copies side by side, unless `--parallel` says another number. */
const MOST_COPIES = 4;

/** What is the same for all copies. */
interface Run {
  readonly project: Project;
  readonly tests: readonly string[];
  readonly words: readonly string[];
  readonly options: TestOptions;
  readonly copies: readonly MatrixCopy[];
  readonly name: RunName;
  /** Of the results of all. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onResult: Caller['onResult'];
}

/** Whoever runs tests, and tells of them elsewhere too. */
export interface Caller {
  /** Before anything is shown. */
  readonly onProject?: (project: Project) => void;
  /** Ends the tests as Ctrl-C does; with the reason `timeout` as when the time is over. */
  readonly signal?: AbortSignal;
  readonly onResult?: (result: TestResult) => void;
}

/** @returns the exit code, as docs/exit-codes.md has it. What went wrong has been told. */
export async function runTests(
  cli: Cli,
  services: readonly string[],
  words: readonly string[],
  options: TestOptions,
  caller: Caller = {},
): Promise<number> {
  try {
    return await chooseAndRun(cli, services, words, options, caller);
  } catch (error) {
    const { printError } = await import('../failures/print-errors.ts');
    if (!(await printError(cli, error))) return EXIT.internal;
    return error instanceof UserError && ABOUT_USAGE.has(error.code) ? EXIT.usage : EXIT.notStarted;
  }
}

const ABOUT_USAGE: ReadonlySet<string> = new Set(['bad-usage', 'no-such-service']);

async function chooseAndRun(
  cli: Cli,
  services: readonly string[],
  words: readonly string[],
  options: TestOptions,
  { signal, onProject, onResult }: Caller,
): Promise<number> {
  const project = await loadProjectFor(cli, { services: [], needs: 'names' });
  onProject?.(project);
  checkServices(project, services);
  const found = await reachedSince(cli, findTests(project, services, words), options);
  const tests = await ofShard(cli, found, options);
  // A change may affect none, and a part of few services may have none.
  const copies = tests.length === 0 ? [] : copiesOf(cli, project, options);
  if (cli.globals.dryRun) {
    const { showTestPlan } = await import('./show-test-plan.ts');
    return showTestPlan(cli, { tests, words, options, copies });
  }
  const name = newRunName(new Date());
  const folder = folderAt(cli, options.output ?? join(RESULTS, name.folder));
  if (options.junit !== undefined) checkReport(cli, options.junit);
  const stop = new AbortController();
  const timer = options.timeout && setTimeout(() => stop.abort('timeout'), options.timeout);
  const release = onInterrupt([() => interrupt(cli, stop), () => cli.abandon()]);
  try {
    await sweepDead(cli, nameInFiles(project));
    // The reason of the caller counts where both have been aborted: it knows better.
    const ending = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const run: Run = { project, tests, words, options, copies, name, folder, signal: ending, onResult };
    return await (options.watch ? watchAll(cli, run) : runAll(cli, run));
  } finally {
    clearTimeout(timer);
    release();
  }
}

/** With `--reveal` nothing is a secret. */
function copiesOf(cli: Cli, project: Project, { matrix = [] }: TestOptions): readonly MatrixCopy[] {
  const hide = hiderFor(cli, project);
  return matrixCopies(matrix, (axis) => !cli.globals.reveal && isSecretAxis(axis, project, hide));
}

async function runAll(cli: Cli, run: Run): Promise<number> {
  const { copies } = run;
  const begun = performance.now();
  const { parallel = MOST_COPIES } = cli.globals;
  const entries = await mapParallel(copies, parallel > 0 ? parallel : copies.length, async (copy) => {
    const { cli: inside, request, entry } = await copyOf(cli, run, copy);
    return { ...entry, run: await runCopy(inside, request) };
  });
  const code = await finish(cli, run, entries, begun);
  tellOfRest(cli, entries);
  return code;
}

/** `--watch`: until the user ends it. */
async function watchAll(cli: Cli, run: Run): Promise<number> {
  const { folder, options, copies } = run;
  const [only] = copies;
  if (!only) return EXIT.ok;
  const { watchTests } = await import('./watch-tests.ts');
  const { cli: inside, request, entry } = await copyOf(cli, run, only);
  const junit = options.junit === undefined ? [] : [resolve(cli.cwd, options.junit)];
  const times = options.times === undefined ? [] : [resolve(cli.cwd, options.times)];
  const isRemoved = await watchTests(inside, {
    ...request,
    outputs: [folder, resolve(cli.cwd, RESULTS), ...junit, ...times],
    onRound: async (round) => {
      const begun = performance.now() - round.seconds * 1000;
      await finish(cli, run, [{ ...entry, run: { ...round, isKept: true, isRemoved: false } }], begun);
    },
  });
  return isRemoved ? EXIT.interrupted : EXIT.failed;
}

/** Writes the report and the summary, and shows what there is to say. @returns the exit code */
async function finish(
  cli: Cli,
  { options, folder, project, onResult }: Run,
  entries: readonly CopyEntry[],
  begun: number,
): Promise<number> {
  const runs = entries.map(({ run: one }) => one);
  const worst = worstOf(runs.map(({ result }) => result));
  const tested = runs.flatMap((one) => one.runs);
  const junit = resolve(cli.cwd, options.junit ?? join(folder, 'junit.xml'));
  const result: TestResult = {
    project: nameInFiles(project),
    result: worst,
    exitCode: exitCodeOf(worst, tested),
    seconds: (performance.now() - begun) / 1000,
    folder: shown(cli, folder),
    junit: shown(cli, junit),
    copies: entries,
  };
  onResult?.(result);
  await writeReport(cli.cwd, junit, joinReports(runs.map(({ report }) => report)));
  const json = `${JSON.stringify(resultToJson(result), null, 2)}\n`;
  await writeFile(join(folder, 'summary.json'), json);
  if (options.times !== undefined) await noteTimes(resolve(cli.cwd, options.times), tested);
  cli.stdout.write(options.format === 'json' ? json : showResult(result, { colour: cli.colour }));
  return runs.some(({ isInternal }) => isInternal) ? EXIT.internal : result.exitCode;
}

interface PreparedCopy {
  /** Of the instance. */
  readonly cli: Cli;
  readonly request: CopyRequest;
  readonly entry: Omit<CopyEntry, 'run'>;
}

async function copyOf(cli: Cli, run: Run, copy: MatrixCopy): Promise<PreparedCopy> {
  const { tests, words, options, copies, name, folder, project, signal } = run;
  const isOnly = copies.length === 1;
  const number = copies.indexOf(copy) + 1;
  const instance = isOnly ? name.instance : `${name.instance}-${number}`;
  const own = isOnly ? folder : folderAt(cli, join(folder, copy.folder));
  // Several cannot redraw one terminal.
  const quiet = isOnly ? cli : withRenderer(cli, cli.globals.progress === 'json' ? 'json' : 'quiet');
  const variables = new Map([...copy.variables, ...variablesOf(options)]);
  const printer = printerOf(cli, options, !isOnly || tests.length > 1);
  const front = isOnly ? '' : `${copy.label} `;
  return {
    cli: inInstance(quiet, { name: instance, isKept: options.keep === true, variables }),
    request: {
      label: copy.label,
      tests,
      words,
      build: options.build,
      pull: options.pull,
      variables,
      folder: own,
      keep: options.keep === true,
      signal,
      show: (line) => {
        printer.print({ ...line, label: `${front}${line.label}` });
        return printer.drained();
      },
    },
    entry: { instance, project: instanceProject(nameInFiles(project), instance), folder: shown(cli, own) },
  };
}

/** The project may be an instance itself, by what the user asked for. */
const nameInFiles = ({ name, instance }: Project): string => instance?.of ?? name;

const variablesOf = ({ shard }: TestOptions): ReadonlyMap<string, string> =>
  shard ? shardVariables(shard) : new Map();

/** Whoever reads JSON from standard output finds what tests write on standard error. */
function printerOf(cli: Cli, { format }: TestOptions, prefix: boolean): LogPrinter {
  const stdout = format === 'json' ? cli.stderr : cli.stdout;
  return new LogPrinter(stdout, cli.stderr, { colour: cli.colour, prefix, timestamps: false });
}

/** Those that a change makes worth running. What was compared is told. */
async function reachedSince(
  cli: Cli,
  tests: readonly string[],
  { since }: TestOptions,
): Promise<readonly string[]> {
  if (since === undefined) return tests;
  const { servicesSince } = await import('../affected/services-since.ts');
  const { names } = await servicesSince(cli, { since, services: tests }, ['build', 'restart', 'test']);
  return tests.filter((test) => names.includes(test));
}

async function ofShard(
  cli: Cli,
  tests: readonly string[],
  { shard, times }: TestOptions,
): Promise<readonly string[]> {
  if (!shard) return tests;
  const seconds = times === undefined ? new Map() : await readTimes(resolve(cli.cwd, times));
  return servicesOfShard(tests, shard, seconds);
}

/** Error: UserError when it cannot be made, before anything is started. */
function folderAt({ cwd }: Cli, path: string): string {
  const place = resolve(cwd, path);
  try {
    makeFolder(place);
    return place;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw cannotWrite(path, error instanceof Error ? error : new Error(String(error)));
  }
}

/** Error: UserError when it cannot be written, before anything is started. */
function checkReport(cli: Cli, path: string): void {
  folderAt(cli, dirname(path));
  if (statSync(resolve(cli.cwd, path), { throwIfNoEntry: false })?.isDirectory())
    throw cannotWrite(path, Object.assign(new Error('it is a folder'), { code: 'EISDIR' }));
}

function interrupt(cli: Cli, stop: AbortController): void {
  stop.abort('interrupt');
  cli.stderr.write(
    'Ending the tests, keeping their results, removing the instance … (Ctrl-C again leaves at once)\n',
  );
}

const shown = ({ cwd }: Cli, path: string): string => {
  const here = relative(cwd, path);
  return here.startsWith('..') ? path : here;
};
