import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { collect } from '../context/globals.ts';
import {
  allowedHost,
  allowedOrigin,
  listenAddress,
  plainAddress,
  portOf,
  trustedHeaderName,
} from '../page/sharing-flags.ts';
import type { UiFlags } from '../page/ui-options.ts';

export function uiCommand(cli: Cli): Command {
  return new Command('ui')
    .description(
      'Serve a page of the project, or of all projects, on this machine: state, plan and logs, live',
    )
    .addOption(
      new Option('--port <port>', 'where it listens (default: any that is free)')
        .default(0, 'any')
        .argParser(portOf),
    )
    .option('--open', 'open it in the browser')
    .option('--read-only', 'let nobody change anything from it')
    .option('-a, --all', 'all projects of the engine, and the page of each of them')
    .option(
      '--listen <address[:port]>',
      'share it: listen there instead of 127.0.0.1, for who has a password or comes through a proxy',
      listenAddress,
    )
    .option('--allowed-host <name>', 'a name that browsers open it by; repeatable', eachOf(allowedHost))
    .option(
      '--allowed-origin <url>',
      'what browsers open where a proxy stands before it, e.g. https://gantry.example.com; repeatable',
      eachOf(allowedOrigin),
    )
    .option('--password-file <path>', 'the password that opens it (or GANTRY_UI_PASSWORD)')
    .option('--trusted-header <name>', 'the header in which a proxy names who is let in', trustedHeaderName)
    .option(
      '--trusted-proxy <address>',
      'the address of that proxy, which alone may send the header; repeatable',
      eachOf(plainAddress),
    )
    .action(async ({ all, ...flags }: UiFlags & { readonly all?: boolean }) => {
      const { readUiOptions, withoutPassword } = await import('../page/ui-options.ts');
      const options = readUiOptions(flags, cli.environment);
      const own = withoutPassword(cli);
      if (all) {
        const { serveOverview } = await import('../page/serve-overview.ts');
        return cli.exitWith(await serveOverview(own, options));
      }
      const { servePage } = await import('../page/serve-page.ts');
      cli.exitWith(await servePage(own, options));
    });
}

const eachOf =
  (parse: (text: string) => string) =>
  (text: string, previous?: readonly string[]): readonly string[] =>
    collect(parse(text), previous);
