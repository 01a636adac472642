import type { Problem } from '../../diagnostics/problem.ts';
import type { LostAttributes } from '../../planner/request/lost-attributes.ts';
import type { LoadRequest } from '../../spec/files/load-request.ts';
import { nodeFiles } from './node-files.ts';

/** A warning for each, with its place in the files. */
export async function problemsOfLost(
  lost: readonly LostAttributes[],
  request: LoadRequest,
): Promise<readonly Problem[]> {
  if (lost.length === 0) return [];
  const { locateSettings } = await import('../../spec/explain/locate-settings.ts');
  const concerns = lost.map(({ service, kind, reference, attributes }) => {
    const list = `${kind}s` as const;
    return {
      of: ['services', service, list, reference.source],
      settings: [...attributes, ''],
    };
  });
  // A file that has been changed meanwhile and is wrong now is told of by the next command.
  const places = await locateSettings(concerns, request, nodeFiles).catch(() => []);
  return lost.map(({ service, kind, reference, attributes, why, hint }, index) => {
    const at = places[index];
    return {
      code: 'no-effect',
      severity: 'warning',
      message: `service "${service}": ${attributes.map((name) => `"${name}"`).join(' and ')} of ${kind} "${reference.source}" ${attributes.length > 1 ? 'have' : 'has'} no effect: ${why}`,
      hint,
      ...(at && { at }),
    };
  });
}
