import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { plannedCommand } from '../../../src/cli/commands/planned-command.ts';
import type { Cli } from '../../../src/cli/context/cli.ts';
import { collect } from '../../../src/cli/context/globals.ts';
import type { Planned } from '../../../src/cli/context/planned.ts';
import { aCli } from '../../support/a-cli.ts';
import { aPlan, aStartingPlan, createContainer, stopContainer } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { anObserved } from '../../support/an-observed.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const planned: Planned = {
  engine: new RecordingEngine({}),
  project: aProject({}),
  observed: anObserved(),
  plan: aPlan([stopContainer('web')], { verb: 'stop' }),
};

const asked: unknown[] = [];

const stop = plannedCommand({
  name: 'stop',
  define: (command) => command.argument('[services...]').option('-t, --timeout <seconds>', '', Number),
  defineMore: (command) => command.option('--quiet'),
  async plan(_cli: Cli, services: readonly string[], options: { readonly timeout?: number }) {
    asked.push([services, options]);
    return planned;
  },
});

const called = (command: Command, ...words: string[]): Promise<Command> =>
  command.parseAsync(words, { from: 'user' });

describe('plannedCommand()', () => {
  test('hands arguments and flags to the plan, the command and `gantry plan` alike', async () => {
    asked.length = 0;
    await called(stop.command(aCli('/', { globals: { dryRun: true } })), 'web', '-t', '3');
    await called(
      stop.planning(aCli('/'), async (_, plan) => void (await plan())),
      'web',
      '-t',
      '3',
    );

    expect(asked).toEqual([
      [['web'], { timeout: 3 }],
      [['web'], { timeout: 3 }],
    ]);
  });

  test('shows under --dry-run the plan that `gantry plan` gets', async () => {
    const cli = aCli('/', { globals: { dryRun: true } });
    const taken: Planned[] = [];
    await called(stop.command(cli));
    await called(stop.planning(cli, async (_, plan) => void taken.push(await plan())));

    expect(cli.written.stdout).toContain('`gantry stop` would do this');
    expect(taken).toMatchObject([planned]);
  });

  test('names the command with its flags, its arguments and the project, and hides the secrets among them', async () => {
    const build = plannedCommand({
      name: 'stop',
      define: (command) =>
        command
          .argument('[services...]')
          .option('-t, --timeout <seconds>', '', Number)
          .option('--build-arg <name=value>', '', collect)
          .option('--no-deps'),
      plan: async (_cli: Cli, _services: readonly string[]) => planned,
    });
    const globals = { dryRun: true, file: ['a b.yaml'], projectName: 'shop' };
    const cli = aCli('/', { globals });
    await called(build.command(cli), 'web', '--no-deps', '-t3', '--build-arg', 'TOKEN=hunter2', 'db');

    expect(cli.written.stdout).toContain(
      "`gantry -f 'a b.yaml' -p shop stop --no-deps --timeout 3 --build-arg 'TOKEN=••••••' web db` would do this",
    );
  });

  test('runs with the plan that was made, and ends with the code of that', async () => {
    const codes: number[] = [];
    const runs: unknown[] = [];
    const own = plannedCommand({
      name: 'stop',
      define: (command) => command.argument('[services...]'),
      plan: async (_cli: Cli, _services: readonly string[]) => planned,
      async run(_cli, made, services) {
        runs.push([made, services]);
        return 7;
      },
    });
    await called(own.command({ ...aCli('/'), exitWith: (code) => void codes.push(code) }), 'db');

    expect(runs).toMatchObject([[planned, ['db']]]);
    expect(codes).toEqual([7]);
  });

  test('gives the command what makes its plan again, from the same words', async () => {
    asked.length = 0;
    const taken: Planned[] = [];
    await called(
      stop.planning(aCli('/'), async (_, plan) => void taken.push(await plan())),
      'web',
    );
    await taken[0]?.replan?.();

    expect(asked).toEqual([
      [['web'], {}],
      [['web'], {}],
    ]);
  });

  test('ends under --dry-run and in `gantry plan` as the command would: with what stands in its way', async () => {
    const publish = (service: string) =>
      createContainer(service, {
        request: {
          Image: 'app',
          Labels: {},
          HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
          NetworkingConfig: { EndpointsConfig: {} },
        },
      });
    const refused = { ...planned, plan: aStartingPlan([publish('web'), publish('api')]) };
    const run = async (dryRun: boolean, use: (cli: Cli) => Promise<unknown>) => {
      const codes: number[] = [];
      const cli = {
        ...aCli('/', { globals: { dryRun } }),
        exitWith: (code: number) => void codes.push(code),
      };
      await use(cli);
      return { codes, report: cli.written.stderr, shown: cli.written.stdout };
    };
    const made = plannedCommand({ name: 'up', define: (command) => command, plan: async () => refused });
    const command = await run(false, (cli) => called(made.command(cli)));
    const dryRun = await run(true, (cli) => called(made.command(cli)));
    const show = await import('../../../src/cli/apply/show.ts');
    const plan = await run(false, async (cli) => cli.exitWith(await show.show(cli, refused)));

    expect(command).toMatchObject({ codes: [1], report: expect.stringContaining('port-taken'), shown: '' });
    expect(dryRun).toEqual({ ...command, shown: expect.stringContaining('would do this') });
    expect(plan).toEqual(dryRun);
  });

  test('keeps flags that mean nothing for the plan from `gantry plan`', () => {
    const flags = (command: Command) => command.options.map(({ long }) => long);

    expect(flags(stop.command(aCli('/')))).toEqual(['--timeout', '--quiet']);
    expect(flags(stop.planning(aCli('/'), async () => {}))).toEqual(['--timeout']);
  });
});
