import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Failed } from './program/tally.ts';

interface Moment {
  readonly atMs: number;
  readonly text: string;
}

/** What happened meanwhile, so that a failure can be told by what came before it. */
export class Story {
  readonly #moments: Moment[] = [];
  readonly #events: ChildProcess;

  constructor(project: string) {
    const child = spawn(
      'docker',
      [
        'events',
        ['--filter', `label=com.docker.compose.project=${project}`],
        ['--format', '{{.TimeNano}} {{.Action}} {{.Actor.Attributes.name}}'],
      ].flat(),
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#events = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [time = '', ...words] = line.split(' ');
      // Healthchecks and hooks, which are too many to tell.
      if (words[0]?.startsWith('exec_')) return;
      this.#moments.push({ atMs: Number(time.slice(0, -6)), text: words.join(' ') });
    });
  }

  note(text: string): void {
    this.#moments.push({ atMs: Date.now(), text });
  }

  end(): void {
    this.#events.kill();
  }

  /** `reset (socket hang up), sent 0.31 s after "die gt-web-1", failed after 0.02 s`. */
  tell({ kind, text, sentAtMs, atMs }: Failed): string {
    const before = this.#moments
      .filter((moment) => moment.atMs <= sentAtMs)
      .reduce<Moment | undefined>((last, one) => (last && last.atMs > one.atMs ? last : one), undefined);
    const when = before ? `${seconds(sentAtMs - before.atMs)} after "${before.text}"` : 'at first';
    return `${kind} (${text}), sent ${when}, failed after ${seconds(atMs - sentAtMs)}`;
  }

  /** All of it, a line each, from the first note. */
  toString(): string {
    const moments = this.#moments.toSorted((a, b) => a.atMs - b.atMs);
    const [first] = moments;
    return moments.map(({ atMs, text }) => `${seconds(atMs - (first?.atMs ?? 0))} ${text}`).join('\n');
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
