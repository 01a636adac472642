import { gantry, hintText } from '../../diagnostics/hint.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import type { CopyEntry } from './show-result.ts';

/** What is still there, and how to look into it and remove it. */
export function tellOfRest(cli: Cli, entries: readonly CopyEntry[]): void {
  for (const { instance, project, run } of entries) {
    if (!run.isKept && run.isRemoved) continue;
    const globals = { ...cli.globals, instance };
    const command = (...words: readonly string[]): string =>
      hintText(completeHint(gantry(...words), globals));
    // The image of a service is removed only if the service is on.
    const everything = { ...globals, profile: ['*'] };
    const removal = hintText(completeHint(gantry('down', '-v', '--rmi', 'local'), everything));
    const [service] = run.runs.filter(({ end }) => end.kind === 'exited' && end.code !== 0);
    cli.stderr.write(
      [
        run.isKept
          ? `${project} is kept for a look inside, and \`gc\` may remove it after a day:`
          : `warning: something of ${project} is left:`,
        `  ${command('ps', '-a')}`,
        `  ${command('logs', ...(service ? [service.service] : []))}`,
        `  ${removal}`,
        '',
      ].join('\n'),
    );
  }
}
