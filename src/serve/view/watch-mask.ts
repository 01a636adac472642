import type { PageWatch, PageWatchEntry } from '../../model/page-watch.ts';
import type { Hide } from '../../model/secret-hider.ts';

const MOST_LINES = 300;
const LONGEST_LINE = 1000;

/** A watch as a page may show it. What was hidden once stays the same object, so that only what is new goes to the page. */
export class WatchMask {
  readonly #hide: Hide;
  readonly #shown = new WeakMap<PageWatchEntry, PageWatchEntry>();

  /** @param hide takes secrets out of a text of several lines */
  constructor(hide: Hide) {
    this.#hide = hide;
  }

  over(watch: PageWatch): PageWatch {
    const entries = Object.entries(watch.entries).map(([id, entry]) => [id, this.#entry(entry)]);
    return { ...watch, entries: Object.fromEntries(entries) };
  }

  #entry(entry: PageWatchEntry): PageWatchEntry {
    const shown = this.#shown.get(entry) ?? this.#mask(entry);
    this.#shown.set(entry, shown);
    return shown;
  }

  #mask(entry: PageWatchEntry): PageWatchEntry {
    const hide = this.#hide;
    return {
      ...entry,
      says: entry.says.map(hide),
      warnings: entry.warnings.map(hide),
      files: entry.files.map(hide),
      output: this.#lines(entry.output),
      failures: Object.fromEntries(
        Object.entries(entry.failures).map(([service, why]) => [service, hide(why)]),
      ),
    };
  }

  /** As one text: some secrets have lines. */
  #lines(lines: readonly string[]): readonly string[] {
    const shown = lines.length === 0 ? [] : this.#hide(lines.join('\n')).split('\n');
    return shown
      .slice(-MOST_LINES)
      .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  }
}
