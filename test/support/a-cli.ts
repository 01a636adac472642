import type { Cli } from '../../src/cli/context/cli.ts';
import { type Globals, NO_GLOBALS } from '../../src/cli/context/globals.ts';
import type { Engine } from '../../src/engine/port/engine.ts';
import { anOutput } from './an-output.ts';

export interface TestCli extends Cli {
  readonly written: { stdout: string; stderr: string };
}

interface Settings {
  readonly globals?: Partial<Globals>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly engine?: Engine;
}

/** What a command gets, in this folder; what it writes is kept. */
export function aCli(cwd: string, { globals = {}, environment = {}, engine }: Settings = {}): TestCli {
  const written = { stdout: '', stderr: '' };
  const terminal = (name: 'stdout' | 'stderr') =>
    anOutput(
      (text) => {
        written[name] += text;
      },
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    );
  return {
    globals: { ...NO_GLOBALS, ...globals },
    words: [],
    cwd,
    environment: new Map(Object.entries(environment)),
    stdout: terminal('stdout'),
    stderr: terminal('stderr'),
    colour: false,
    errorColour: false,
    engine: () => (engine ? Promise.resolve(engine) : Promise.reject(new Error('there is no engine'))),
    renderer: () => Promise.reject(new Error('there is no renderer')),
    loadCommand: () => Promise.resolve(undefined),
    exitWith: () => {},
    abandon: () => {
      throw new Error('abandoned');
    },
    written,
  };
}
