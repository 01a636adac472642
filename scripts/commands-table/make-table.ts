import type { Command, Option } from 'commander';
import { loadCommand } from '../../src/cli/command-table.ts';
import { COMMANDS } from '../../src/cli/context/command-names.ts';
import { NO_GLOBALS } from '../../src/cli/context/globals.ts';
import { createCli } from '../../src/cli/create-cli.ts';
import { HELP } from '../../src/cli/help/help.ts';
import { LEFT_OUT } from '../../src/cli/help/left-out.ts';
import { defineProgram } from '../../src/cli/help/program.ts';
import peerFlags from './docker-compose-flags.json' with { type: 'json' };

/** By command, `''` for what stands before one: the flags of docker compose, as `-d, --detach`. Hidden ones too. */
const PEER: Readonly<Record<string, readonly string[]>> = peerFlags;

/** A flag of a command, and who has it. */
interface Row {
  readonly command: string;
  readonly flag: string;
  readonly state: 'both' | 'gantry' | 'left out' | 'missing';
  /** What it does, or why it is left out. */
  readonly meaning: string;
}

export interface Section {
  readonly command: string;
  /** Empty: gantry has no such command, and the row for `''` says why. */
  readonly summary: string;
  readonly rows: readonly Row[];
  /** The commands whose flags it takes, too. */
  readonly others: readonly string[];
}

/** The program itself is asked, so that nothing here can be wrong about it. */
export async function makeTable(): Promise<readonly Section[]> {
  const cli = createCli(NO_GLOBALS, [], () => {});
  const before: Section = {
    command: '',
    summary: 'Before the command',
    rows: rowsOf('', defineProgram()),
    others: [],
  };
  const sections: Section[] = [];
  for (const { name, summary, hidden } of COMMANDS) {
    if (hidden) continue;
    const command = (await loadCommand(name))?.(cli);
    if (!command) throw new Error(`no command is loaded for ${name}`);
    const others = command.commands.map((inner) => inner.name());
    sections.push({ command: name, summary, rows: rowsOf(name, command), others });
  }
  const known = new Set<string>(COMMANDS.map(({ name }) => name));
  const absent = Object.keys(PEER).filter((name) => name !== '' && !known.has(name));
  return [
    before,
    ...sections,
    ...absent.map((name) => ({ command: name, summary: '', rows: [missing(name, '', name)], others: [] })),
  ];
}

function rowsOf(name: string, command: Command): readonly Row[] {
  const own = command.options;
  const peers = new Set((PEER[name] ?? []).map((flag) => flag.split(', ').at(-1) ?? ''));
  // A switch of docker compose that is on by default (`--orphans`) may be there as the one that takes it away.
  const opposites = own.map((option) => longOf(option).replace(/^--no-/, '--'));
  const has = new Set([...own.map(longOf), ...opposites, ...SHARED]);
  const rows = own.map((option): Row => {
    const opposite = option.negate ? longOf(option).replace(/^--no-/, '--') : '';
    const isPeers = peers.has(longOf(option)) || peers.has(opposite);
    const meaning = HELP.optionDescription?.(option) ?? '';
    return { command: name, flag: option.flags, state: isPeers ? 'both' : 'gantry', meaning };
  });
  const absent = (PEER[name] ?? []).filter((flag) => !has.has(flag.split(', ').at(-1) ?? ''));
  return [...rows, ...absent.map((flag) => missing(name, flag.split(', ').at(-1) ?? '', flag))];
}

function missing(command: string, key: string, flag: string): Row {
  const reason = LEFT_OUT[command]?.[key];
  return { command, flag, state: reason === undefined ? 'missing' : 'left out', meaning: reason ?? '' };
}

/** Added to every command, or made by commander itself. */
const SHARED = ['--dry-run', '--help', '--version'];

const longOf = ({ long, short }: Option): string => long ?? short ?? '';
