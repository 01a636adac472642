import { isTrue } from '../../util/is-true.ts';
import type { WatchLock } from '../../watch/watch-lock.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import type { UpMenu } from './up-menu.ts';
import type { UpOptions } from './up-options.ts';

/**
 * The keys of attached `up`, and watching from the beginning where `--watch` is given.
 *
 * @param lock of that watching
 */
export async function openMenu(
  cli: Cli,
  { engine, project }: Planned,
  services: readonly string[],
  options: UpOptions,
  onDetach: () => void,
  lock?: WatchLock,
): Promise<UpMenu> {
  const renderer = await cli.renderer();
  const { UpMenu } = await import('./up-menu.ts');
  let held = lock;
  const startWatch = async () => {
    const { startWatching } = await import('../dev/start-watching.ts');
    const first = held;
    held = undefined;
    const quietBuild = options.quietBuild === true;
    return startWatching(cli, { engine, project, services, quietBuild, lock: first });
  };
  const canWatch = [...project.services.values()].some(({ develop }) => develop !== undefined);
  return new UpMenu({
    renderer,
    startWatch: canWatch || options.watch ? startWatch : undefined,
    watches: options.watch === true,
    hasKeys: wantsMenu(cli, options),
    onDetach,
    onEnter: () => renderer.printAbove(() => cli.stdout.write('\n')),
    onError: (error) => {
      const message = error instanceof Error ? error.message : String(error);
      renderer.handle({ type: 'warning', message: `not watching: ${message}` });
    },
  });
}

/** `--menu` or `COMPOSE_MENU`; else where there is a terminal at both ends. */
function wantsMenu({ environment, stdout }: Cli, { menu }: UpOptions): boolean {
  const setting = environment.get('COMPOSE_MENU');
  return (menu ?? (setting === undefined || setting === '' || isTrue(setting))) && stdout.isTty;
}
