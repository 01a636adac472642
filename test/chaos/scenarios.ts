import { FIRST, type Version } from './application.ts';

/** One command that changes something, and what is there when it begins. */
export interface Scenario {
  readonly name: string;
  /** Commands that bring the application there, with the files of the first version. */
  readonly before: readonly string[];
  readonly command: string;
  /** What the files say by then. */
  readonly version: Version;
  /**
   * Which data has to be there afterwards, whatever happens: all, what is in volumes with names (the container itself is
   * removed, as asked), or none (the volumes are).
   */
  readonly keeps: 'all' | 'named' | 'none';
  /** Variables of all of its commands. Absent: none. */
  readonly variables?: Readonly<Record<string, string>>;
  /** How many calls it has at least that change something. */
  readonly calls: number;
}

const UP = 'up -d';

const scenario = (
  name: string,
  before: readonly string[],
  command: string,
  calls: number,
  more: Partial<Scenario> = {},
): Scenario => ({ name, before, command, calls, version: FIRST, keeps: 'all', ...more });

/** Every command that changes something of a project. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('up of nothing', [], UP, 23),
  scenario('up of a new version', [UP], UP, 29, { version: { ...FIRST, number: 2 } }),
  scenario('up of a new version, start-first', [UP], UP, 29, {
    version: { ...FIRST, number: 2, update: 'order: start-first' },
  }),
  scenario('up of a new version with a way back', [UP], UP, 29, {
    version: { ...FIRST, number: 2, update: 'order: start-first, failure_action: rollback' },
  }),
  scenario('up of a new version, all or nothing', [UP], 'up -d --atomic', 29, {
    variables: { GANTRY_HISTORY: '20' },
    version: { ...FIRST, number: 2, update: 'order: start-first' },
  }),
  scenario('up of fewer replicas', [UP, 'scale web=4'], UP, 6),
  scenario('up of another network', [UP], UP, 13, { version: { ...FIRST, isInternal: true } }),
  scenario('up --force-recreate', [UP], 'up -d --force-recreate', 29),
  scenario('up of what is stopped', [UP, 'stop'], UP, 17),
  scenario('scale to more', [UP], 'scale web=4', 10),
  scenario('scale to fewer', [UP], 'scale web=1', 4),
  scenario('down', [UP], 'down', 13, { keeps: 'named' }),
  scenario('down -v', [UP], 'down -v', 14, { keeps: 'none' }),
  scenario('stop', [UP], 'stop', 5),
  scenario('start', [UP, 'stop'], 'start', 17),
  scenario('restart', [UP], 'restart', 9),
  scenario('kill', [UP], 'kill', 3),
  scenario('rm', [UP, 'stop'], 'rm -f', 5, { keeps: 'named' }),
  scenario('rm -s', [UP], 'rm -fs', 8, { keeps: 'named' }),
  scenario('create', [], 'create', 8),
  scenario('create of a new version', [UP], 'create', 14, { version: { ...FIRST, number: 2 } }),
  scenario('run', [UP], 'run --rm -T web true', 3),
  scenario('run of nothing', [], 'run --rm -T web true', 18),
  scenario('run -d', [UP], 'run -d web sleep 1h', 4),
  scenario('pause', [UP], 'pause', 3),
  scenario('unpause', [UP, 'pause'], 'unpause', 3),
  scenario('build', [UP], 'build tool', 1),
  scenario('cp', [UP], 'cp compose.yaml web:/tmp/copied', 2),
];
