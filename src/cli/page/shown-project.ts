import { gantry, hintText } from '../../diagnostics/hint.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type {
  PageDrawing,
  PageEdge,
  PageFailure,
  PagePlan,
  PageProblem,
  PageState,
} from '../../model/page-state.ts';
import type { Project } from '../../model/project.ts';
import { StateFeed } from '../../serve/socket/state-feed.ts';
import { drawnOf, drawProject, drawWithResources } from '../../serve/view/draw-project.ts';
import { edgesView } from '../../serve/view/services-view.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import { hiderFor } from '../find/hide-secrets.ts';
import { keeperOf } from './keeper-of.ts';
import { type ProjectFacts, servicesOf } from './project-facts.ts';

export interface ShownProjectOptions {
  readonly readOnly: boolean;
  /** Of a project that the labels of its containers alone tell of, so that there is no plan: its name, and why its files are not read. */
  readonly byLabels?: { readonly name: string; readonly unread: string };
  /** Labels of a container say which files these are. */
  readonly areFilesFromLabels?: boolean;
}

/** What all pages of a project show. It decides nothing: `LiveProject` tells it what is known. */
export class ShownProject {
  readonly feed: StateFeed<PageState>;
  readonly #cwd: string;
  readonly #endpoint: string;
  /** What the drawing is of. */
  #drawn = '';

  constructor(cli: Cli, { endpoint }: Engine, { readOnly, byLabels }: ShownProjectOptions) {
    this.#cwd = cli.cwd;
    this.#endpoint = endpoint;
    this.feed = new StateFeed<PageState>({
      project: byLabels?.name ?? '',
      files: [],
      command: hintText(completeHint(gantry(), cli.globals, hiderFor(cli, undefined))),
      readOnly,
      engine: { endpoint },
      services: {},
      edges: [],
      drawing: { width: 0, height: 0, boxes: {}, lines: [] },
      problems: [],
      ...(byLabels && { unread: byLabels.unread }),
    });
  }

  get state(): PageState {
    return this.feed.state;
  }

  /** With networks and volumes. @param facts undefined: nothing is known yet */
  drawWithResources(facts: ProjectFacts | undefined): PageDrawing {
    const { edges, services, drawing } = this.state;
    if (!facts) return drawing;
    return drawWithResources(facts.target.project, Object.keys(services), edges);
  }

  /** A run and a watch stay only as long as the project has its name. */
  show(
    facts: ProjectFacts,
    {
      containers,
      plan,
      problems,
    }: {
      readonly containers: readonly ObservedContainer[];
      readonly plan: PagePlan | undefined;
      readonly problems: readonly PageProblem[];
    },
  ): void {
    const { project, observed } = facts.target;
    const { plan: _, keeper: __, run, watch, ...rest } = this.state;
    const isRenamed = rest.project !== project.name;
    const edges = edgesView(project);
    const services = servicesOf(facts, containers, plan?.changes ?? []);
    const keeper = keeperOf(project.name, observed);
    this.feed.publish({
      ...rest,
      project: project.name,
      files: project.configFiles.map((file) => this.#shortPath(file)),
      engine: { endpoint: this.#endpoint },
      services,
      edges,
      drawing: this.#draw(project, Object.keys(services), edges),
      problems,
      ...(plan && { plan }),
      ...(keeper !== undefined && { keeper }),
      ...(run && !isRenamed && { run }),
      ...(watch && !isRenamed && { watch }),
    });
  }

  showContainers(facts: ProjectFacts, containers: readonly ObservedContainer[]): void {
    const changes = this.state.plan?.changes ?? [];
    this.feed.update({ services: servicesOf(facts, containers, changes) });
  }

  /** There is no plan: the files are wrong. */
  showProblems(problems: readonly PageProblem[]): void {
    const { plan: _, ...rest } = this.state;
    this.feed.publish({ ...rest, problems });
  }

  /** There is no plan. @param isGone the engine does not answer */
  showFailure(failure: PageFailure, isGone: boolean): void {
    const { plan: _, ...rest } = this.state;
    this.feed.publish({
      ...rest,
      problems: [failure],
      ...(isGone && { engine: { endpoint: this.#endpoint, error: failure.message } }),
    });
  }

  showLost(error: string): void {
    this.feed.update({ engine: { endpoint: this.#endpoint, error } });
  }

  /** A change of state never moves anything. */
  #draw(project: Project, names: readonly string[], edges: readonly PageEdge[]): PageDrawing {
    const drawn = drawnOf(project, names, edges);
    const key = JSON.stringify(drawn);
    if (key === this.#drawn) return this.state.drawing;
    this.#drawn = key;
    return drawProject(drawn);
  }

  #shortPath(file: string): string {
    return file.startsWith(`${this.#cwd}/`) ? file.slice(this.#cwd.length + 1) : file;
  }
}
