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
  /** docker compose cannot do it, or knows another command for it. */
  readonly isOurs?: true;
}

const UP = 'up -d';

const scenario = (
  name: string,
  before: readonly string[],
  command: string,
  more: Partial<Scenario> = {},
): Scenario => ({ name, before, command, version: FIRST, keeps: 'all', ...more });

/** Every command that changes something of a project. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('up of nothing', [], UP),
  scenario('up of a new version', [UP], UP, { version: { ...FIRST, number: 2 } }),
  scenario('up of fewer replicas', [UP, 'scale web=4'], UP),
  scenario('up of another network', [UP], UP, { version: { ...FIRST, isInternal: true } }),
  scenario('up --force-recreate', [UP], 'up -d --force-recreate'),
  scenario('up of what is stopped', [UP, 'stop'], UP),
  scenario('scale to more', [UP], 'scale web=4'),
  scenario('scale to fewer', [UP], 'scale web=1'),
  scenario('down', [UP], 'down', { keeps: 'named' }),
  scenario('down -v', [UP], 'down -v', { keeps: 'none' }),
  scenario('stop', [UP], 'stop'),
  scenario('start', [UP, 'stop'], 'start'),
  scenario('restart', [UP], 'restart'),
  scenario('kill', [UP], 'kill'),
  scenario('rm', [UP, 'stop'], 'rm -f', { keeps: 'named' }),
  scenario('rm -s', [UP], 'rm -fs', { keeps: 'named' }),
  scenario('create', [], 'create'),
  scenario('create of a new version', [UP], 'create', { version: { ...FIRST, number: 2 } }),
  scenario('run', [UP], 'run --rm -T web true'),
  scenario('run of nothing', [], 'run --rm -T web true'),
  scenario('run -d', [UP], 'run -d web sleep 1h'),
  scenario('pause', [UP], 'pause'),
  scenario('unpause', [UP, 'pause'], 'unpause'),
  scenario('build', [UP], 'build tool'),
  scenario('cp', [UP], 'cp compose.yaml web:/tmp/copied'),
];
