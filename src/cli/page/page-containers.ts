import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { isStatus } from '../../engine/refusals/engine-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { ContainerDetails, ObservedContainer } from '../../model/observed.ts';
import type { PageChanges, PageContainerDetails, PageProcesses } from '../../model/page-container.ts';
import type { PageFailure } from '../../model/page-state.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import type { StatsSample } from '../../model/stats-sample.ts';
import { serviceOf } from '../../planner/snapshot/own-containers.ts';
import type { ContainerAccess, ContainerPort } from '../../serve/container/container-port.ts';
import { containerDetailsView } from '../../serve/view/container-details-view.ts';
import type { Cli } from '../context/cli.ts';
import { hostOf } from '../instances/host-of.ts';
import { findAilments } from '../why/find-ailments.ts';
import { openPageTerminal, type TerminalStart } from './page-terminal.ts';
import { failureView } from './problem-views.ts';
import { secretContentHider } from './secret-content.ts';

/** A page shows no more of them. */
const MOST_CHANGES = 500;

/** What is known of the project at the moment. */
export interface KnownProject {
  readonly name: string;
  /** undefined: the files could never be read. */
  readonly project: Project | undefined;
  /** Takes its secrets out of a text. */
  readonly hide: Hide;
}

/** The containers of the project, for its page. Each call looks anew whether the container has the label of this project. */
export class PageContainers implements ContainerPort {
  readonly access?: ContainerAccess;
  readonly #cli: Cli;
  readonly #known: () => KnownProject;
  /** Of terminals that nobody sees any more. */
  readonly #endings = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(cli: Cli, known: () => KnownProject, readOnly: boolean) {
    this.#cli = cli;
    this.#known = known;
    if (readOnly) return;
    this.access = {
      variable: (id, name) => this.#variable(id, name),
      openTerminal: async (id, size, show, signal) => {
        const { engine, container } = await this.#find(id);
        if (!container) throw new UserError('no-container', 'there is no such container in this project');
        const onEnding: TerminalStart['onEnding'] = (end) => this.#onEnding(end(this.#closing.signal));
        return openPageTerminal({ engine, container, size, show, signal, onEnding });
      },
    };
  }

  async details(id: string): Promise<PageContainerDetails | undefined> {
    const { engine, container } = await this.#find(id);
    const details = container && (await inspect(engine, container));
    if (!container || !details) return undefined;
    return containerDetailsView({
      container,
      details,
      why: await this.#why(container, details),
      host: hostOf(engine.endpoint),
      hide: this.#known().hide,
    });
  }

  async processes(id: string): Promise<PageProcesses | undefined> {
    const { engine, container } = await this.#find(id);
    if (!container) return undefined;
    const table = await engine.topContainer(container.id).catch((error: unknown) => {
      if (isStatus(error, 404) || isStatus(error, 409)) return undefined;
      throw error;
    });
    if (!table) throw new UserError('no-container', `container ${container.name} does not run`);
    const { hide } = this.#known();
    return { titles: table.titles, processes: table.processes.map((cells) => cells.map(hide)) };
  }

  async changes(id: string): Promise<PageChanges | undefined> {
    const { engine, container } = await this.#find(id);
    if (!container) return undefined;
    const changes = await engine.containerChanges(container.id);
    return { changes: changes.slice(0, MOST_CHANGES), left: Math.max(0, changes.length - MOST_CHANGES) };
  }

  async *stats(id: string, signal: AbortSignal): AsyncIterable<StatsSample> {
    const { engine, container } = await this.#find(id);
    if (container) yield* engine.stats(container.id, { follow: true }, signal);
  }

  /** Resolves when no terminal is left, but in paused containers. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#endings);
  }

  #onEnding(work: Promise<void>): void {
    // Where the container or the engine has gone, there is nothing left to end.
    const ended = work.catch(() => {}).finally(() => this.#endings.delete(ended));
    this.#endings.add(ended);
  }

  /** Inspections and logs only where the list and the inspection do not say that all is well. */
  async #why(
    container: ObservedContainer,
    { state, health, restartCount }: ContainerDetails,
  ): Promise<PageFailure | undefined> {
    if (state === 'running' && health !== 'unhealthy' && health !== 'starting' && restartCount === 0)
      return undefined;
    const service = serviceOf(container);
    if (service === undefined) return undefined;
    // A service that the files have no more is not found by its name.
    const { found } = await findAilments(this.#cli, [service]).catch(() => ({ found: [] }));
    const own = found.find(({ failure }) => failure.container === container.name);
    return own && failureView(own.failure, this.#cli.globals, this.#known().hide);
  }

  async #variable(id: string, name: string): Promise<string | undefined> {
    const { engine, container } = await this.#find(id);
    const details = container && (await inspect(engine, container));
    const value = environmentOf(details).get(name);
    if (value === undefined) return undefined;
    const { project } = this.#known();
    if (!project || secretContentHider(project)(value) !== value)
      throw new UserError(
        'bad-usage',
        `${name} has the content of a secret of the project, which is never shown`,
      );
    return value;
  }

  async #find(
    id: string,
  ): Promise<{ readonly engine: Engine; readonly container: ObservedContainer | undefined }> {
    const engine = await this.#cli.engine();
    const own = await engine.listContainers([`${LABEL.project}=${this.#known().name}`]);
    return { engine, container: own.find((container) => container.id === id) };
  }
}

const environmentOf = (details: ContainerDetails | undefined): ReadonlyMap<string, string> =>
  new Map(
    (details?.settings.Env ?? []).flatMap((entry) => {
      const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(entry) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );

/** @returns undefined: it has gone meanwhile */
const inspect = (engine: Engine, { id }: ObservedContainer): Promise<ContainerDetails | undefined> =>
  engine.inspectContainer(id).catch((error: unknown) => {
    if (isStatus(error, 404)) return undefined;
    throw error;
  });
