import type { LogLine } from '../../model/event.ts';
import { visible } from '../../util/disarm.ts';
import { type Palette, palette } from '../text/colours.ts';
import { lineShown } from './line-shown.ts';

interface LogOptions {
  readonly colour: boolean;
  /** Whether the container's name precedes each line. */
  readonly prefix: boolean;
  readonly timestamps: boolean;
  /** The names that are known before the first line, so that all prefixes have the same width from the start. */
  readonly labels?: readonly string[];
  readonly stderrToStdout?: boolean;
  /** A terminal obeys whatever the containers write. */
  readonly raw?: boolean;
}

interface Sink {
  writeRaw(text: string): void;
  /** Resolves when the reader has taken what was written; undefined: there is room for more. */
  drained(): Promise<void> | undefined;
  readonly isTty: boolean;
}

type Paint = (text: string) => string;

/** Prints the lines of containers, each with its name in a colour of its own; standard error stays standard error. */
export class LogPrinter {
  readonly #stdout: Sink;
  readonly #stderr: Sink;
  readonly #options: LogOptions;
  readonly #colours: readonly Paint[];
  readonly #paints = new Map<string, Paint>();
  #width = 0;

  constructor(stdout: Sink, stderr: Sink, options: LogOptions) {
    this.#stdout = stdout;
    this.#stderr = options.stderrToStdout ? stdout : stderr;
    this.#options = options;
    this.#colours = coloursOf(palette(options.colour));
    for (const label of options.labels ?? []) this.#paintOf(label);
  }

  print({ label, stream, time, text }: LogLine): void {
    const { prefix, timestamps } = this.#options;
    const paint = this.#paintOf(label);
    const front = prefix ? paint(`${visible(label).padEnd(this.#width + 1)} | `) : '';
    const sink = stream === 'stderr' ? this.#stderr : this.#stdout;
    const shown = lineShown(text, sink, this.#options);
    sink.writeRaw(`${front}${timestamps ? `${time} ` : ''}${shown}\n`);
  }

  /** Resolves when the reader has taken what was printed; undefined: there is room for more. */
  drained(): Promise<void> | undefined {
    return this.#stdout.drained() ?? this.#stderr.drained();
  }

  /** Marks omitted lines. */
  gap(): void {
    this.#stdout.writeRaw('--\n');
  }

  /** Assigns the next colour to a new name, which may also widen the prefixes. */
  #paintOf(label: string): Paint {
    const known = this.#paints.get(label);
    if (known) return known;
    const paint = this.#colours[this.#paints.size % this.#colours.length] ?? String;
    this.#paints.set(label, paint);
    this.#width = Math.max(this.#width, label.length);
    return paint;
  }
}

/** In docker compose's order, so that a project looks the same. */
function coloursOf(paint: Palette): readonly Paint[] {
  const { cyan, yellow, green, magenta, blue } = paint;
  const { cyanBright, yellowBright, greenBright, magentaBright, blueBright } = paint;
  return [
    cyan,
    yellow,
    green,
    magenta,
    blue,
    cyanBright,
    yellowBright,
    greenBright,
    magentaBright,
    blueBright,
  ];
}
