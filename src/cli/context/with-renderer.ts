import type { Cli } from './cli.ts';

/** The same, with another way to be told what happens: for commands that have a flag of their own for it. */
export function withRenderer(cli: Cli, mode: 'quiet' | 'plain' | 'tty' | 'json'): Cli {
  return {
    ...cli,
    globals: { ...cli.globals, progress: mode },
    renderer: async () => {
      const { createRenderer } = await import('../../ui/progress/create-renderer.ts');
      return createRenderer(mode, cli.stderr, { colour: cli.errorColour });
    },
  };
}
