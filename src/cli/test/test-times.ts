import { readFile, writeFile } from 'node:fs/promises';
import { fileError } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { TestRun } from './test-outcome.ts';

/** How long test services took, in seconds, as `--times` has them. A file that is not there yet has none. */
export async function readTimes(path: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw fileError(path, 'cannot be read', error);
  });
  const entries = entriesOf(text);
  if (!entries)
    throw new UserError('bad-usage', `${path} is no file of times`, {
      hint: 'remove it: the next run makes it anew',
    });
  return new Map(entries);
}

function entriesOf(text: string): readonly (readonly [string, number])[] | undefined {
  try {
    const times: unknown = JSON.parse(text);
    if (typeof times !== 'object' || times === null || Array.isArray(times)) return undefined;
    return Object.entries(times).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0,
    );
  } catch {
    return undefined;
  }
}

/** Those of services that did not run now stay. One line for each, so that a merge of two branches is easy. */
export async function noteTimes(path: string, runs: readonly TestRun[]): Promise<void> {
  const times = new Map(await readTimes(path));
  for (const { service, seconds, end } of runs)
    if (end.kind === 'exited') times.set(service, Math.round(seconds * 10) / 10);
  const sorted = Object.fromEntries([...times.keys()].sort().map((name) => [name, times.get(name)]));
  await writeFile(path, `${JSON.stringify(sorted, null, 2)}\n`).catch((error: NodeJS.ErrnoException) => {
    throw fileError(path, 'cannot be written', error);
  });
}
