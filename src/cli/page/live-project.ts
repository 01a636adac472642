import { resolve } from 'node:path';
import { knownError } from '../../diagnostics/file-error.ts';
import { gantry, hintText } from '../../diagnostics/hint.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent } from '../../engine/port/engine-answers.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { PageAskedPlan, PagePlanRequest } from '../../model/page-calls.ts';
import type { PageExplanation } from '../../model/page-container.ts';
import type { PageHistory, PageReleaseDifference } from '../../model/page-history.ts';
import type {
  PageChange,
  PageDrawing,
  PageEdge,
  PagePlan,
  PageProblem,
  PageRun,
  PageState,
} from '../../model/page-state.ts';
import type { PageWatch } from '../../model/page-watch.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import type { LogReader, LogRequest } from '../../serve/logs/log-source.ts';
import type { ApplyRequest, PageApplication } from '../../serve/page-application.ts';
import { StateFeed } from '../../serve/socket/state-feed.ts';
import { drawnOf, drawProject, drawWithResources } from '../../serve/view/draw-project.ts';
import { planView } from '../../serve/view/plan-view.ts';
import { edgesView, servicesView } from '../../serve/view/services-view.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import { LatestRequest } from '../../util/latest-request.ts';
import { configFilesOf } from '../../watch/rules/project-files.ts';
import { findFileProblems } from '../check/check-files.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import type { Target } from '../context/target.ts';
import { imageHider, withHiddenImages } from '../failures/hide-images.ts';
import { hiderFor } from '../find/hide-secrets.ts';
import { findTarget } from '../find/target.ts';
import { hostOf } from '../instances/host-of.ts';
import { afterEvent, isSilent } from './after-event.ts';
import { AskedPlans } from './asked-plans.ts';
import { explainForPage } from './explain-for-page.ts';
import { findPlaces } from './find-places.ts';
import { keeperOf } from './keeper-of.ts';
import { type KnownProject, PageContainers } from './page-containers.ts';
import { type PagePlanned, planForPage } from './plan-for-page.ts';
import { failureView, problemView } from './problem-views.ts';
import { ProjectEvents } from './project-events.ts';
import { ProjectLogs } from './project-logs.ts';
import { PageRunner } from './run-from-page.ts';
import { PageWatcher } from './watch-from-page.ts';
import { ProjectFileWatch } from './watch-project-files.ts';

/** After the last event: a run of somebody else makes many, and each plan asks the engine five things. */
const PLAN_PAUSE_MS = 250;
/** After an event: the engine tells of some before its lists have them, and of several at a time. */
const LOOK_PAUSE_MS = 40;
/** How often an engine that has gone is looked for, and a project that somebody else changes is looked at. */
const LOOK_AGAIN_MS = 1000;

/** What is there, what a plan is made of, and what it says of places, once these are found. */
interface Facts {
  readonly target: Target;
  /** undefined: only the labels of its containers tell of the project. */
  readonly planned: PagePlanned | undefined;
  readonly hide: Hide;
  readonly places: ReadonlyMap<string, string>;
}

type PlannedFacts = Facts & { readonly planned: PagePlanned };

export interface LiveProjectOptions {
  readonly readOnly: boolean;
  /** Of a project that the labels of its containers alone tell of, so that there is no plan: its name, and why its files are not read. */
  readonly byLabels?: { readonly name: string; readonly unread: string };
}

/**
 * The project as it is now, for the pages that look at it. Files that are saved lead to a plan; events of the engine lead to a look at the
 * containers at once, and to a plan a moment later.
 */
