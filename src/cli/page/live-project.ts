import { resolve } from 'node:path';
import { knownError } from '../../diagnostics/file-error.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent } from '../../engine/port/engine-answers.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { PageAskedPlan, PagePlanRequest } from '../../model/page-calls.ts';
import type { PageExplanation } from '../../model/page-container.ts';
import type { PageHistory, PageReleaseDifference } from '../../model/page-history.ts';
import type { PageDrawing, PageProblem, PageRun, PageState } from '../../model/page-state.ts';
import type { PageWatch } from '../../model/page-watch.ts';
import type { LogReader, LogRequest } from '../../serve/logs/log-source.ts';
import type { ApplyRequest, PageApplication } from '../../serve/page-application.ts';
import type { StateFeed } from '../../serve/socket/state-feed.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import { LatestRequest } from '../../util/latest-request.ts';
import { configFilesOf } from '../../watch/rules/project-files.ts';
import { findFileProblems } from '../check/check-files.ts';
import type { Cli } from '../context/cli.ts';
import { hiderFor } from '../find/hide-secrets.ts';
import { findTarget } from '../find/target.ts';
import { afterEvent, isSilent } from './after-event.ts';
import { AskedPlans } from './asked-plans.ts';
import { explainForPage } from './explain-for-page.ts';
import { findPlaces } from './find-places.ts';
import { type KnownProject, PageContainers } from './page-containers.ts';
import { type PagePlanned, planForPage } from './plan-for-page.ts';
import { failureView, problemView } from './problem-views.ts';
import { ProjectEvents } from './project-events.ts';
import { type PlannedFacts, type ProjectFacts, planOf } from './project-facts.ts';
import { ProjectLogs } from './project-logs.ts';
import { PageRunner } from './run-from-page.ts';
import { ShownProject, type ShownProjectOptions } from './shown-project.ts';
import { PageWatcher } from './watch-from-page.ts';
import { ProjectFileWatch } from './watch-project-files.ts';

/** After the last event: a run of somebody else makes many, and each plan asks the engine five things. */
const PLAN_PAUSE_MS = 250;
/** After an event: the engine tells of some before its lists have them, and of several at a time. */
const LOOK_PAUSE_MS = 40;
/** How often an engine that has gone is looked for, and a project that somebody else changes is looked at. */
const LOOK_AGAIN_MS = 1000;

/**
 * The project as it is now, for the pages that look at it. Files that are saved lead to a plan; events of the engine lead to a look at the
 * containers at once, and to a plan a moment later.
 */
