import type { Cli } from '../context/cli.ts';

/** Whether there is a browser is the desktop's business: the address has been printed in any case. */
export async function openUrl({ environment }: Cli, url: string): Promise<void> {
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
