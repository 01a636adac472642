import type { Event } from '../../model/event.ts';
import type { PageWatch, PageWatchEntry } from '../../model/page-watch.ts';
import type { WatchEvent } from '../../model/watch-event.ts';
import { labelOf, resourcesOf } from '../../ui/plan/resource-of.ts';
import { wordsFor } from '../../ui/plan/wording.ts';
import { disarm } from '../../util/disarm.ts';

/** A day of work is longer than anybody reads back. */
const MOST_ENTRIES = 100;
const MOST_FILES = 50;
/** A page shows fewer: a secret of several lines is known by its first one. */
const MOST_LINES = 400;
const MOST_SAID = 100;
const LONGEST_LINE = 10_000;

export const newWatch = (startedAt: number, by?: string): PageWatch => ({
  startedAt,
  ...(by !== undefined && { by }),
  entries: {},
});

/** The watch after an event, with the secrets that the event has. @param now milliseconds since 1970 */
export function advanceWatch(watch: PageWatch, event: WatchEvent, now: number): PageWatch {
  const current = runningEntry(watch);
  switch (event.type) {
    case 'work-started':
      return withNew(watch, { kind: event.work, status: 'running', at: now, services: event.services });
    case 'watch-notice':
      return current
        ? withEntry(watch, withSaid(current, event.message))
        : withNew(watch, { kind: 'notice', status: 'done', at: now, says: [disarm(event.message)] });
    case 'watch-warning':
      return current
        ? withEntry(watch, withWarning(current, event.message))
        : withNew(watch, {
            kind: 'warning',
            status: 'done',
            at: now,
            warnings: [disarmLines(event.message)],
          });
    case 'work-ended':
      return current ? ended(watch, current, event, now) : watch;
    case 'files-copied':
      return current ? withEntry(watch, withFiles(current, event)) : watch;
    case 'work-output':
      return current ? withEntry(watch, withOutput(current, event.line, event.container)) : watch;
    case 'work-event':
      return current ? withEntry(watch, withPlanEvent(current, event.event)) : watch;
  }
}

/** Nobody watches any more. @param isLost whoever watched has not said so */
export function endWatch(watch: PageWatch, now: number, isLost = false): PageWatch {
  const current = runningEntry(watch);
  const left = current
    ? withEntry(watch, { ...current, status: 'cancelled', tookMs: now - current.at })
    : watch;
  return { ...left, endedAt: now, ...(isLost && { isLost }) };
}

const runningEntry = ({ entries }: PageWatch): PageWatchEntry | undefined =>
  Object.values(entries).find(({ status }) => status === 'running');

function ended(
  watch: PageWatch,
  current: PageWatchEntry,
  { failed, hasFailed }: Extract<WatchEvent, { type: 'work-ended' }>,
  now: number,
): PageWatch {
  const { files, says, warnings, output } = current;
  const isEmpty = !hasFailed && files.length + says.length + warnings.length + output.length === 0;
  // Containers are compared with the host whenever one starts, and mostly there is nothing to copy.
  if (current.kind === 'sync' && isEmpty) return withoutEntry(watch, current.id);
  const failures = Object.fromEntries([...failed].map(([service, why]) => [service, disarmLines(why)]));
  const status = hasFailed ? 'failed' : 'done';
  return withEntry(watch, { ...current, status, tookMs: now - current.at, failures });
}

const disarmLines = (text: string): string => text.split(/\r?\n/).map(disarm).join('\n');

function withFiles(
  entry: PageWatchEntry,
  { copied, removed }: Extract<WatchEvent, { type: 'files-copied' }>,
): PageWatchEntry {
  const all = [...copied, ...removed.map((path) => `− ${path}`)].map(disarm);
  return { ...entry, files: all.slice(0, MOST_FILES), moreFiles: Math.max(0, all.length - MOST_FILES) };
}

function withPlanEvent(entry: PageWatchEntry, event: Event): PageWatchEntry {
  switch (event.type) {
    case 'step-progress': {
      const { stream, text } = event.progress;
      return stream === undefined ? entry : withOutput(entry, text);
    }
    case 'step-ended': {
      if (event.outcome.status !== 'done') return entry;
      const { operation } = event.step;
      const label = resourcesOf(operation).map(labelOf).join(', ');
      return withSaid(entry, `${label} ${wordsFor(operation).done}`);
    }
    case 'warning':
      return withWarning(entry, event.message);
    case 'notice':
      return withSaid(entry, event.message);
    case 'plan-started':
    case 'step-started':
    case 'plan-ended':
      return entry;
  }
}

const withSaid = (entry: PageWatchEntry, text: string): PageWatchEntry => ({
  ...entry,
  says: [...entry.says, disarm(text)].slice(-MOST_SAID),
});

const withWarning = (entry: PageWatchEntry, text: string): PageWatchEntry => ({
  ...entry,
  warnings: [...entry.warnings, disarmLines(text)].slice(-MOST_SAID),
});

function withOutput(entry: PageWatchEntry, text: string, container?: string): PageWatchEntry {
  const line = `${container === undefined ? '' : `${container}: `}${disarm(text)}`.slice(0, LONGEST_LINE);
  return { ...entry, output: [...entry.output, line].slice(-MOST_LINES) };
}

function withNew(
  watch: PageWatch,
  entry: Pick<PageWatchEntry, 'kind' | 'status' | 'at'> & Partial<PageWatchEntry>,
): PageWatch {
  const id = Math.max(0, ...Object.values(watch.entries).map((one) => one.id)) + 1;
  const grown = withEntry(watch, { ...NOTHING_TOLD, ...entry, id });
  return withoutEntry(grown, id - MOST_ENTRIES);
}

const NOTHING_TOLD = {
  services: [],
  says: [],
  warnings: [],
  files: [],
  moreFiles: 0,
  output: [],
  failures: {},
} satisfies Partial<PageWatchEntry>;

const withEntry = (watch: PageWatch, entry: PageWatchEntry): PageWatch => ({
  ...watch,
  entries: { ...watch.entries, [entry.id]: entry },
});

function withoutEntry(watch: PageWatch, id: number): PageWatch {
  const { [id]: _, ...entries } = watch.entries;
  return { ...watch, entries };
}
