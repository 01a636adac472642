import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '../chaos/in-time.ts';
import { startKillingProxy } from '../chaos/killing-proxy.ts';
import { docker, type Workspace } from '../support/gantry.ts';
import { type Fate, FIRST, SERVICE, type Version } from './application.ts';
import type { Load } from './load.ts';
import type { Way } from './program/ways.ts';
import type { Blow, Scenario } from './scenarios.ts';
import { spread } from './spread.ts';
import type { Story } from './story.ts';

export interface Extent {
  /** At least so many requests, and so many rounds. */
  readonly requests: number;
  readonly rounds: number;
  /** At so many of its calls a command meets a blow: Infinity, at all of them. */
  readonly blows: number;
}

/** How long a stream or a session lasts, and for how many of them an update is watched afterwards. */
export const LASTS_MS = 3000;
export const LONG: ReadonlySet<Way> = new Set<Way>(['streams', 'uploads', 'upgrades', 'sessions']);

/** Longer than any healthy application needs to answer, on a busy machine too. */
const FOR_EVER_MS = 180_000;

/** Waits for what has to come. Error: it does not. */
export async function notForEver(promised: Promise<unknown>, complaint: () => string): Promise<void> {
  const tooLate = new AbortController();
  const never = sleep(FOR_EVER_MS, undefined, { signal: tooLate.signal }).then(() => {
    throw new Error(complaint());
  });
  await Promise.race([promised, never]).finally(() => tooLate.abort());
}

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
  /** The calls at which a command meets a blow, once it is known how many it has. */
  #blows: readonly number[] | undefined;

  constructor(scenario: Scenario, extent: Extent, scene: Scene) {
    this.#scenario = scenario;
    this.#extent = extent;
    this.#scene = scene;
  }

  get isDone(): boolean {
    if (this.#scenario.event.kind !== 'struck update') return this.rounds >= this.#extent.rounds;
    return this.#blows !== undefined && this.rounds > this.#blows.length;
  }

  async next(): Promise<void> {
    const { event } = this.#scenario;
    this.rounds++;
    switch (event.kind) {
      case 'commands':
        if (event.isUpdate) this.#writeNext();
        for (const command of event.commands) {
          if (typeof command === 'string') await this.#run(command);
          else this.#runCompose(command.ofCompose);
          if (typeof command === 'string' || !command.leavesNothing) await this.#untilSettled();
        }
        return;
      case 'update':
        this.#writeNext(event.fate);
        await this.#run(['up -d', ...(event.flag ? [event.flag] : [])].join(' '));
        break;
      case 'update by two':
        this.#writeNext();
        await Promise.all([this.#run('up -d'), this.#run('up -d')]);
        break;
      case 'failing update': {
        const before = this.#version;
        this.#writeNext(event.fate);
        await this.#run('up -d', { hasToFail: true });
        // What has gone back already has nothing left to do.
        this.#write(before);
        await this.#run('up -d');
        break;
      }
      case 'struck update':
        this.#writeNext();
        await this.#struck(event.blow);
        await this.#run('up -d');
    }
    await this.#untilSettled();
  }

  #writeNext(fate: Fate = 'good'): void {
    this.#write({ number: this.#version.number + 1, fate });
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

  #runCompose(words: string): void {
    const { workspace, story } = this.#scene;
    story.note(`docker compose \`${words}\` begins`);
    const { code, stderr } = workspace.compose(words);
    story.note(`docker compose \`${words}\` has ended with ${code}`);
    if (code !== 0) this.complaints.push(`docker compose \`${words}\` ends with ${code}: ${stderr}`);
  }

  /** At another call in each round; the first round finds out how many there are. */
  async #struck(blow: Blow): Promise<void> {
    const { workspace, story } = this.#scene;
    const proxy = await startKillingProxy();
    try {
      const run = workspace.start('up -d', { DOCKER_HOST: proxy.host });
      const call = this.#blows?.[(this.rounds - 2) % this.#blows.length];
      const hit = (): void => {
        if (blow === 'the command is killed') run.process.kill('SIGKILL');
        else story.note(this.#strikeIngress(blow));
      };
      if (call !== undefined) proxy.arm({ call, moment: 'during', hit });
      story.note(`\`up -d\` of version ${this.#version.number} begins; at call ${call} ${blow}`);
      const { code } = await inTime(run);
      story.note(`it has ended with ${code} at ${proxy.calls.at(-1)}`);
      this.#blows ??= spread(proxy.calls.length, this.#extent.blows);
    } finally {
      await proxy.close();
    }
  }

  /** @returns what came of it */
  #strikeIngress(blow: Blow): string {
    const ingress = `${this.#scene.workspace.project}-${SERVICE}-ingress`;
    const words =
      blow === 'the ingress is killed'
        ? ['kill', ingress]
        : // All but the first process, which ends when one of its workers is killed.
          ['exec', ingress, 'sh', '-c', 'kill -9 -1'];
    try {
      docker(...words);
      return blow;
    } catch (error) {
      return String(error);
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
    await notForEver(
      Promise.all(answers),
      () => `version ${wanted} does not answer; this is what happened:\n${story}`,
    );
    story.note(`version ${wanted} answers`);
    // What an update breaks late is to be seen before the next one.
    await sleep(LONG.has(loads[0]?.options.way ?? 'connections') ? LASTS_MS : 500);
  }
}
