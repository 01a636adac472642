import type { Command } from 'commander';
import type { CommandSummary } from '../context/command-names.ts';

/** Takes every word in place of the command, which is loaded when it is called. */
export function addStandIn(program: Command, { name, summary, group, hidden }: CommandSummary): Command {
  const standIn = program
    .command(name, { hidden: hidden === true })
    .summary(summary)
    .helpGroup(group)
    .helpOption(false)
    .argument('[words...]');
  // Commander would take out a `--` that stands in front.
  standIn.parseOptions = (words) => ({ operands: [...words], unknown: [] });
  return standIn;
}
