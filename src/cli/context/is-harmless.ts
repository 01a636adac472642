import type { CommandName } from './command-names.ts';

/** They show, or end what runs: nothing of the files is started or built, and no registry is asked. All others need an agreement. */
const HARMLESS: ReadonlySet<string> = new Set<CommandName>([
  'down',
  'stop',
  'pause',
  'unpause',
  'kill',
  'rm',
  'gc',
  'exec',
  'attach',
  'prune',
  'trash',
  'backup',
  'clone',
  'unbundle',
  'plan',
  'history',
  'drift',
  'why',
  'affected',
  'ps',
  'registry',
  'nodes',
  'drain',
  'ls',
  'logs',
  'top',
  'stats',
  'events',
  'port',
  'url',
  'open',
  'images',
  'volumes',
  'wait',
  'cp',
  'export',
  'commit',
  'graph',
  'viz',
  'alpha',
  'config',
  'convert',
  'check',
  'explain',
  'schema',
  'version',
  'doctor',
  'upgrade',
  'completion',
  '__complete',
  '__completeNoDesc',
]);

/** They speak to registries, or run something, to find out what they would do: `--dry-run` changes nothing about that. */
const ACTS_UNDER_DRY_RUN: ReadonlySet<string> = new Set<CommandName>([
  'lock',
  'outdated',
  'bundle',
  'ci',
  'test',
]);

/** @param command undefined: nobody knows, which is not taken for harmless */
const isHarmless = (command: string | undefined): boolean => command !== undefined && HARMLESS.has(command);

/** With those that need an agreement for one of their flags alone. */
export const canAskAboutRemote = (command: CommandName): boolean =>
  !isHarmless(command) || command === 'config' || command === 'convert';

export const needsAgreement = (command: string | undefined, dryRun = false): boolean =>
  !isHarmless(command) && (!dryRun || (command !== undefined && ACTS_UNDER_DRY_RUN.has(command)));
