import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import { type Changes, countChanges, mergeChanges, mergeInOrder, NO_CHANGES } from '../files/changes.ts';
import { findChanges } from '../files/find-changes.ts';
import { FileHashes } from '../files/hash-file.ts';
import type { HostView } from '../files/host-view.ts';
import type { KnownPaths } from '../files/known-paths.ts';
import type { Copy, Job, JobResult } from '../loop/loop-state.ts';
import { reportOnce, type WatchReporter } from '../loop/report.ts';
import type { Matcher } from '../rules/match-rule.ts';
import type { SyncRule, WatchRule } from '../rules/watch-rule.ts';
import { type ContainerFacts, placeChanges, readContainerFacts } from './container-facts.ts';
import { copiedPaths, describeChanges } from './describe-changes.ts';
import { findDifferences, viewHost } from './find-differences.ts';
import { syncFiles } from './sync-files.ts';

interface CopierOptions {
  readonly engine: Engine;
  readonly reporter: WatchReporter;
  /** Files keep the numbers of their owners on the host. */
  readonly asHost: boolean;
  readonly matcherOf: (rule: SyncRule) => Matcher<SyncRule> | undefined;
  readonly rulesOf: (service: string) => readonly SyncRule[];
  readonly knownOf: (rule: SyncRule) => KnownPaths;
  readonly containerOf: (id: ContainerId) => { readonly service: string; readonly name: string } | undefined;
}

/** Does the `sync` jobs: what changed to containers that are level, all that differs to those that are stale. */
export class Copier {
  readonly #options: CopierOptions;
  readonly #hashes = new FileHashes();
  readonly #facts = new Map<ContainerId, Promise<ContainerFacts>>();
  readonly #warnOnce: (text: string) => void;
  /** The error reported last of each container that could not be copied to: it is retried. */
  readonly #reported = new Map<ContainerId, string>();

  constructor(options: CopierOptions) {
    this.#options = options;
    this.#warnOnce = reportOnce((text) => options.reporter.warning(text));
  }

