import type { Fix } from '../diagnostics/fix.ts';
import type { Problem } from '../diagnostics/problem.ts';
import type { LoadDetails } from '../spec/load/load-project.ts';
import { isMap } from '../spec/tree/tree.ts';

/** The same warnings of loading; that of `version` with what removes it from all files. */
export async function withFixOfVersion(
  warnings: readonly Problem[],
  { origins }: Pick<LoadDetails, 'origins'>,
): Promise<readonly Problem[]> {
  if (!warnings.some(isOfVersion)) return warnings;
  const { yamlFix } = await import('../spec/locate/yaml-fix.ts');
  const fixes = origins.documents().flatMap(({ tree, source, document }): readonly Fix[] => {
    if (!isMap(tree) || tree.version === undefined) return [];
    const fix = yamlFix(
      { kind: 'path', source, document, path: ['version'], part: 'key' },
      { kind: 'remove' },
    );
    return fix ? [fix] : [];
  });
  return warnings.map((warning) =>
    isOfVersion(warning) && fixes.length > 0 ? { ...warning, fixes } : warning,
  );
}

const isOfVersion = ({ code, at }: Problem): boolean =>
  code === 'obsolete-attribute' && at?.source.text.slice(at.start, at.end) === 'version';
