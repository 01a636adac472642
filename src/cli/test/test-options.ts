import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDurationMs } from '../../util/parse-duration.ts';
import { type MatrixAxis, parseAxis } from './matrix.ts';
import { parseShard, type Shard } from './shard.ts';

export interface TestOptions {
  readonly output?: string;
  readonly junit?: string;
  /** Of all of it but the tear-down. Absent: no end. */
  readonly timeout?: number;
  readonly keep?: boolean;
  /** False: `--no-build`. */
  readonly build: boolean;
  readonly pull?: string;
  readonly matrix?: readonly MatrixAxis[];
  readonly shard?: Shard;
  readonly times?: string;
  /** Only what a change since this revision of git affects. */
  readonly since?: string;
  readonly watch?: boolean;
  readonly format: 'text' | 'json';
}

const PULL_POLICIES = ['always', 'missing', 'never', 'build', 'policy'];

/** The flags of `test`. */
export function defineTest(command: Command): Command {
  return command
    .description(
      'Run the tests of the project in an instance of its own: build, start what they need, wait until that is ready, run them, keep their results, and remove everything',
    )
    .usage('[options] [services...] [-- command...]')
    .argument(
      '[services...]',
      'those that run tests; none: all with `x-gantry: {test: true}`, else all of the profile `test`',
    )
    .option('-o, --output <folder>', 'where results go (default: a new folder in test-results)')
    .option('--junit <file>', 'where the JUnit report goes (default: junit.xml with the results)')
    .addOption(
      new Option('--timeout <duration>', 'end the tests after this long, e.g. 10m; ends with 124').argParser(
        duration,
      ),
    )
    .option('--keep', 'after a failure, leave the instance for a look inside')
    .option('--no-build', 'build only images that are missing')
    .addOption(new Option('--pull <policy>', 'pull policy for every service').choices(PULL_POLICIES))
    .addOption(
      new Option(
        '--matrix <name=value,...>',
        'run a copy for each value of the variable, side by side; repeat for all combinations',
      ).argParser(axes),
    )
    .addOption(
      new Option(
        '--shard <index/total>',
        'run only this part of the test services, and tell the tests by GANTRY_SHARD_INDEX and GANTRY_SHARD_TOTAL',
      ).argParser(shardOf),
    )
    .option(
      '--since <revision>',
      'only the tests of services that are affected by what has changed since a revision of git, or since what the `pipeline` compares with',
    )
    .option(
      '--times <file>',
      'how long test services took; shards are made by it, and each run notes its times in it',
    )
    .addOption(
      new Option('-w, --watch', 'run them again after each save, in the same instance').conflicts([
        'matrix',
        'keep',
        'timeout',
      ]),
    )
    .addOption(
      new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }).hideHelp());
}

/** `90`, `90s`, `10m`: in milliseconds. */
function duration(text: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : parseDurationMs(text);
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError('It takes a duration, e.g. 10m.');
  return ms;
}

function axes(text: string, previous: readonly MatrixAxis[] = []): readonly MatrixAxis[] {
  const axis = parseAxis(text);
  if (axis === undefined)
    throw new InvalidArgumentError('It takes a variable and its values, e.g. PG=15,16,17.');
  return [...previous.filter(({ name }) => name !== axis.name), axis];
}

function shardOf(text: string): Shard {
  const shard = parseShard(text);
  if (!shard)
    throw new InvalidArgumentError('It takes the number of the part and how many there are, e.g. 1/4.');
  return shard;
}
