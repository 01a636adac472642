import { EXIT } from './context/exit-codes.ts';

/** A command that waits for what never comes, when nothing else keeps the process alive, would look like a success. */
export function refusePrematureEnd(): void {
  process.once('beforeExit', () => {
    process.stderr.write('internal: the command ended before it was done (please report it as a bug)\n');
    process.exit(EXIT.internal);
  });
}
