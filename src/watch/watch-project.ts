import type { Engine } from '../engine/port/engine.ts';
import type { Project } from '../model/project.ts';
import { Copier } from './containers/copier.ts';
import { viewHost } from './containers/find-differences.ts';
import { followContainers } from './containers/follow-containers.ts';
import { runHooks } from './containers/run-hooks.ts';
import { idleReason } from './files/idle-rule.ts';
import { KnownStore } from './files/known-store.ts';
import { advance, INITIAL_STATE } from './loop/dev-loop.ts';
import type {
  Job,
  JobResult,
  LoopEffect,
  LoopEvent,
  LoopState,
  NoEffect,
  UserRequest,
} from './loop/loop-state.ts';
import { count, reportOnce, type WatchReporter } from './loop/report.ts';
import type { Matcher } from './rules/match-rule.ts';
import { prepareRules } from './rules/prepare-rules.ts';
import { configFilesOf, ignoreFilesOf } from './rules/project-files.ts';
import { isSyncRule, type SyncRule, type WatchRule } from './rules/watch-rule.ts';
import { chooseFileWatcher } from './watchers/choose-file-watcher.ts';
import type { FileEvents } from './watchers/file-watcher.ts';
import { onWake } from './watchers/on-wake.ts';
import { silentFileSystem } from './watchers/silent-file-system.ts';
import { WatchedFiles } from './watchers/watched-files.ts';
import { whyNotWatched } from './watchers/why-not-watched.ts';