export class LiveProject implements PageApplication {
  readonly feed: StateFeed<PageState>;
  readonly containers: PageContainers;
  readonly #cli: Cli;
  readonly #unread: string | undefined;
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
  #facts: Facts | undefined;
  /** What the drawing is of. */
  #drawn = '';
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
  constructor(cli: Cli, engine: Engine, { readOnly, byLabels }: LiveProjectOptions) {
    this.#cli = cli;
    this.#unread = byLabels?.unread;
    this.feed = new StateFeed<PageState>({
      project: byLabels?.name ?? '',
      files: [],
      command: hintText(completeHint(gantry(), cli.globals, hiderFor(cli, undefined))),
      readOnly,
      engine: { endpoint: engine.endpoint },
      services: {},
      edges: [],
      drawing: { width: 0, height: 0, boxes: {}, lines: [] },
      problems: [],
      ...(byLabels && { unread: byLabels.unread }),
    });
    this.containers = new PageContainers(cli, () => this.#known(), readOnly);
    this.#events = new ProjectEvents({
      engine: () => cli.engine(),
      onEvent: (event) => this.#onEvent(event),
      onListening: () => this.#replan(),
      onLost: (error) =>
        this.feed.update({ engine: { endpoint: engine.endpoint, error: this.tellError(error) } }),
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
    const { edges, services, drawing } = this.feed.state;
    if (!this.#facts) return drawing;
    return drawWithResources(this.#facts.target.project, Object.keys(services), edges);
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
    const { project, observed } = this.#facts.target;
    const { endpoint } = this.feed.state.engine;
    const { plan: _, keeper: __, run, watch, ...rest } = this.feed.state;
    const isRenamed = rest.project !== project.name;
    if (isRenamed) void this.#watcher.close();
    const plan = this.#planView(this.#facts);
    if (plan) this.#logs.seePlan(plan);
    const edges = edgesView(project);
    const services = this.#services(this.#facts, plan?.changes ?? []);
    const keeper = keeperOf(project.name, observed);
    this.feed.publish({
      ...rest,
      project: project.name,
      files: project.configFiles.map((file) => this.#shortPath(file)),
      engine: { endpoint },
      services,
      edges,
      drawing: this.#draw(project, Object.keys(services), edges),
      problems,
      ...(plan && { plan }),
      ...(keeper !== undefined && { keeper }),
      ...(run && !isRenamed && { run }),
      ...(watch && !isRenamed && { watch }),
    });
    if (this.#isListening) void this.#events.listen(`${LABEL.project}=${project.name}`);
  }

  /** A change of state never moves anything. */
  #draw(project: Project, names: readonly string[], edges: readonly PageEdge[]): PageDrawing {
    const drawn = drawnOf(project, names, edges);
    const key = JSON.stringify(drawn);
    const { drawing } = this.feed.state;
    if (key === this.#drawn) return drawing;
    this.#drawn = key;
    return drawProject(drawn);
  }

  #planView({ planned, places }: Facts): PagePlan | undefined {
    if (!planned) return undefined;
    const { id, plan, project, unedited } = planned;
    const shown = withHiddenImages(plan, imageHider(project));
    return planView({ id, plan: shown, unedited, places });
  }

  #services({ target, places, hide }: Facts, changes: readonly PageChange[]) {
    return servicesView({
      project: target.project,
      containers: this.#containers,
      changes,
      places,
      host: hostOf(target.engine.endpoint),
      hide,
    });
  }

  /** What the event itself tells is shown at once. */
  #onEvent(event: EngineEvent): void {
    if (isSilent(event.action) || !this.#facts || this.#isClosed) return;
    this.#containers = afterEvent(this.#containers, event);
    this.#publishContainers(this.#facts);
    this.#lookTimer ??= setTimeout(() => {
      this.#lookTimer = undefined;
      void this.#looks.request();
    }, LOOK_PAUSE_MS);
  }

  #publishContainers(facts: Facts): void {
    const changes = this.feed.state.plan?.changes ?? [];
    this.feed.update({ services: this.#services(facts, changes) });
  }

  /** One call: what the containers are now. */
  async #look(): Promise<void> {
    const facts = this.#facts;
    if (!facts || this.#isClosed) return;
    try {
      const { engine, project } = facts.target;
      this.#containers = await engine.listContainers([`${LABEL.project}=${project.name}`]);
      this.#lookCount++;
      this.#publishContainers(facts);
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
    const { plan: _, ...rest } = this.feed.state;
    this.#hasNewFiles = true;
    if (error instanceof SpecError) {
      const files = error.problems.flatMap(({ at }) => (at ? [resolve(this.#cli.cwd, at.source.name)] : []));
      this.feed.publish({
        ...rest,
        problems: error.problems.map(problemView),
      });
      // Those of the last good state, and those that the problems are in.
      const known = this.#facts ? configFilesOf(this.#facts.target.project) : [];
      await this.#files.watch([...new Set([...known, ...files])]);
      return;
    }
    const described = describeFailure(error instanceof Error ? error : new Error(String(error)));
    const failure = failureView(described, this.#cli.globals, this.#known().hide);
    const { endpoint } = this.feed.state.engine;
    const isGone = error instanceof UserError && error.code === 'engine-unreachable';
    this.feed.publish({
      ...rest,
      problems: [failure],
      ...(isGone && { engine: { endpoint, error: failure.message } }),
    });
    if (isGone) this.#replanSoon(LOOK_AGAIN_MS);
  }

  #shortPath(file: string): string {
    const { cwd } = this.#cli;
    return file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file;
  }
}
