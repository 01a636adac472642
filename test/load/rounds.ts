import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '../chaos/in-time.ts';
import { startKillingProxy } from '../chaos/killing-proxy.ts';
import type { Workspace } from '../support/gantry.ts';
import { FIRST, type Version } from './application.ts';
import type { Load } from './load.ts';
import type { Way } from './program/ways.ts';
import type { Scenario } from './scenarios.ts';
import type { Story } from './story.ts';

export interface Extent {
  /** At least so many requests, and so many rounds. */
  readonly requests: number;
  readonly rounds: number;
  /** At so many of its calls a command is killed: Infinity, at all of them. */
  readonly kills: number;
}

/** How long a stream or a session lasts, and for how many of them an update is watched afterwards. */
export const LASTS_MS = 3000;
export const LONG: ReadonlySet<Way> = new Set<Way>(['streams', 'uploads', 'upgrades', 'sessions']);

/** Longer than any healthy application needs to answer, on a busy machine too. */
const FOR_EVER_MS = 180_000;

export interface Scene {
  readonly workspace: Workspace;
  readonly file: (version: Version) => string;
  readonly story: Story;
  readonly loads: readonly Load[];
}

/** The event of a scenario, again and again. */
export class Rounds {
  rounds = 0;
  /** A command failed that must not: what comes after it is not known. */
  isStuck = false;
  readonly complaints: string[] = [];
  readonly commandMs: number[] = [];
  readonly #scenario: Scenario;
  readonly #scene: Scene;
  readonly #extent: Extent;
  #version = FIRST;
  /** The calls at which a command is killed, once it is known how many it has. */
  #kills: readonly number[] | undefined;

  constructor(scenario: Scenario, extent: Extent, scene: Scene) {
    this.#scenario = scenario;
    this.#extent = extent;
    this.#scene = scene;
  }

  get isDone(): boolean {
    if (this.#scenario.event.kind !== 'killed update') return this.rounds >= this.#extent.rounds;
    return this.#kills !== undefined && this.rounds > this.#kills.length;
  }

  async next(): Promise<void> {
    const { event } = this.#scenario;
    this.rounds++;
    switch (event.kind) {
      case 'commands':
        for (const words of event.commands) {
          await this.#run(words);
          await this.#untilSettled();
        }
        return;
      case 'update':
        this.#write({ number: this.#version.number + 1, fate: 'good' });
        await this.#run('up -d');
        break;
      case 'update by two':
        this.#write({ number: this.#version.number + 1, fate: 'good' });
        await Promise.all([this.#run('up -d'), this.#run('up -d')]);
        break;
      case 'failing update': {
        const before = this.#version;
        this.#write({ number: before.number + 1, fate: event.fate });
        await this.#run('up -d', { hasToFail: true });
        // What has gone back already has nothing left to do.
        this.#write(before);
        await this.#run('up -d');
        break;
      }
      case 'killed update':
        this.#write({ number: this.#version.number + 1, fate: 'good' });
        await this.#killed();
        await this.#run('up -d');
    }
    await this.#untilSettled();
  }

  #write(version: Version): void {
    this.#version = version;
    this.#scene.workspace.write('compose.yaml', this.#scene.file(version));
  }

  async #run(words: string, { hasToFail = false } = {}): Promise<void> {
    const { workspace, story } = this.#scene;
    story.note(`\`${words}\` of version ${this.#version.number} begins`);
    const begun = performance.now();
    const { code, stderr, isLate } = await inTime(workspace.start(words));
    this.isStuck ||= code !== 0 && !hasToFail;
    this.commandMs.push(performance.now() - begun);
    story.note(`\`${words}\` has ended with ${code}`);
    if (isLate) this.complaints.push(`\`${words}\` does not end: ${stderr}`);
    else if (code !== 0 && !hasToFail) this.complaints.push(`\`${words}\` ends with ${code}: ${stderr}`);
    else if (code === 0 && hasToFail)
      this.complaints.push(`\`${words}\` ends with 0 though its version fails`);
  }

  /** At another call in each round; the first round finds out how many there are. */
  async #killed(): Promise<void> {
    const { workspace, story } = this.#scene;
    const proxy = await startKillingProxy();
    try {
      const run = workspace.start('up -d', { DOCKER_HOST: proxy.host });
      const call = this.#kills?.[(this.rounds - 2) % this.#kills.length];
      if (call !== undefined) proxy.arm({ call, moment: 'during', hit: () => run.process.kill('SIGKILL') });
      story.note(`\`up -d\` of version ${this.#version.number} begins, to be killed at call ${call}`);
      await inTime(run);
      story.note(`it has ended at ${proxy.calls.at(-1)}`);
      this.#kills ??= spread(proxy.calls.length, this.#extent.kills);
    } finally {
      await proxy.close();
    }
  }

  /** Every client has the version that is wanted, and nobody has another one any more. */
  async #untilSettled(): Promise<void> {
    if (this.isStuck) return;
    const { loads, story } = this.#scene;
    const wanted = String(this.#version.number);
    const since = Date.now();
    const answers = loads.map((load) =>
      load.until((tally) => (tally.versions[wanted]?.lastAtMs ?? 0) > since),
    );
    const tooLate = new AbortController();
    const never = sleep(FOR_EVER_MS, undefined, { signal: tooLate.signal }).then(() => {
      throw new Error(`version ${wanted} does not answer; this is what happened:\n${story}`);
    });
    await Promise.race([Promise.all(answers), never]).finally(() => tooLate.abort());
    story.note(`version ${wanted} answers`);
    // What an update breaks late is to be seen before the next one.
    await sleep(LONG.has(loads[0]?.options.way ?? 'connections') ? LASTS_MS : 500);
  }
}

/** At most so many of the numbers from 1 to `last`, evenly. */
function spread(last: number, atMost: number): readonly number[] {
  const many = Math.min(last, atMost);
  return Array.from({ length: many }, (_, at) =>
    Math.round(((at + 1) * last) / (many + (many < last ? 1 : 0))),
  );
}
