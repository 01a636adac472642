import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { numberAt, textAt } from '../../scripts/setup/json.ts';
import type { Failed } from './program/tally.ts';

const SERVICE = 'com.docker.compose.service';

interface Moment {
  readonly atMs: number;
  readonly text: string;
}

/** What happened meanwhile, so that a failure can be told by what came before it. */
export class Story {
  readonly #moments: Moment[] = [];
  readonly #events: ChildProcess;
  /** By service: the containers that run, and how many of them did at most. */
  readonly #running = new Map<string, Set<string>>();
  readonly #most = new Map<string, number>();

  constructor(project: string) {
    const child = spawn(
      'docker',
      [
        'events',
        ['--filter', `label=com.docker.compose.project=${project}`],
        // Also what happens before it listens.
        ['--since', String(Math.floor(Date.now() / 1000))],
        ['--format', '{{json .}}'],
      ].flat(),
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#events = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#hear(JSON.parse(line)));
  }

  #hear(event: unknown): void {
    const action = textAt(event, 'Action') ?? '';
    // Healthchecks and hooks, which are too many to tell.
    if (action.startsWith('exec_')) return;
    this.#count(
      textAt(event, 'Actor', 'Attributes', SERVICE) ?? '',
      action,
      textAt(event, 'Actor', 'ID') ?? '',
    );
    this.#moments.push({
      atMs: numberAt(event, 'timeNano') / 1e6,
      text: `${action} ${textAt(event, 'Actor', 'Attributes', 'name')}`,
    });
  }

  #count(service: string, action: string, id: string): void {
    const running = this.#running.get(service) ?? new Set<string>();
    if (action === 'start') running.add(id);
    if (action === 'die') running.delete(id);
    this.#running.set(service, running);
    this.#most.set(service, Math.max(running.size, this.#most.get(service) ?? 0));
  }

  /** How many containers of a service ran at the same time, at most. */
  mostAtOnce(service: string): number {
    return this.#most.get(service) ?? 0;
  }

  note(text: string): void {
    this.#moments.push({ atMs: Date.now(), text });
  }

  end(): void {
    this.#events.kill();
  }

  /**
   * A line for those of one kind after one moment: `3 × reset (socket hang up) after "die gt-web-1": sent 0.31 s to 0.35 s after it, …`.
   */
  tell(failures: readonly Failed[]): readonly string[] {
    const groups = new Map<string, { readonly afterMs: number; readonly failed: Failed }[]>();
    for (const failed of failures) {
      const before = this.#before(failed.sentAtMs);
      const group = `${failed.kind} (${failed.text}) after "${before?.text ?? 'nothing'}"`;
      const afterMs = failed.sentAtMs - (before?.atMs ?? failed.sentAtMs);
      groups.set(group, [...(groups.get(group) ?? []), { afterMs, failed }]);
    }
    return [...groups].map(([group, members]) => {
      const after = members.map(({ afterMs }) => afterMs);
      const took = members.map(({ failed }) => failed.atMs - failed.sentAtMs);
      return `${members.length} × ${group}: sent ${span(after)} after it, failed ${span(took)} later`;
    });
  }

  #before(timeMs: number): Moment | undefined {
    return this.#moments
      .filter(({ atMs }) => atMs <= timeMs)
      .reduce<Moment | undefined>((last, one) => (last && last.atMs > one.atMs ? last : one), undefined);
  }

  /** All of it, a line each, from the first note. */
  toString(): string {
    const moments = this.#moments.toSorted((a, b) => a.atMs - b.atMs);
    const [first] = moments;
    return moments.map(({ atMs, text }) => `${seconds(atMs - (first?.atMs ?? 0))} ${text}`).join('\n');
  }
}

const span = (all: readonly number[]): string =>
  `${seconds(Math.min(...all))} to ${seconds(Math.max(...all))}`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
