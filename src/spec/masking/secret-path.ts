import { looksSecret } from '../../util/looks-secret.ts';
import type { Path } from '../tree/tree.ts';

/** Maps whose keys the user chooses. A key of the format, such as `secrets`, hides nothing. */
const OPEN = new Set([
  'additional_contexts',
  'annotations',
  'args',
  'driver_opts',
  'environment',
  'labels',
  'options',
  'storage_opt',
  'sysctls',
]);

/** Whether the names of a path mark its value as a secret. */
export function isSecretPath(path: Path): boolean {
  const names = path.filter((name) => typeof name === 'string');
  const [section, , attribute] = names;
  if (section === 'secrets' && names.length === 3) return attribute === 'content';
  const last = names.at(-1) ?? '';
  // `secrets.x.environment: NAME` names a variable; only below such a map are values.
  const isOpen = names.some((name, depth) =>
    depth === names.length - 1 ? name.startsWith('x-') : OPEN.has(name) || name.startsWith('x-'),
  );
  return isOpen && looksSecret(last);
}
