import type { Cli } from '../context/cli.ts';
import { askedInstance, PLAIN } from './asked-instance.ts';

/** For what follows the files, which say nothing of an instance that a flag or a variable asks for. */
export function tellOfPlain(cli: Cli): void {
  const asked = askedInstance(cli);
  if (asked === undefined || asked === PLAIN) return;
  cli.stderr.write('warning: this is of the project itself, as the files have it, and not of its instance\n');
}
