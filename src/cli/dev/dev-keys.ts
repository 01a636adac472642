import { spawn } from 'node:child_process';
import { LABEL } from '../../model/labels.ts';
import type { Renderer } from '../../ui/progress/renderer.ts';
import type { ProjectWatcher } from '../../watch/watch-project.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { openKeyboard } from '../terminal/keyboard.ts';

export interface DevKeys {
  /** The service whose logs are shown, and that the keys are about; undefined: all. */
  selected(): string | undefined;
  /** Draws the line of keys anew. */
  draw(): void;
  close(): void;
}

interface KeyActions {
  readonly watcher: () => ProjectWatcher | undefined;
  readonly quit: () => void;
}

/** The keys of `gantry dev` and the line that shows them. undefined where there is no terminal to have them. */
export function openDevKeys(
  cli: Cli,
  renderer: Renderer,
  planned: Planned,
  { watcher, quit }: KeyActions,
): DevKeys | undefined {
  if (!renderer.showFooter || !cli.stdout.isTty) return undefined;
  const { project } = planned;
  const names = [...project.services.keys()].sort();
  let chosen = -1;
  let closed = false;
  const selected = (): string | undefined => names[chosen];
  const say = (message: string): void => renderer.handle({ type: 'notice', message });

  const draw = (): void => {
    if (closed) return;
    const failed = [...(watcher()?.failures() ?? new Map<string, string>()).keys()];
    const state = [
      selected() ?? `${names.length} services`,
      ...(failed.length > 0 ? [`failed: ${failed.join(', ')}`] : []),
    ];
    renderer.showFooter?.(
      `  ${state.join(' · ')}   r restart   b rebuild   o open   l logs of one   a apply   q quit`,
    );
  };

  const ask = (what: 'restart' | 'rebuild'): void => {
    const chosenService = selected();
    const wanted = chosenService === undefined ? names : [chosenService];
    const services = what === 'rebuild' ? wanted.filter((name) => project.services.get(name)?.build) : wanted;
    if (services.length === 0) say(`nothing to rebuild: ${wanted.join(', ')} has no \`build\``);
    else if (watcher()) watcher()?.ask({ what, services });
    else say('nothing is watched, so there is nobody to ask');
  };

  const keyboard = openKeyboard(
    (key) => {
      if (key === 'q') quit();
      else if (key === 'r') ask('restart');
      else if (key === 'b') ask('rebuild');
      else if (key === 'a') watcher()?.ask({ what: 'apply' });
      else if (key === 'o') void open(planned, selected(), say);
      else if (key === 'l') {
        chosen = chosen + 1 < names.length ? chosen + 1 : -1;
        say(selected() === undefined ? 'logs of all services' : `logs of ${selected()} only`);
        draw();
      } else if (key === '\r' || key === '\n') renderer.printAbove(() => cli.stdout.write('\n'));
    },
    (paused) => (paused ? renderer.showFooter?.(undefined) : draw()),
  );
  if (!keyboard) return undefined;
  return {
    selected,
    draw,
    close() {
      if (closed) return;
      closed = true;
      renderer.showFooter?.(undefined);
      keyboard.close();
    },
  };
}

/** The first published port, in a browser where there is one; the address is said in any case. */
async function open(
  { engine, project }: Planned,
  service: string | undefined,
  say: (message: string) => void,
): Promise<void> {
  const containers = await engine.listContainers([`${LABEL.project}=${project.name}`]).catch(() => []);
  const port = containers
    .filter(({ labels }) => service === undefined || labels[LABEL.service] === service)
    .flatMap(({ ports }) => ports)
    .find(({ published, protocol }) => published !== undefined && protocol === 'tcp');
  if (port?.published === undefined) {
    say(`${service ?? project.name} publishes no port that runs now`);
    return;
  }
  const address = `http://localhost:${port.published}`;
  say(address);
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