  async run({ copies, level }: Extract<Job, { kind: 'sync' }>): Promise<JobResult> {
    const began = performance.now();
    const failed = new Map<string, string>();
    const stale: ContainerId[] = [];
    const caughtUp = new Set<WatchRule>();
    const done: Done[] = [];
    const attempt = async (id: ContainerId, work: () => Promise<Done | undefined>): Promise<void> => {
      try {
        const result = await work();
        this.#reported.delete(id);
        if (result) done.push(result);
      } catch (error) {
        if (error instanceof EngineError && error.code === 'no-container') return;
        const { service, name } = this.#nameOf(id);
        const message = error instanceof Error ? error.message : String(error);
        if (this.#reported.get(id) !== message)
          this.#options.reporter.error(error, `files could not be copied to ${name}`);
        this.#reported.set(id, message);
        failed.set(service, message);
        stale.push(id);
      }
    };

    const views = await this.#viewsFor(level.map(({ container }) => container));
    const changes = await this.#changesByContainer(copies, views);
    await Promise.all([
      ...[...changes].map(([id, found]) => attempt(id, () => this.#apply(id, found))),
      ...level.map(({ container, follow }) =>
        attempt(container, async () => {
          const { changes: found, rules } = await this.#differences(container, views);
          if (follow) for (const rule of rules) caughtUp.add(rule);
          return this.#apply(container, found);
        }),
      ),
    ]);
    this.#report(done, performance.now() - began);
    return { failed, stale, caughtUp: [...caughtUp] };
  }

  /** The container was removed: what is known of it is of no use. */
  forget(id: ContainerId): void {
    this.#facts.delete(id);
  }

  /** Each rule looks at the host once, for all its containers. */
  async #changesByContainer(
    copies: readonly Copy[],
    views: ReadonlyMap<SyncRule, HostView>,
  ): Promise<ReadonlyMap<ContainerId, Changes>> {
    const byContainer = new Map<ContainerId, Changes[]>();
    for (const { rule, paths, containers } of copies) {
      const matcher = this.#options.matcherOf(rule);
      // Also without a container: what went meanwhile must be known when one comes.
      const written = matcher ? await findChanges(matcher, paths, this.#options.knownOf(rule)) : NO_CHANGES;
      const found = mergeInOrder(views.get(rule)?.changes ?? NO_CHANGES, written);
      for (const id of containers) byContainer.set(id, [...(byContainer.get(id) ?? []), found]);
    }
    return new Map([...byContainer].map(([id, all]) => [id, mergeChanges(all)]));
  }

  async #viewsFor(containers: readonly ContainerId[]): Promise<ReadonlyMap<SyncRule, HostView>> {
    const services = new Set(containers.map((id) => this.#nameOf(id).service));
    const views = new Map<SyncRule, HostView>();
    for (const rule of [...services].flatMap((service) => this.#options.rulesOf(service))) {
      const matcher = this.#options.matcherOf(rule);
      if (matcher) views.set(rule, await viewHost(matcher, this.#options.knownOf(rule)));
    }
    return views;
  }

  /** @returns the changes of all rules, and the rules that have any. */
  async #differences(
    container: ContainerId,
    views: ReadonlyMap<SyncRule, HostView>,
  ): Promise<{ readonly changes: Changes; readonly rules: readonly SyncRule[] }> {
    const { engine, rulesOf, knownOf } = this.#options;
    const facts = await this.#factsOf(container);
    const all: Changes[] = [];
    const rules: SyncRule[] = [];
    for (const rule of rulesOf(this.#nameOf(container).service)) {
      const view = views.get(rule);
      if (!view || this.#isMounted(container, rule, facts)) continue;
      const found = await findDifferences(engine, container, view, knownOf(rule), this.#hashes);
      all.push(found);
      if (countChanges(found) > 0) rules.push(rule);
    }
    return { changes: mergeChanges(all), rules };
  }

  /** Nothing can be compared there, and nothing needs to be copied. */
  #isMounted(container: ContainerId, rule: SyncRule, facts: ContainerFacts): boolean {
    const probe = { puts: [], removals: [rule.target], replacements: [] };
    const { inMount } = placeChanges(probe, facts);
    this.#warnOfMounts(container, inMount.keys());
    return inMount.size > 0;
  }

  async #apply(container: ContainerId, changes: Changes): Promise<Done | undefined> {
    if (changes.puts.length + changes.removals.length + changes.replacements.length === 0) return undefined;
    const { engine, reporter, asHost } = this.#options;
    const { name, service } = this.#nameOf(container);
    const facts = await this.#factsOf(container);
    const { places, inMount, readOnly } = placeChanges(changes, facts);
    this.#warnOfMounts(container, inMount.keys());
    for (const { target } of this.#options.rulesOf(service))
      if (readOnly.some((path) => path === target || path.startsWith(`${target}/`)))
        this.#warnOnce(
          `${name}: ${target} cannot be written: the container has \`read_only\` and no volume there`,
        );
    const applied: Changes[] = [];
    for (const [base, part] of places) {
      const place = { container, base, owner: asHost ? undefined : facts.owner };
      const { unreadable, undeletable } = await syncFiles(engine, place, part);
      for (const { put, error } of unreadable)
        reporter.warning(`${put.source} cannot be read (${error.code}), so ${name} keeps what it had`);
      if (undeletable.length > 0)
        this.#warnOnce(
          `${name}: ${undeletable[0]}${undeletable.length > 1 ? ` and ${undeletable.length - 1} more` : ''} cannot be removed: the image has no \`rm\`; files that go stay there until the container is replaced`,
        );
      const lost = new Set<unknown>([...unreadable.map(({ put }) => put), ...undeletable]);
      applied.push({
        ...part,
        puts: part.puts.filter((put) => !lost.has(put)),
        removals: part.removals.filter((path) => !lost.has(path)),
      });
    }
    const done = mergeChanges(applied);
    return countChanges(done) > 0 ? { name, changes: done } : undefined;
  }

  #warnOfMounts(
    container: ContainerId,
    mounts: Iterable<{ type: string; source: string; target: string }>,
  ): void {
    const { name } = this.#nameOf(container);
    for (const { type, source, target } of mounts)
      this.#warnOnce(
        type === 'bind'
          ? `${name}: ${target} is a bind mount of ${source}: what is saved there is in the container already, and nothing is copied to it`
          : `${name}: ${target} is a tmpfs, which the engine cannot copy to; use a volume, or sync to another folder`,
      );
  }

  #report(done: readonly Done[], milliseconds: number): void {
    const groups = new Map<string, string[]>();
    const copied = new Set(done.flatMap(({ changes }) => copiedPaths(changes)));
    const removed = new Set(done.flatMap(({ changes }) => changes.removals));
    this.#options.reporter.event({ type: 'files-copied', copied: [...copied], removed: [...removed] });
    for (const { name, changes } of done) {
      const what = describeChanges(changes);
      groups.set(what, [...(groups.get(what) ?? []), name]);
    }
    for (const [what, names] of groups)
      this.#options.reporter.notice(`${names.sort().join(', ')}: ${what} in ${Math.round(milliseconds)} ms`);
  }

  async #factsOf(container: ContainerId): Promise<ContainerFacts> {
    const facts = this.#facts.get(container) ?? readContainerFacts(this.#options.engine, container);
    this.#facts.set(container, facts);
    facts.catch(() => this.#facts.delete(container));
    return facts;
  }

  #nameOf(id: ContainerId): { readonly service: string; readonly name: string } {
    return this.#options.containerOf(id) ?? { service: '', name: id.slice(0, 12) };
  }
}

interface Done {
  readonly name: string;
  readonly changes: Changes;
}