export class LiveProject implements PageApplication {
  readonly feed: StateFeed<PageState>;
  readonly containers: PageContainers;
  readonly #cli: Cli;
  readonly #shown: ShownProject;
  readonly #unread: string | undefined;
  readonly #areFilesFromLabels: boolean;
  readonly #files = new ProjectFileWatch(() => {
    this.#hasNewFiles = true;
    void this.#replan();
  });
  readonly #plans = new LatestRequest<void>(() => this.#plan());
  readonly #looks = new LatestRequest<void>(() => this.#look());
  readonly #completions = new LatestRequest<PlannedFacts>((facts) => this.#complete(facts));
  readonly #events: ProjectEvents;
  readonly #runner: PageRunner;
  readonly #watcher: PageWatcher;
  readonly #asked: AskedPlans;
  readonly #logs: ProjectLogs;
  #facts: ProjectFacts | undefined;
  #containers: readonly ObservedContainer[] = [];
  /** How often the containers were looked at: what a plan saw before that is older. */
  #lookCount = 0;
  /** What `check` finds, and where things are, is not known of the files as they are now. */
  #hasNewFiles = true;
  #timer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  /** From then on it follows the name of the project. */
  #isListening = false;
  #isClosed = false;

  /** @param cli whose engine can change nothing, where the page may only look */
  constructor(cli: Cli, engine: Engine, options: ShownProjectOptions) {
    this.#cli = cli;
    this.#unread = options.byLabels?.unread;
    this.#areFilesFromLabels = options.areFilesFromLabels ?? false;
    this.#shown = new ShownProject(cli, engine, options);
    this.feed = this.#shown.feed;
    this.containers = new PageContainers(cli, () => this.#known(), options.readOnly);
    this.#events = new ProjectEvents({
      engine: () => cli.engine(),
      onEvent: (event) => this.#onEvent(event),
      onListening: () => this.#replan(),
      onLost: (error) => this.#shown.showLost(this.tellError(error)),
      pauseMs: LOOK_AGAIN_MS,
    });
    this.#runner = new PageRunner(cli, { onRun: (run) => this.#onRun(run) });
    this.#watcher = new PageWatcher(cli, (watch) => this.showWatch(watch));
    this.#asked = new AskedPlans(cli);
    this.#logs = new ProjectLogs(
      () => cli.engine(),
      () => ({
        name: this.feed.state.project,
        project: this.#facts?.target.project,
      }),
    );
  }

  /** Empty: the files are wrong, and do not say. */
  get name(): string {
    return this.feed.state.project;
  }

  /** Resolves when there is something to show: the project, or why there is none. */
  async start(): Promise<void> {
    await this.#replan();
    await this.#events.listen(`${LABEL.project}=${this.name}`);
    this.#isListening = true;
  }

  apply(request: ApplyRequest): string | undefined {
    const shown = this.#shownPlan(request.plan);
    if (!shown) return 'the plan is another one now: look at it again';
    if (shown.isDestructive && request.typed !== this.feed.state.project)
      return 'this plan destroys something: type the name of the project';
    return this.#runner.start(shown.planned);
  }

  async plan(request: PagePlanRequest): Promise<PageAskedPlan> {
    this.#refuseUnread();
    return this.#asked.make(request);
  }

  async drawing(): Promise<PageDrawing> {
    return this.#shown.drawWithResources(this.#facts);
  }

  async history(): Promise<PageHistory> {
    const { historyForPage } = await import('./page-history.ts');
    return historyForPage(this.#cli);
  }

  async diffReleases(from: number, to: number): Promise<readonly PageReleaseDifference[]> {
    const { diffForPage } = await import('./page-history.ts');
    return diffForPage(this.#cli, from, to);
  }

  cancel(): void {
    this.#runner.cancel();
  }

  async explain(path: string): Promise<PageExplanation> {
    this.#refuseUnread();
    return explainForPage(this.#cli, path);
  }

  async followLogs(request: LogRequest, reader: LogReader, signal: AbortSignal): Promise<void> {
    await this.#logs.follow(request, reader, signal);
  }

  tellError(error: unknown): string {
    return this.#known().hide(error instanceof Error ? error.message : String(error));
  }

  #known(): KnownProject {
    const project = this.#facts?.target.project;
    return {
      name: this.feed.state.project,
      project,
      hide: this.#facts?.hide ?? hiderFor(this.#cli, project),
    };
  }

  /** A run of another process, as far as it is. */
  watchRun(run: PageRun): void {
    if (!this.#isClosed && !this.#runner.isRunning) void this.#onRun(run);
  }

  /** The files are watched, here or by another process. */
  showWatch(watch: PageWatch): void {
    if (!this.#isClosed) this.feed.update({ watch });
  }

  async watch(on: boolean): Promise<void> {
    if (!on) return this.#watcher.stop();
    const planned = this.#facts?.planned;
    if (!planned)
      throw new UserError('bad-usage', 'there is no project to watch', { hint: 'mend its files first' });
    await this.#watcher.start(planned);
  }

  /** A run that goes on is ended first. */
  async close(): Promise<void> {
    await this.#watcher.close();
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#lookTimer);
    const { containers } = this;
    const work = [
      this.#files,
      this.#events,
      this.#runner,
      this.#plans,
      this.#looks,
      this.#completions,
      containers,
    ];
    await Promise.all(work.map((one) => one.close()));
  }

  #refuseUnread(): void {
    if (this.#unread !== undefined) throw new UserError('missing-file', this.#unread);
  }

  /** Whoever made a container may have named any file of this user: its lines are shown once it was read as a Compose file. */
  #withoutForeignText<T extends PageProblem>(problem: T): Omit<T, 'excerpt'> {
    if (!this.#areFilesFromLabels || this.#facts) return problem;
    const { excerpt: _, ...rest } = problem;
    return rest;
  }

  #shownPlan(id: string): { readonly planned: PagePlanned; readonly isDestructive: boolean } | undefined {
    const { plan } = this.feed.state;
    const planned = this.#facts?.planned;
    return planned && plan?.id === id ? { planned, isDestructive: plan.isDestructive } : this.#asked.find(id);
  }

  async #replan(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#plans.request();
  }

  #replanSoon(ms = PLAN_PAUSE_MS): void {
    if (this.#isClosed || this.#runner.isRunning) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#replan(), ms);
  }

  /** Never fails: what went wrong is shown. */
  async #plan(): Promise<void> {
    if (this.#isClosed) return;
    const lookCount = this.#lookCount;
    try {
      const planned = this.#unread === undefined ? await planForPage(this.#cli) : undefined;
      const target = planned ?? (await findTarget(this.#cli, []));
      const { project, observed } = target;
      const before = this.#facts;
      const hide = hiderFor(this.#cli, project);
      this.#facts = { target, planned, hide, places: before?.places ?? new Map() };
      if (lookCount === this.#lookCount) this.#containers = observed.containers;
      this.#publish();
      if (planned) {
        await this.#files.watch(configFilesOf(project));
        if (this.#hasNewFiles || before?.planned?.id !== planned.id)
          void this.#completions.request({ ...this.#facts, planned });
      }
      const { keeper } = this.feed.state;
      if (keeper !== undefined) this.#replanSoon(LOOK_AGAIN_MS);
    } catch (error) {
      await this.#showError(error);
    }
  }

  /** What takes longer than the plan itself, and no plan of newer files waits for: places in the files, and what `check` finds. */
  async #complete(facts: PlannedFacts): Promise<void> {
    const isNew = this.#hasNewFiles;
    this.#hasNewFiles = false;
    const [places, found] = await Promise.all([
      findPlaces(this.#cli, facts.planned),
      isNew ? findFileProblems(this.#cli).catch(() => []) : undefined,
    ]);
    const isShown = this.feed.state.plan?.id === facts.planned.id;
    if (!isShown) this.#hasNewFiles ||= isNew; // for the plan that is
    if (!isShown || !this.#facts || this.#isClosed) return;
    this.#facts = { ...this.#facts, places };
    this.#publish(found?.map(problemView));
  }

  /** @param problems absent: those that are known */
  #publish(problems: readonly PageProblem[] = this.feed.state.problems): void {
    if (!this.#facts || this.#isClosed) return;
    const { name } = this.#facts.target.project;
    if (this.feed.state.project !== name) void this.#watcher.close();
    const plan = planOf(this.#facts);
    if (plan) this.#logs.seePlan(plan);
    this.#shown.show(this.#facts, { containers: this.#containers, plan, problems });
    if (this.#isListening) void this.#events.listen(`${LABEL.project}=${name}`);
  }

  /** What the event itself tells is shown at once. */
  #onEvent(event: EngineEvent): void {
    if (isSilent(event.action) || !this.#facts || this.#isClosed) return;
    this.#containers = afterEvent(this.#containers, event);
    this.#shown.showContainers(this.#facts, this.#containers);
    this.#lookTimer ??= setTimeout(() => {
      this.#lookTimer = undefined;
      void this.#looks.request();
    }, LOOK_PAUSE_MS);
  }

  /** One call: what the containers are now. */
  async #look(): Promise<void> {
    const facts = this.#facts;
    if (!facts || this.#isClosed) return;
    try {
      const { engine, project } = facts.target;
      this.#containers = await engine.listContainers([`${LABEL.project}=${project.name}`]);
      this.#lookCount++;
      this.#shown.showContainers(facts, this.#containers);
      this.#replanSoon();
    } catch (error) {
      this.#events.lost(error);
    }
  }

  async #onRun(run: PageRun): Promise<void> {
    this.feed.update({ run });
    if (run.status !== 'running') this.#logs.addFailures(run);
    if (run.status !== 'running') await this.#replan();
  }

  async #showError(reported: unknown): Promise<void> {
    const error = knownError(reported);
    this.#hasNewFiles = true;
    if (error instanceof SpecError) {
      const files = error.problems.flatMap(({ at }) => (at ? [resolve(this.#cli.cwd, at.source.name)] : []));
      this.#shown.showProblems(error.problems.map(problemView).map((one) => this.#withoutForeignText(one)));
      // Those of the last good state, and those that the problems are in.
      const known = this.#facts ? configFilesOf(this.#facts.target.project) : [];
      await this.#files.watch([...new Set([...known, ...files])]);
      return;
    }
    const described = describeFailure(error instanceof Error ? error : new Error(String(error)));
    const failure = this.#withoutForeignText(failureView(described, this.#cli.globals, this.#known().hide));
    const isGone = error instanceof UserError && error.code === 'engine-unreachable';
    this.#shown.showFailure(failure, isGone);
    if (isGone) this.#replanSoon(LOOK_AGAIN_MS);
  }
}
