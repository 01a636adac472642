import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

interface ExplainOptions {
  readonly format: 'text' | 'json';
  readonly reveal?: boolean;
}

export function explainCommand(cli: Cli): Command {
  return new Command('explain')
    .description('Show where a value comes from: every file and variable that sets it, and which one wins')
    .argument('<path>', "such as web.image, web.ports[0], networks.front.driver, or a variable: '$TAG'")
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--reveal', 'show passwords and other secrets')
    .action(async (path: string, options: ExplainOptions) => {
      if (options.reveal) cli.globals.reveal = true;
      const { explain } = await import('../../spec/explain/explain.ts');
      const { instanceLoader, loadRequest, reportWarnings } = await import('../files/load.ts');
      const { nodeFiles } = await import('../files/node-files.ts');
      const request = loadRequest(cli, { services: [] });
      const { explanation, warnings } = await explain(path, request, nodeFiles, instanceLoader(cli));
      await reportWarnings(cli, warnings);
      const { explanationToJson } = await import('../../ui/explain/explanation-to-json.ts');
      const { showExplanation } = await import('../../ui/explain/show-explanation.ts');
      cli.stdout.write(
        options.format === 'json'
          ? `${JSON.stringify(explanationToJson(explanation), null, 2)}\n`
          : showExplanation(explanation, { colour: cli.colour }),
      );
      cli.exitWith(EXIT.ok);
    });
}
