import { spawn } from 'node:child_process';
import { LABEL } from '../../model/labels.ts';
import type { Renderer } from '../../ui/progress/renderer.ts';
import type { ProjectWatcher } from '../../watch/watch-project.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { type Keyboard, openKeyboard } from '../terminal/keyboard.ts';

interface KeyActions {
  readonly watcher: () => ProjectWatcher | undefined;
  readonly quit: () => void;
}

/** The keys of `gantry dev` and the line that shows them. undefined where there is no terminal to have them. */
export function openDevKeys(
  cli: Cli,
  renderer: Renderer,
  planned: Planned,
  actions: KeyActions,
): DevKeys | undefined {
  if (!renderer.showFooter || !cli.stdout.isTty) return undefined;
  const keys = new DevKeys(cli, renderer, planned, actions);
  return keys.open() ? keys : undefined;
}

export class DevKeys {
  readonly #cli: Cli;
  readonly #renderer: Renderer;
  readonly #planned: Planned;
  readonly #actions: KeyActions;
  readonly #names: readonly string[];
  #keyboard: Keyboard | undefined;
  /** Among the names; -1: all services. */
  #chosen = -1;
  #closed = false;

  constructor(cli: Cli, renderer: Renderer, planned: Planned, actions: KeyActions) {
    this.#cli = cli;
    this.#renderer = renderer;
    this.#planned = planned;
    this.#actions = actions;
    this.#names = [...planned.project.services.keys()].sort();
  }

  /** @returns whether there is a keyboard. */
  open(): boolean {
    this.#keyboard = openKeyboard(
      (key) => this.#onKey(key),
      (paused) => (paused ? this.#renderer.showFooter?.(undefined) : this.draw()),
    );
    return this.#keyboard !== undefined;
  }

  /** The service whose logs are shown, and that the keys are about; undefined: all. */
  selected(): string | undefined {
    return this.#names[this.#chosen];
  }

  /** Draws the line of keys anew. */
  draw(): void {
    if (this.#closed) return;
    const failed = [...(this.#actions.watcher()?.failures() ?? new Map<string, string>()).keys()];
    const state = [
      this.selected() ?? `${this.#names.length} services`,
      ...(failed.length > 0 ? [`failed: ${failed.join(', ')}`] : []),
    ];
    this.#renderer.showFooter?.(
      `  ${state.join(' · ')}   r restart   b rebuild   o open   l logs of one   a apply   q quit`,
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#renderer.showFooter?.(undefined);
    this.#keyboard?.close();
  }

  #onKey(key: string): void {
    const { watcher, quit } = this.#actions;
    if (key === 'q') quit();
    else if (key === 'r') this.#request('restart');
    else if (key === 'b') this.#request('rebuild');
    else if (key === 'a') watcher()?.ask({ what: 'apply' });
    else if (key === 'o') void open(this.#planned, this.selected(), (message) => this.#notice(message));
    else if (key === 'l') this.#selectNext();
    else if (key === '\r' || key === '\n') this.#renderer.printAbove(() => this.#cli.stdout.write('\n'));
  }

  #selectNext(): void {
    this.#chosen = this.#chosen + 1 < this.#names.length ? this.#chosen + 1 : -1;
    const selected = this.selected();
    this.#notice(selected === undefined ? 'logs of all services' : `logs of ${selected} only`);
    this.draw();
  }

  #request(what: 'restart' | 'rebuild'): void {
    const { services: all } = this.#planned.project;
    const selected = this.selected();
    const wanted = selected === undefined ? this.#names : [selected];
    const services = what === 'rebuild' ? wanted.filter((name) => all.get(name)?.build) : wanted;
    const watcher = this.#actions.watcher();
    if (services.length === 0) this.#notice(`nothing to rebuild: ${wanted.join(', ')} has no \`build\``);
    else if (watcher) watcher.ask({ what, services });
    else this.#notice('nothing is watched, so nothing can be restarted or rebuilt');
  }

  #notice(message: string): void {
    this.#renderer.handle({ type: 'notice', message });
  }
}

/** The first published port, in a browser where there is one; the address is reported in any case. */
async function open(
  { engine, project }: Planned,
  service: string | undefined,
  report: (message: string) => void,
): Promise<void> {
  const containers = await engine.listContainers([`${LABEL.project}=${project.name}`]).catch(() => []);
  const port = containers
    .filter(({ labels }) => service === undefined || labels[LABEL.service] === service)
    .flatMap(({ ports }) => ports)
    .find(({ published, protocol }) => published !== undefined && protocol === 'tcp');
  if (port?.published === undefined) {
    report(`${service ?? project.name} publishes no port that runs now`);
    return;
  }
  const address = `http://localhost:${port.published}`;
  report(address);
  const [program, ...first] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start']
        : ['xdg-open'];
  const opener = spawn(program ?? 'xdg-open', [...first, address], { stdio: 'ignore', detached: true });
  // Without a desktop the address has to do.
  opener.on('error', () => {});
  opener.unref();
}
