import type { Fix } from '../diagnostics/fix.ts';
import type { LoadDetails } from '../spec/load/load-project.ts';
import type { PracticeFinding, Remedy } from './subject/rule.ts';

/** Without those for which a file is written in a way that allows no such change. */
export type FixesWriter = (remedies: readonly Remedy[]) => readonly Fix[];

/**
 * Turns what mends a finding into edits of files. The parser that knows positions is loaded where a Compose file is to change.
 *
 * @param isOneEnough the first fix of a finding stands for all of them
 */
export async function fixesWriter(
  findings: readonly PracticeFinding[],
  { placeOf }: Pick<LoadDetails, 'placeOf'>,
  isOneEnough: boolean,
): Promise<FixesWriter> {
  const needsYaml = findings.some(({ remedy }) => remedy?.kind === 'member');
  const yaml = needsYaml ? await import('../spec/locate/yaml-fix.ts') : undefined;
  const toFix = (remedy: Remedy): Fix | undefined => {
    if (remedy.kind === 'edits') {
      const { source, inline } = remedy.image.file;
      return inline ? undefined : { source, edits: remedy.edits };
    }
    const place = placeOf(remedy.path, 'key');
    return place?.kind === 'path' ? yaml?.yamlFix(place, remedy.change) : undefined;
  };
  return (remedies) => {
    const fixes: Fix[] = [];
    for (const remedy of remedies) {
      const fix = toFix(remedy);
      if (fix) fixes.push(fix);
      if (fix && isOneEnough) break;
    }
    return fixes;
  };
}
