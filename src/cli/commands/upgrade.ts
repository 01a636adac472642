import { existsSync, realpathSync } from 'node:fs';
import { Command, Option } from 'commander';
import { hintText } from '../../diagnostics/hint.ts';
import type { Cli } from '../context/cli.ts';
import { VERSION } from '../context/version.ts';

interface UpgradeOptions {
  readonly format: 'text' | 'json';
}

/** Says how, and changes nothing: who installed gantry has to know of a newer one. */
export function upgradeCommand(cli: Cli): Command {
  return new Command('upgrade')
    .description('Show how this copy of gantry was installed, and what to type for a newer one')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async ({ format }: UpgradeOptions) => {
      const { findInstallation } = await import('../upgrade/find-installation.ts');
      const { adviceFor } = await import('../upgrade/advice-for.ts');
      const program = programFile();
      const installation = findInstallation(program, existsSync);
      const { how, hint } = adviceFor(installation, program);
      const upgrade = hintText(hint);
      cli.stdout.write(
        format === 'json'
          ? `${JSON.stringify({ version: VERSION, program, installedBy: installation.kind, upgrade }, null, 2)}\n`
          : `${program}, version ${VERSION}, was installed ${how}\nto upgrade: ${upgrade}\n`,
      );
    });
}

/** Without the links that lead to it. Bun is in the file of the executable; Node runs that of the bundle. */
function programFile(): string {
  const file = process.versions.bun === undefined ? process.argv[1] : process.execPath;
  return realpathSync(file ?? process.execPath);
}
