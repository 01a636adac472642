import { constants } from 'node:os';
import type { StreamName } from './output.ts';

/** A program that runs. */
export interface Running {
  signal(number: number): void;
  input(chunk: Buffer): void;
  inputEnded(): void;
}

/** What it is connected to. */
export interface Surroundings {
  write(stream: StreamName, text: string): void;
  /** Once. */
  ended(exitCode: number): void;
  after(ms: number, then: () => void): NodeJS.Timeout;
}

/**
 * Runs the few programs that tests need: those of the table, and lists of them for `sh -c`. Anything else runs until it is told
 * to end, as servers do. Every program obeys the signals that end one, unless it has a trap.
 */
export function run(argv: readonly string[], around: Surroundings): Running {
  const program = new Program(argv, around);
  // A program never ends before its start has been told.
  setImmediate(() => program.goOn(0));
  return program;
}

class Program implements Running {
  readonly around: Surroundings;
  readonly ignored = new Set<number>();
  readonly #steps: Command[];
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  /** What it does with what it reads. */
  onInput: ((chunk: Buffer) => void) | undefined;

  constructor(argv: readonly string[], around: Surroundings) {
    this.#steps = commandsOf(argv);
    this.around = around;
  }

  /** @param code of the command before */
  goOn(code: number): void {
    let last: number | undefined = code;
    while (last !== undefined && !this.#isOver) {
      const step = this.#steps.shift();
      if (!step || (step.onlyAfterSuccess && last !== 0)) {
        this.#end(last);
        return;
      }
      const [name = '', ...words] = step.words;
      last = COMMANDS[name]?.(this, words, last);
    }
  }

  sleep(ms: number): void {
    this.#timer = this.around.after(ms, () => this.goOn(0));
  }

  exit(code: number): void {
    this.#end(code);
  }

  signal(number: number): void {
    if (number === constants.signals.SIGKILL) this.#end(137);
    else if (!this.ignored.has(number) && !HARMLESS.has(number)) this.#end(128 + number);
  }

  input(chunk: Buffer): void {
    this.onInput?.(chunk);
  }

  inputEnded(): void {
    if (!this.onInput) return;
    this.onInput = undefined;
    this.goOn(0);
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.around.ended(code);
  }
}

/** @returns its exit code; undefined: it is not over yet */
type Act = (program: Program, words: readonly string[], before: number) => number | undefined;

const COMMANDS: Readonly<Record<string, Act>> = {
  true: () => 0,
  ':': () => 0,
  false: () => 1,
  exit: (program, [code], before) => {
    program.exit(Number(code ?? before));
    return undefined;
  },
  echo: ({ around }, words) => {
    const isError = words.at(-1) === '>&2';
    around.write(isError ? 'stderr' : 'stdout', `${words.slice(0, isError ? -1 : undefined).join(' ')}\n`);
    return 0;
  },
  trap: ({ ignored }, [, ...signals]) => {
    for (const signal of signals) ignored.add(signalNumber(signal) ?? 0);
    return 0;
  },
  sleep: (program, [seconds = '']) => {
    program.sleep(Number(seconds) * 1000);
    return undefined;
  },
  cat: (program) => {
    program.onInput = (chunk) => program.around.write('stdout', chunk.toString('utf8'));
    return undefined;
  },
};

/** By default nothing ends of these: CHLD, CONT, URG, WINCH. */
const HARMLESS: ReadonlySet<number> = new Set([
  constants.signals.SIGCHLD,
  constants.signals.SIGCONT,
  constants.signals.SIGURG,
  constants.signals.SIGWINCH,
]);

/** `TERM`, `SIGTERM`, `15`; undefined: there is none. */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) > 0 && Number(text) < 65 ? Number(text) : undefined;
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  return Object.entries(constants.signals).find(([known]) => known === name)?.[1];
}

interface Command {
  readonly words: readonly string[];
  readonly onlyAfterSuccess: boolean;
}

function commandsOf(argv: readonly string[]): Command[] {
  const [first = '', ...rest] = argv;
  const [name = '', ...words] = first.endsWith('busybox') ? rest : argv;
  const base = name.slice(name.lastIndexOf('/') + 1);
  if ((base === 'sh' || base === 'ash') && words[0] === '-c') return script(words[1] ?? '');
  return [{ words: [base, ...words], onlyAfterSuccess: false }];
}

/** `a; b && c`, with words in quotes. */
function script(text: string): Command[] {
  const parts = text.split(/(;|&&|\n)/);
  const commands: Command[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const words = [...(parts[at] ?? '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
      ([, single, double, plain]) => single ?? double ?? plain ?? '',
    );
    const [first, ...rest] = words;
    if (first === undefined) continue;
    commands.push({
      words: first === 'exec' || first === 'busybox' ? rest : words,
      onlyAfterSuccess: parts[at - 1] === '&&',
    });
  }
  return commands;
}
