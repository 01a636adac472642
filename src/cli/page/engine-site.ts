import type { Engine } from '../../engine/port/engine.ts';
import { readOnlyEngine } from '../../engine/port/read-only-engine.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { PageServer } from '../../serve/page-server.ts';
import type { OpenedProject, PageSite } from '../../serve/page-site.ts';
import type { Cli } from '../context/cli.ts';
import { silentTerminal } from '../context/terminal.ts';
import { byLabels, newestOf } from '../find/by-labels.ts';
import { whyUnread } from '../find/why-unread.ts';
import { LiveOverview } from './live-overview.ts';
import { LiveProject } from './live-project.ts';
import { meetOthers } from './meet-others.ts';

/** Variables that say which project is meant: here its labels do. */
const NAMES_A_PROJECT: ReadonlySet<string> = new Set([
  'COMPOSE_FILE',
  'COMPOSE_PROJECT_NAME',
  'COMPOSE_ENV_FILES',
  'COMPOSE_PROFILES',
  'GANTRY_INSTANCE',
]);

/** All projects of an engine. Where the files of one can be read, its page is that of `gantry ui` in its folder. */
export class EngineSite implements PageSite {
  readonly #cli: Cli;
  readonly #engine: Engine;
  readonly #readOnly: boolean;
  readonly #all: LiveOverview;
  /** Set before any page can ask for a project. */
  #newLink: PageServer['newLink'] = () => {
    throw new Error('internal: no server has begun to serve these pages');
  };

  /** @param engine that can change nothing, where pages may only look */
  constructor(cli: Cli, engine: Engine, readOnly: boolean) {
    const environment = new Map([...cli.environment].filter(([name]) => !NAMES_A_PROJECT.has(name)));
    // Whoever reveals secrets at a terminal does not do so for every page; and warnings of one project among many say nothing there.
    const globals = { ...cli.globals, profile: [], envFile: [], reveal: false, logLevel: 'error' as const };
    this.#cli = { ...cli, globals, environment, stderr: silentTerminal };
    this.#engine = engine;
    this.#readOnly = readOnly;
    this.#all = new LiveOverview(engine, whyUnread);
  }

  get overview(): LiveOverview['feed'] {
    return this.#all.feed;
  }

  /** Resolves when there is something to show. */
  start(): Promise<void> {
    return this.#all.start();
  }

  /** Pages have an address from now on. */
  onServing(newLink: PageServer['newLink']): void {
    this.#newLink = newLink;
  }

  close(): Promise<void> {
    return this.#all.close();
  }

  async open(name: string | undefined): Promise<OpenedProject | undefined> {
    if (!name) return undefined;
    const containers = await this.#engine.listContainers([`${LABEL.project}=${name}`]);
    const newest = newestOf(containers);
    if (!newest) return undefined;
    const { project, readOnly } = await this.#projectOf(name, newest);
    await project.start();
    const meeting = await meetOthers(this.#cli, {
      project,
      engine: this.#engine,
      readOnly,
      newLink: () => this.#newLink(name),
    });
    const close = async (): Promise<void> => {
      await meeting.close();
      await project.close();
    };
    return { application: project, close };
  }

  async #projectOf(name: string, newest: ObservedContainer): Promise<ReadProject> {
    const unread = await whyUnread(newest);
    if (unread === undefined) {
      const readOnly = this.#readOnly;
      const engine = this.#engine;
      const cwd = newest.labels[LABEL.workingDir] ?? this.#cli.cwd;
      const cli = { ...byLabels(this.#cli, newest), cwd, engine: async () => engine };
      return { project: new LiveProject(cli, engine, { readOnly, areFilesFromLabels: true }), readOnly };
    }
    const engine = readOnlyEngine(this.#engine);
    const globals = { ...this.#cli.globals, projectName: name };
    const cli = { ...this.#cli, globals, engine: async () => engine };
    const options = { readOnly: true, byLabels: { name, unread } };
    return { project: new LiveProject(cli, engine, options), readOnly: true };
  }
}

interface ReadProject {
  readonly project: LiveProject;
  readonly readOnly: boolean;
}
