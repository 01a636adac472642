import type { Fix } from '../diagnostics/fix.ts';
import type { LoadDetails } from '../spec/load/load-project.ts';
import type { PracticeFinding, Remedy } from './subject/rule.ts';

/** Undefined: the file is written in a way that allows no such change. */
export type FixWriter = (remedy: Remedy) => Fix | undefined;

/** Turns what mends a finding into edits of files. The parser that knows positions is loaded where a Compose file is to change. */
export async function fixWriter(
  findings: readonly PracticeFinding[],
  { placeOf }: Pick<LoadDetails, 'placeOf'>,
): Promise<FixWriter> {
  const needsYaml = findings.some(({ remedy }) => remedy?.kind === 'member');
  const yaml = needsYaml ? await import('../spec/locate/yaml-fix.ts') : undefined;
  return (remedy) => {
    if (remedy.kind === 'edits') {
      const { source, inline } = remedy.image.file;
      return inline ? undefined : { source, edits: remedy.edits };
    }
    const place = placeOf(remedy.path, 'key');
    return place?.kind === 'path' ? yaml?.yamlFix(place, remedy.change) : undefined;
  };
}
