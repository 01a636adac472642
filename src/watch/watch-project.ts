import type { Engine } from '../engine/port/engine.ts';
import type { Project } from '../model/project.ts';
import { LatestRequest } from '../util/latest-request.ts';
import { Copier } from './containers/copier.ts';
import { viewHost } from './containers/find-differences.ts';
import { followContainers } from './containers/follow-containers.ts';
import { explainNoEffect, ruleWarnings } from './explain-rules.ts';
import { KnownStore } from './files/known-store.ts';
import type { Job, NoEffect, UserRequest } from './loop/loop-state.ts';
import { count, reportOnce, type WatchReporter } from './loop/report.ts';
import { prepareRules } from './rules/prepare-rules.ts';
import { configFilesOf, ignoreFilesOf } from './rules/project-files.ts';
import { runJob, type WatchActions } from './run-job.ts';
import {
  advance,
  newSession,
  type PreparedRules,
  type SessionEffect,
  type SessionEvent,
  syncMatchersOf,
  type WatchSession,
} from './watch-session.ts';
import { chooseFileWatcher } from './watchers/choose-file-watcher.ts';
import type { FileEvents, StartFileWatcher } from './watchers/file-watcher.ts';
import { onWake } from './watchers/on-wake.ts';
import { WatchedFiles } from './watchers/watched-files.ts';
import { whyNotWatched } from './watchers/why-not-watched.ts';

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
  ask(request: UserRequest): void;
  /** By service: what failed and was not mended yet. */
  failures(): ReadonlyMap<string, string>;
  /** Resolves when the job that runs is done. */
  stop(): Promise<void>;
}

/** Runs the dev loop of a project. Resolves when everything is watched. */
export async function watchProject(options: WatchOptions): Promise<ProjectWatcher> {
  const watched = new WatchedProject(options, await chooseFileWatcher(options.poll));
  await watched.start();
  return watched;
}

const now = (): number => performance.now();

/** Performs what the machines of watch-session.ts and dev-loop.ts decide, and brings them events. */
class WatchedProject implements ProjectWatcher {
  readonly #options: WatchOptions;
  readonly #store: KnownStore;
  readonly #copier: Copier;
  readonly #files: WatchedFiles;
  readonly #warnOnce: (text: string) => void;
  readonly #noticeOnce: (text: string) => void;
  /** One at a time: two at once could end in the wrong order, and the rules of an old project would hold. */
  readonly #preparations = new LatestRequest<void>(() => this.#prepare());
  #session: WatchSession;
  #alarm: NodeJS.Timeout | undefined;
  #job: Promise<void> = Promise.resolve();
  #stopListening = (): void => {};

