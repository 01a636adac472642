import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { readOnlyEngine } from '../../engine/port/read-only-engine.ts';
import { createQuietRenderer } from '../../ui/progress/quiet-renderer.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { silentTerminal } from '../context/terminal.ts';
import { LiveProject } from '../page/live-project.ts';
import { staySmall } from '../page/stay-small.ts';
import { TuiSession } from './tui-session.ts';

export interface TuiOptions {
  readonly readOnly?: boolean;
}

/**
 * Shows the project on the whole terminal until somebody quits. @returns the exit code
 *
 * Error: UserError `bad-usage` where there is no terminal that can be drawn on.
 */
export async function runTui(cli: Cli, options: TuiOptions): Promise<number> {
  refuseNoTerminal(cli);
  staySmall();
  const readOnly = options.readOnly === true || cli.globals.dryRun === true;
  const connected = await cli.engine();
  const engine = readOnly ? readOnlyEngine(connected) : connected;
  // Whatever is written beside the frames would destroy them.
  const silent: Cli = {
    ...cli,
    stdout: silentTerminal,
    stderr: silentTerminal,
    renderer: async () => createQuietRenderer(),
    engine: async () => engine,
  };
  const project = new LiveProject(silent, engine, { readOnly });
  const session = new TuiSession({ ...cli, engine: silent.engine }, project);
  const release = onInterrupt([() => session.quit(), () => cli.abandon()]);
  try {
    await session.run();
    return EXIT.ok;
  } finally {
    release();
  }
}

function refuseNoTerminal({ stdout, environment }: Cli): void {
  const isDumb = environment.get('TERM') === 'dumb';
  if (process.stdin.isTTY && stdout.isTty && !isDumb) return;
  const why = isDumb ? 'this one cannot be drawn on (TERM=dumb)' : 'there is none here';
  throw new UserError('bad-usage', `\`gantry tui\` needs a terminal, and ${why}`, {
    hint: [gantry('ps'), ' lists the containers, and a page has the same as this: ', gantry('ui')],
  });
}
