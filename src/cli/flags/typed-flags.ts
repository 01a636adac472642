import type { Command } from 'commander';

/**
 * The flags that a command is given, by their long names and with their values as they were typed. It fills when the command
 * reads its words, so it has to be called before, once all flags are defined that count.
 */
export function typedFlags(command: Command): readonly string[] {
  const flags: string[] = [];
  for (const option of command.options)
    command.on(`option:${option.name()}`, (value?: string | null) => {
      flags.push(option.long ?? option.short ?? '', ...(typeof value === 'string' ? [value] : []));
    });
  return flags;
}
