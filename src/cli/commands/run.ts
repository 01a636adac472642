import { Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { collect } from '../context/globals.ts';
import type { RunOptions } from '../one-off/run-options.ts';
import { defineTty } from '../session/tty-options.ts';
import { plannedCommand } from './planned-command.ts';

const PULL_POLICIES = ['always', 'missing', 'never', 'build', 'policy'];

export const run = plannedCommand({
  name: 'run',
  runsImages: true,
  locks: true,
  define(command) {
    command
      .description('Run a command in a new container of a service, with what the service depends on')
      .usage('[options] <service> [command] [args...]')
      .argument('<service>')
      .argument('[command...]', 'instead of the one in the files')
      .passThroughOptions()
      .option('-d, --detach', 'leave it running and print its id')
      .option('--rm', 'remove it when it ends')
      .option(
        '-e, --env <name[=value]>',
        'set a variable, or pass on one of the project; repeatable',
        collect,
      )
      .option('--env-from-file <path>', 'set the variables of a file; repeatable', collect)
      .option('--entrypoint <command>', 'instead of that of the image or of the files')
      .option('-u, --user <user>', 'as this user')
      .option('-w, --workdir <path>', 'in this folder of the container')
      .option('-v, --volume <volume>', 'mount this as well; repeatable', collect)
      .addOption(
        new Option('--volumes <volume>', 'a former spelling of --volume').argParser(collect).hideHelp(),
      )
      .option('-p, --publish <port>', 'publish a port; repeatable', collect)
      .option('-P, --service-ports', 'publish the ports that the files publish')
      .option('--use-aliases', 'let it answer to the names of the service')
      .option('--name <name>', 'name of the container')
      .option('-l, --label <name=value>', 'add a label; repeatable', collect)
      .addOption(
        new Option('--labels <name=value>', 'a former spelling of --label').argParser(collect).hideHelp(),
      )
      .option('--cap-add <capability>', 'add a capability; repeatable', collect)
      .option('--cap-drop <capability>', 'drop a capability; repeatable', collect);
    return defineTty(command)
      .option('--no-deps', 'leave alone what the service depends on')
      .option('--build', 'build images first')
      .addOption(new Option('--pull <policy>', 'pull policy of the service').choices(PULL_POLICIES))
      .option('-q, --quiet', 'no progress')
      .option('--quiet-build', 'build without showing its output')
      .option('--quiet-pull', 'pull without showing layers')
      .option('--remove-orphans', 'remove containers of services that the files no longer have')
      .option('-y, --yes', 'answer questions about remote files with yes');
  },
  async plan(cli: Cli, service: string, words: readonly string[], options: RunOptions) {
    const { planForRun } = await import('../one-off/run-one-off.ts');
    return planForRun(cli, service, words, options);
  },
  async run(cli, planned, _service, _words, options) {
    const { runOneOff } = await import('../one-off/run-one-off.ts');
    return runOneOff(cli, planned, options);
  },
});