  constructor(options: WatchOptions, startFileWatcher: StartFileWatcher) {
    const { project, environment, reporter } = options;
    this.#options = options;
    this.#session = newSession(project);
    this.#store = new KnownStore(project.name, project.workingDir, environment);
    this.#warnOnce = reportOnce((text) => reporter.warning(text));
    this.#noticeOnce = reportOnce((text) => reporter.notice(text));
    this.#copier = this.#makeCopier();
    this.#files = new WatchedFiles(startFileWatcher, this.#fileEvents(), (busy) =>
      this.#send({ type: 'git', busy, atMs: now() }),
    );
  }

  async start(): Promise<void> {
    const { poll, reporter } = this.#options;
    await this.#adoptRules();
    const { matchers } = this.#session.rules;
    for (const warning of matchers.flatMap((matcher) => ruleWarnings(matcher, poll))) this.#warnOnce(warning);
    const services = new Set(matchers.map(({ rule }) => rule.service));
    try {
      await this.#watchFiles();
      await this.#listen();
    } catch (error) {
      await this.#close();
      throw error;
    }
    reporter.notice(`watching for ${[...services].join(', ')} (${count(matchers.length, 'rule')})`);
  }

  ask(request: UserRequest): void {
    this.#send({ type: 'requested', request, atMs: now() });
  }

  failures(): ReadonlyMap<string, string> {
    return this.#session.loop.failures;
  }

  async stop(): Promise<void> {
    if (this.#session.phase === 'stopped') return;
    await this.#close();
    await this.#job;
    this.#store.save();
  }

  async #close(): Promise<void> {
    this.#send({ type: 'stop' });
    clearTimeout(this.#alarm);
    this.#stopListening();
    await this.#preparations.close();
    await this.#files.close();
  }

  #send(event: SessionEvent): void {
    const [session, effects] = advance(this.#session, event);
    this.#session = session;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: SessionEffect): void {
    if (effect.kind === 'alarm') this.#setAlarm(effect.atMs);
    else if (effect.kind === 'do') this.#job = this.#work(effect.job);
    else if (effect.kind === 'explain') this.#explain(effect.about);
    else if (effect.kind === 'prepare-rules') void this.#prepareAgain();
    else effect satisfies never;
  }

  #setAlarm(atMs: number): void {
    clearTimeout(this.#alarm);
    const delayMs = Math.max(0, Math.ceil(atMs - now()));
    this.#alarm = setTimeout(() => this.#send({ type: 'alarm', atMs: now() }), delayMs);
  }

  async #work(job: Job): Promise<void> {
    const { engine, actions, reporter, onChange } = this.#options;
    const result = await runJob(job, {
      engine,
      actions,
      copier: this.#copier,
      reporter,
      session: this.#session,
      takeProject: (project) => this.#takeProject(project),
    });
    this.#send({ type: 'done', result, atMs: now() });
    onChange();
  }

  #explain(about: NoEffect): void {
    const text = explainNoEffect(about);
    if (about.why === 'stopped') this.#options.reporter.notice(text);
    else this.#noticeOnce(text);
  }

  #takeProject(project: Project): Promise<void> {
    this.#send({ type: 'project', project });
    return this.#preparations.request();
  }

  async #prepareAgain(): Promise<void> {
    try {
      await this.#preparations.request();
    } catch (error) {
      this.#options.reporter.error(error, 'the rules could not be read again');
    }
  }

  async #prepare(): Promise<void> {
    if (await this.#adoptRules()) await this.#watchFiles();
  }

  /** @returns whether they hold: not when the project has been read again meanwhile, or nothing is watched any more. */
  async #adoptRules(): Promise<boolean> {
    const { project } = this.#session;
    const rules = await this.#readRules(project);
    this.#send({ type: 'rules-prepared', project, rules, atMs: now() });
    return this.#session.rules === rules;
  }

  async #readRules(project: Project): Promise<PreparedRules> {
    const matchers = await prepareRules(project, this.#options.services);
    const syncMatchers = syncMatchersOf(matchers);
    // What is there now and goes later has to go from the containers too.
    for (const matcher of syncMatchers.values()) await viewHost(matcher, this.#store.of(matcher.rule));
    return {
      matchers,
      syncMatchers,
      ignoreFiles: new Set([...project.services.values()].flatMap(({ build }) => ignoreFilesOf(build))),
      configFiles: new Set(configFilesOf(project)),
    };
  }

  #watchFiles(): Promise<void> {
    const { matchers, configFiles, ignoreFiles } = this.#session.rules;
    return this.#files.watch(matchers, [...configFiles, ...ignoreFiles]);
  }

  #fileEvents(): FileEvents {
    const { reporter } = this.#options;
    return {
      changed: (paths) => this.#send({ type: 'changed', paths, atMs: now() }),
      missed: () => {
        reporter.notice('too many changes for single events: comparing all files');
        this.#send({ type: 'missed', atMs: now() });
      },
      failed: (error, path) => this.#warnOnce(whyNotWatched(error, path)),
    };
  }

  /** To the containers of the project, and to the machine waking up. */
  async #listen(): Promise<void> {
    const { engine, project, reporter } = this.#options;
    const missed = (): void => this.#send({ type: 'missed', atMs: now() });
    const following = await followContainers(engine, project.name, {
      seen: (id, service, name, running) =>
        this.#send({ type: 'container', id, service, name, running, atMs: now() }),
      gone: (id) => {
        this.#copier.forget(id);
        this.#send({ type: 'gone', id });
      },
      missed,
      lost: () => reporter.warning('the engine went away: waiting for it to come back'),
    });
    const stopPulse = onWake(() => {
      reporter.notice('the machine slept: comparing all files');
      missed();
    });
    this.#stopListening = () => {
      stopPulse();
      following.close();
    };
  }

  #makeCopier(): Copier {
    const { engine, reporter, asHost } = this.#options;
    return new Copier({
      engine,
      reporter,
      asHost,
      matcherOf: (rule) => this.#session.rules.syncMatchers.get(rule),
      rulesOf: (service) =>
        [...this.#session.rules.syncMatchers.values()]
          .map(({ rule }) => rule)
          .filter((rule) => rule.service === service),
      knownOf: (rule) => this.#store.of(rule),
      containerOf: (id) => this.#session.loop.containers.get(id),
    });
  }
}
