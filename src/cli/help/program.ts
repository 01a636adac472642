import { Command } from 'commander';
import { defineGlobals } from '../context/globals.ts';
import { VERSION } from '../context/version.ts';
import { takeGoFlags } from '../flags/go-flags.ts';
import { HELP } from './help.ts';

export const SUMMARY = 'Compose files lifted into place: validated, planned, shown, applied, undone.';

/** What stands before a command. The commands themselves are added by main.ts. */
export function defineProgram(): Command {
  const program = defineGlobals(new Command('gantry'))
    .description(SUMMARY)
    .version(`gantry version ${VERSION}`, '-v, --version', 'show the version')
    .usage('[options] COMMAND')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureHelp(HELP)
    .enablePositionalOptions()
    .passThroughOptions()
    .configureOutput({ outputError: () => {} }) // told as every other error is: usage-error.ts
    .exitOverride();
  return takeGoFlags(program);
}
