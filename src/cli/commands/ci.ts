import { Command, InvalidArgumentError } from 'commander';
import { commaList } from '../../util/comma-list.ts';
import type { PhaseName } from '../ci/phases.ts';
import type { CiOptions } from '../ci/run-ci.ts';
import type { Cli } from '../context/cli.ts';
import { collect } from '../context/globals.ts';
import { durationMs } from '../flags/option-values.ts';

const PHASES: { readonly [P in PhaseName]: true } = {
  build: true,
  scan: true,
  test: true,
  push: true,
  lock: true,
};

export function ciCommand(cli: Cli): Command {
  return new Command('ci')
    .description(
      'Build the images, scan the files for what must not be shipped, run the tests, push, and write the lock file, with one report; for pipelines',
    )
    .argument('[services...]', 'only these')
    .option(
      '--since <revision>',
      'only what has changed since a revision of git, or since what the `pipeline` compares with, and what is made from that',
    )
    .option('--skip <phases>', `leave these out: ${Object.keys(PHASES).join(', ')}`, phasesOf, [])
    .option('--tag-with <template>', 'one more name for each image, as for `build`; repeatable', collect)
    .option('--oci-labels', 'label the images with the commit that they are built from')
    .option('--json <file>', 'write the report as JSON')
    .option('--summary <file>', 'write the report as Markdown')
    .option('--junit <file>', 'where the report of the tests goes (default: junit.xml with their results)')
    .option(
      '--timeout <duration>',
      'end after this time, with 124; leave time for the pipeline behind it',
      durationMs,
    )
    .action(async (services: string[], options: CiOptions) => {
      const { runCi } = await import('../ci/run-ci.ts');
      cli.exitWith(await runCi(cli, services, options));
    });
}

function phasesOf(text: string, previous: readonly PhaseName[]): readonly PhaseName[] {
  const names = commaList(text);
  const known = names.filter((name): name is PhaseName => name in PHASES);
  if (known.length < names.length)
    throw new InvalidArgumentError(
      `It takes phases, with commas between: ${Object.keys(PHASES).join(', ')}.`,
    );
  return [...previous, ...known];
}
