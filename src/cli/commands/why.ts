import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

interface WhyOptions {
  readonly format: 'text' | 'json';
}

export function whyCommand(cli: Cli): Command {
  return new Command('why')
    .description(
      'Say what is wrong with the containers of the project now, what they wrote last, and what to do; ends with 2 when something is wrong. Changes nothing',
    )
    .argument('[services...]', 'only these and what they depend on')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (services: string[], { format }: WhyOptions) => {
      const { findAilments } = await import('../why/find-ailments.ts');
      const { isProblem, showWhy, whyToJson } = await import('../../ui/errors/show-why.ts');
      const ailments =
        cli.globals.on === 'swarm'
          ? await (await import('../why/find-swarm-ailments.ts')).findSwarmAilments(cli, services)
          : await findAilments(cli, services, { withOneOffs: true, withChanges: true });
      cli.stdout.write(
        format === 'json'
          ? `${JSON.stringify(whyToJson(ailments), null, 2)}\n`
          : showWhy(ailments, { colour: cli.colour }),
      );
      const isWrong = ailments.found.some(({ failure }) => isProblem(failure));
      cli.exitWith(isWrong ? EXIT.changes : EXIT.ok);
    });
}
