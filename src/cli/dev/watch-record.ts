import type { Event } from '../../model/event.ts';
import type { PageWatch } from '../../model/page-watch.ts';
import type { Project } from '../../model/project.ts';
import type { WatchEvent } from '../../model/watch-event.ts';
import { WatchMask } from '../../serve/view/watch-mask.ts';
import { advanceWatch, endWatch, newWatch } from '../../serve/view/watch-view.ts';
import { BuildText } from '../../ui/progress/build-text.ts';
import type { Cli } from '../context/cli.ts';
import { hiderFor } from '../find/hide-secrets.ts';

interface RecordOptions {
  readonly project: Project;
  /** Who watches in a terminal. Absent: a page does. */
  readonly by?: string;
  /** Called after each event. */
  readonly onChange: () => void;
}

/** What a watch did, for pages. It keeps the text of others as it is, and hides what is a secret now. */
export class WatchRecord {
  readonly #cli: Pick<Cli, 'globals'>;
  readonly #onChange: () => void;
  #watch: PageWatch;
  #mask: WatchMask;
  #builds: BuildText;

  constructor(cli: Pick<Cli, 'globals'>, { project, by, onChange }: RecordOptions) {
    this.#cli = cli;
    this.#onChange = onChange;
    this.#watch = newWatch(Date.now(), by);
    this.#mask = new WatchMask(hiderFor(cli, project));
    this.#builds = this.#newBuilds();
  }

  /** Without secrets. */
  get shown(): PageWatch {
    return this.#mask.over(this.#watch);
  }

  event(event: WatchEvent): void {
    if (event.type === 'work-event') this.#noteBuild(event.event);
    this.#watch = advanceWatch(this.#watch, event, Date.now());
    this.#onChange();
  }

  /** The files were read again: what they call a secret may have been told already. */
  project(project: Project): void {
    this.#mask = new WatchMask(hiderFor(this.#cli, project));
    this.#onChange();
  }

  end(): void {
    this.#watch = endWatch(this.#watch, Date.now());
    this.#onChange();
  }

  /** In the words of BuildKit, as a terminal shows them. */
  #noteBuild(event: Event): void {
    if (event.type === 'plan-started') this.#builds = this.#newBuilds();
    if (event.type !== 'step-progress' && event.type !== 'step-ended') return;
    const { id, operation } = event.step;
    if (operation.kind !== 'build-image') return;
    if (event.type === 'step-progress') this.#builds.take(id, operation.service, event.progress);
    else this.#builds.end(id, operation.image);
  }

  #newBuilds(): BuildText {
    return new BuildText((line) => this.event({ type: 'work-output', line }));
  }
}
