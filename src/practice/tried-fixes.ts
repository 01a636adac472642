import type { Edit, Fix } from '../diagnostics/fix.ts';
import type { Problem } from '../diagnostics/problem.ts';
import type { BaselineEntry } from './baseline.ts';
import { type FixedFile, fixedFiles } from './fixed-files.ts';

type Found = readonly Pick<BaselineEntry, 'rule' | 'service' | 'file'>[];

interface Trial {
  /** All that is found in the files as they are. */
  readonly before: Found;
  /** All that is found in the files with these texts, which nobody has written yet; undefined: they cannot be loaded. */
  readonly after: (files: readonly FixedFile[]) => Promise<Found | undefined>;
}

/**
 * The files with what mends the problems, as far as it does: the rules are asked again before anything is written. What leaves its
 * finding, or brings a new one, is left out.
 */
export async function triedFixes(problems: readonly Problem[], trial: Trial): Promise<readonly FixedFile[]> {
  const all = await fixedFiles(problems);
  if (all.length === 0 || (await doesMend(all, problems, trial))) return all;
  const kept: Problem[] = [];
  let files: readonly FixedFile[] = [];
  for (const problem of problems) {
    const more = await fixedFiles([...kept, problem]);
    if (!(await doesMend(more, [...kept, problem], trial))) continue;
    kept.push(problem);
    files = more;
  }
  return files;
}

async function doesMend(files: readonly FixedFile[], problems: readonly Problem[], { before, after }: Trial) {
  const left = await after(files);
  if (!left) return false;
  const known = countBy(before, placeOf);
  const hasNew = [...countBy(left, placeOf)].some(([place, count]) => count > (known.get(place) ?? 0));
  if (hasNew) return false;
  const [earlier, later] = [countBy(before, ruleOf), countBy(left, ruleOf)];
  return [...fixesIn(files, problems)].every(([rule, fixes]) => {
    const count = earlier.get(rule) ?? 0;
    // Several files may have to change for one finding.
    return count - (later.get(rule) ?? 0) >= Math.min(fixes, count);
  });
}

/** How many fixes of each rule were taken. */
function fixesIn(files: readonly FixedFile[], problems: readonly Problem[]): ReadonlyMap<string, number> {
  const taken = new Set<Edit>(files.flatMap(({ edits }) => edits));
  const isTaken = ({ edits }: Fix): boolean => edits.every((edit) => taken.has(edit));
  return countBy(
    problems.flatMap(({ code, fixes = [] }) => fixes.filter(isTaken).map(() => code)),
    (code) => code,
  );
}

const ruleOf = ({ rule }: Found[number]): string => rule;

/** What a finding says may change by what mends another one. */
const placeOf = ({ rule, service = '', file = '' }: Found[number]): string =>
  JSON.stringify([rule, service, file]);

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
