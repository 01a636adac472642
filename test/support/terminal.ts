import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { PROGRAM, programScript, type Workspace } from './gantry.ts';
import { PATIENCE } from './patience.ts';

/** A program in a terminal of its own, 100 columns wide and 30 rows high. */
export interface TerminalRun {
  /** Bytes as the keys of a terminal send them: `\r`, `\x03`. */
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /**
   * Resolves when `text` has been shown since what was last waited for; rejects with everything shown when the program
   * ends before that, or two minutes have passed.
   */
  until(text: string): Promise<void>;
  /** Everything so far. */
  readonly shown: string;
  readonly ended: Promise<{ readonly code: number; readonly shown: string }>;
}

/** Ctrl and a letter. */
export const ctrl = (letter: string): string => String.fromCharCode(letter.toLowerCase().charCodeAt(0) - 96);

export function gantryInTerminal(workspace: Workspace, ...words: readonly string[]): TerminalRun {
  return inTerminal([...PROGRAM, ...words], workspace);
}

/** A script of the shell; in it, `$GANTRY` is the program. */
export function shellInTerminal(workspace: Workspace, script: string): TerminalRun {
  return inTerminal(['sh', '-c', script], workspace);
}

/** Its folder may have a blank in its path, so the shell gets it as one word. */
function programIn(folder: string): string {
  mkdirSync(join(folder, '.state'), { recursive: true });
  writeFileSync(join(folder, '.state/program'), programScript, { mode: 0o755 });
  return './.state/program';
}

function inTerminal(words: readonly string[], workspace: Workspace): TerminalRun {
  const { folder, project } = workspace;
  const [program = '', ...rest] = words;
  const pty = spawn(program, rest, {
    cols: 100,
    rows: 30,
    cwd: folder,
    env: { ...process.env, COMPOSE_PROJECT_NAME: project, GANTRY: programIn(folder), TERM: 'xterm' },
  });
  let shown = '';
  let seen = 0;
  const listeners = new Set<() => void>();
  pty.onData((text) => {
    shown += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<{ code: number; shown: string }>((done) => {
    // What it showed last may come after the news of its end.
    pty.onExit(({ exitCode }) => setTimeout(() => done({ code: exitCode, shown }), 100));
  });
  workspace.beforeRemoval(() => {
    pty.kill('SIGKILL');
    return ended;
  });
  return {
    get shown() {
      return shown;
    },
    type: (keys) => pty.write(keys),
    resize: (columns, rows) => pty.resize(columns, rows),
    until: (text) =>
      new Promise((found, failed) => {
        const fail = (what: string): void => failed(new Error(`${what} ${JSON.stringify(text)}:\n${shown}`));
        const late = setTimeout(() => fail('waits in vain for'), 2 * PATIENCE.timeout);
        const look = (): void => {
          const at = shown.indexOf(text, seen);
          if (at < 0) return;
          seen = at + text.length;
          listeners.delete(look);
          clearTimeout(late);
          found();
        };
        listeners.add(look);
        look();
        void ended.then(() => {
          clearTimeout(late);
          fail('ended without');
        });
      }),
    ended,
  };
}
