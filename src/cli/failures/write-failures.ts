import type { Failure } from '../../model/failure.ts';
import type { Cli } from '../context/cli.ts';

/** Each as a block of text, or as a line of JSON: as `--progress` asks for. */
export async function writeFailures(cli: Cli, failures: readonly Failure[]): Promise<void> {
  if (failures.length === 0) return;
  if (cli.globals.progress === 'json') {
    const { failureToJson } = await import('../../ui/errors/failure-to-json.ts');
    for (const failure of failures) cli.stderr.write(`${JSON.stringify(failureToJson(failure))}\n`);
    return;
  }
  const { showFailures } = await import('../../ui/errors/show-failure.ts');
  cli.stderr.write(showFailures(failures, { colour: cli.errorColour }));
}
