import { type Edit, type Fix, withEdits } from '../diagnostics/fix.ts';
import type { Problem } from '../diagnostics/problem.ts';
import type { Source } from '../diagnostics/source.ts';

export interface FixedFile {
  readonly source: Source;
  readonly edits: readonly Edit[];
  readonly text: string;
}

/**
 * The files with what mends the problems. Of two fixes that touch one another the first is taken: the other is found again in the new
 * file. A Compose file is read again, and what would change anything else in it is left out.
 */
export async function fixedFiles(problems: readonly Problem[]): Promise<readonly FixedFile[]> {
  const byFile = new Map<string, Fix[]>();
  for (const fix of problems.flatMap(({ fixes = [] }) => fixes))
    byFile.set(fix.source.name, [...(byFile.get(fix.source.name) ?? []), fix]);
  const files = await Promise.all([...byFile.values()].map(fixFile));
  return files.flatMap((file) => file ?? []);
}

async function fixFile(fixes: readonly Fix[]): Promise<FixedFile | undefined> {
  const source = fixes[0]?.source;
  if (!source) return undefined;
  const apart = fixesApart(fixes);
  const kept = (await areAsMeant(source, apart)) ? apart : await keepThoseAsMeant(source, apart);
  const edits = kept.flatMap((fix) => fix.edits);
  return edits.length === 0 ? undefined : { source, edits, text: withEdits(source.text, edits) };
}

/** One that is told twice is one: services may share a line. */
function fixesApart(fixes: readonly Fix[]): readonly Fix[] {
  const kept = new Map<string, Fix>();
  for (const fix of fixes) {
    const others = [...kept.values()].flatMap(({ edits }) => edits);
    if (!fix.edits.some((edit) => others.some((other) => touch(edit, other))))
      kept.set(JSON.stringify(fix.edits), fix);
  }
  return [...kept.values()];
}

/** Two texts may be put at the same place, unless they are the same. */
function touch(a: Edit, b: Edit): boolean {
  const isBetween = a.start === a.end && b.start === b.end && a.start === b.start;
  return isBetween
    ? a.text === b.text
    : a.start < Math.max(b.end, b.start + 1) && b.start < Math.max(a.end, a.start + 1);
}

async function areAsMeant(source: Source, fixes: readonly Fix[]): Promise<boolean> {
  const changes = fixes.flatMap(({ means }) => means ?? []);
  if (changes.length === 0) return true;
  const { isAsMeant } = await import('../spec/locate/yaml-fix.ts');
  return isAsMeant(
    source,
    fixes.flatMap(({ edits }) => edits),
    changes,
  );
}

async function keepThoseAsMeant(source: Source, fixes: readonly Fix[]): Promise<readonly Fix[]> {
  const kept: Fix[] = [];
  for (const fix of fixes) if (await areAsMeant(source, [...kept, fix])) kept.push(fix);
  return kept;
}