/** What needs a plan, and is done by who can make one. Each gives the failures by service, in words. */
export interface WatchActions {
  rebuild(project: Project, services: readonly string[]): Promise<ReadonlyMap<string, string>>;
  restart(project: Project, services: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Reads the files again and shows the plan; runs it when asked to. @returns the project, unless it is broken. */
  replan(apply: boolean): Promise<Project | undefined>;
}

export interface WatchOptions {
  readonly engine: Engine;
  readonly project: Project;
  /** Only these; empty: all. */
  readonly services: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly reporter: WatchReporter;
  readonly actions: WatchActions;
  readonly asHost: boolean;
  readonly poll: boolean;
  /** After every job: what failed may have changed. */
  readonly onChange: () => void;
}

export interface ProjectWatcher {
  /** What the user asks for with a key. */
  ask(asked: UserRequest): void;
  /** By service: what failed and was not mended yet. */
  failures(): ReadonlyMap<string, string>;
  /** Resolves when the job that runs is done. */
  stop(): Promise<void>;
}

const now = (): number => performance.now();

/** Runs the dev loop of a project: the machine of dev-loop.ts, with everything that it needs of the world. */
export async function watchProject(options: WatchOptions): Promise<ProjectWatcher> {
  const { engine, services, reporter: tell, actions, environment } = options;
  let project = options.project;
  const store = new KnownStore(project.name, project.workingDir, environment);
  const warnOnce = reportOnce((text) => tell.warning(text));
  const noticeOnce = reportOnce((text) => tell.notice(text));
  let state: LoopState = INITIAL_STATE;
  let matchers = new Map<WatchRule, Matcher<SyncRule>>();
  let ignoreFiles: ReadonlySet<string> = new Set();
  let alarm: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let closed = false;

  const copier = new Copier({
    engine,
    reporter: tell,
    asHost: options.asHost,
    matcherOf: (rule) => matchers.get(rule),
    rulesOf: (service) =>
      [...matchers.values()].map(({ rule }) => rule).filter((rule) => rule.service === service),
    knownOf: (rule) => store.of(rule),
    containerOf: (id) => state.containers.get(id),
  });

  const dispatch = (event: LoopEvent): void => {
    if (closed) return;
    const [next, effects] = advance(state, event);
    state = next;
    for (const effect of effects) perform(effect);
  };

  const perform = (effect: LoopEffect): void => {
    switch (effect.kind) {
      case 'alarm':
        clearTimeout(alarm);
        alarm = setTimeout(
          () => dispatch({ type: 'alarm', atMs: now() }),
          Math.max(0, Math.ceil(effect.atMs - now())),
        );
        return;
      case 'do':
        working = work(effect.job).then((result) => {
          dispatch({ type: 'done', result, atMs: now() });
          options.onChange();
        });
        return;
      case 'explain':
        if (effect.about.why === 'stopped') tell.notice(whyNothing(effect.about));
        else noticeOnce(whyNothing(effect.about));
    }
  };

  /** Never rejects: what a job cannot do is told, and the loop goes on. */
  const work = async (job: Job): Promise<JobResult> => {
    try {
      return await doJob(job);
    } catch (error) {
      tell.error(error, `${job.kind} failed`);
      const message = error instanceof Error ? error.message : String(error);
      const stale = job.kind === 'sync' ? job.level.map(({ container }) => container) : [];
      return { failed: new Map(concerned(job).map((service) => [service, message])), stale, caughtUp: [] };
    }
  };

  const doJob = async (job: Job): Promise<JobResult> => {
    switch (job.kind) {
      case 'replan': {
        const next = await actions.replan(job.apply);
        if (next) await takeProject(next);
        return NOTHING_FAILED;
      }
      case 'rebuild':
        return { ...NOTHING_FAILED, failed: await actions.rebuild(project, job.services) };
      case 'restart':
        return { ...NOTHING_FAILED, failed: await actions.restart(project, job.services) };
      case 'sync':
        return copier.run(job);
      case 'exec':
        return { ...NOTHING_FAILED, failed: await runHooks(engine, job.rules, state.containers, tell) };
    }
  };

  const events: FileEvents = {
    changed(paths) {
      if (paths.some((path) => ignoreFiles.has(path)))
        takeProject(project).catch((error: unknown) =>
          tell.error(error, 'the rules could not be read again'),
        );
      dispatch({ type: 'changed', paths, atMs: now() });
    },
    missed() {
      tell.notice('more files changed at once than could be told one by one: comparing all of them');
      dispatch({ type: 'missed', atMs: now() });
    },
    failed: (error, path) => warnOnce(whyNotWatched(error, path)),
  };
  const files = new WatchedFiles(await chooseFileWatcher(options.poll), events, (busy) =>
    dispatch({ type: 'git', busy, atMs: now() }),
  );

  const prepare = async (): Promise<void> => {
    const prepared = await prepareRules(project, services);
    matchers = new Map();
    for (const matcher of prepared)
      if (isSync(matcher)) {
        matchers.set(matcher.rule, matcher);
        // What is there now and goes later has to go from the containers too.
        await viewHost(matcher, store.of(matcher.rule));
      }
    ignoreFiles = new Set([...project.services.values()].flatMap(({ build }) => ignoreFilesOf(build)));
    dispatch({ type: 'rules', rules: prepared, configFiles: new Set(configFilesOf(project)), atMs: now() });
  };

  const watchFiles = (): Promise<void> => files.watch(state.rules, [...state.configFiles, ...ignoreFiles]);

  const takeProject = async (next: Project): Promise<void> => {
    project = next;
    await prepare();
    await watchFiles();
  };

  await prepare();
  for (const warning of state.rules.flatMap((rule) => doubtsAbout(rule, options.poll))) warnOnce(warning);
  await watchFiles();
  const watched = new Set(state.rules.map(({ rule }) => rule.service));
  const following = await followContainers(engine, project.name, {
    seen: (id, service, name, running) =>
      dispatch({ type: 'container', id, service, name, running, atMs: now() }),
    gone(id) {
      copier.forget(id);
      dispatch({ type: 'gone', id });
    },
    missed: () => dispatch({ type: 'missed', atMs: now() }),
    lost: () => tell.warning('the engine went away: waiting for it to come back'),
  });
  const stopPulse = onWake(() => {
    tell.notice('the machine slept: comparing all files');
    dispatch({ type: 'missed', atMs: now() });
  });
  tell.notice(`watching for ${[...watched].join(', ')} (${count(state.rules.length, 'rule')})`);

  return {
    ask: (asked) => dispatch({ type: 'asked', asked, atMs: now() }),
    failures: () => state.failures,
    async stop() {
      if (closed) return;
      closed = true;
      clearTimeout(alarm);
      stopPulse();
      following.close();
      await files.close();
      await working;
      store.save();
    },
  };
}

/** What a user who wonders should know of a rule from the start. */
function doubtsAbout(matcher: Matcher, polls: boolean): readonly string[] {
  const { path } = matcher.rule;
  const idle = idleReason(matcher);
  const silent = polls ? undefined : silentFileSystem(path);
  return [
    ...(idle === undefined ? [] : [idle]),
    ...(silent === undefined
      ? []
      : [`${path} is on ${silent}: what others write there is not told; \`--poll\` looks for it`]),
  ];
}

function whyNothing(about: NoEffect): string {
  if (about.why === 'stopped')
    return `${about.container} is not running: what changed is copied when it runs again`;
  if (about.why === 'no-container')
    return `${about.service} has no container: what changed is copied when it has one`;
  return `${about.path}: nothing to do for ${about.service}: ${about.reason}`;
}

const NOTHING_FAILED: JobResult = { failed: new Map(), stale: [], caughtUp: [] };

const isSync = (matcher: Matcher): matcher is Matcher<SyncRule> => isSyncRule(matcher.rule);

function concerned(job: Job): readonly string[] {
  if (job.kind === 'rebuild' || job.kind === 'restart') return job.services;
  return job.kind === 'exec' ? job.rules.map(({ service }) => service) : [];
}
