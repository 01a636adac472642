import { Command } from 'commander';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

export function openCommand(cli: Cli): Command {
  return new Command('open')
    .description('Open a service in the browser; without a display, print its address')
    .argument('[service]', 'this one; else the first that publishes a port')
    .action(async (service: string | undefined) => {
      const { findUrls } = await import('../find/find-urls.ts');
      const { urls } = await findUrls(cli, service);
      const url = (urls.find(({ isWeb }) => isWeb) ?? urls[0])?.url;
      if (url === undefined)
        throw new UserError(
          'no-container',
          `nothing that runs publishes a port${service ? `: ${service}` : ''}`,
          {
            hint: ['publish one with `ports` in the Compose file, and start it: ', gantry('up', '-d')],
          },
        );
      cli.stdout.write(`${url}\n`);
      if (!cli.globals.dryRun) await openUrl(cli, url);
      cli.exitWith(EXIT.ok);
    });
}

/** Whether there is a browser is the desktop's business: the address has been printed in any case. */
async function openUrl({ environment }: Cli, url: string): Promise<void> {
  const program = openerOf(environment);
  if (program === undefined) return;
  const { spawn } = await import('node:child_process');
  const [command, ...args] = program;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  await new Promise<void>((resolve) => {
    child.on('spawn', resolve);
    child.on('error', () => resolve());
  });
  child.unref();
}

function openerOf(environment: ReadonlyMap<string, string>): readonly [string, ...string[]] | undefined {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  const hasDisplay = environment.has('DISPLAY') || environment.has('WAYLAND_DISPLAY');
  return hasDisplay ? ['xdg-open'] : undefined;
}
