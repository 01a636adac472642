import { looksSecret } from '../../util/looks-secret.ts';
import type { Path } from '../tree/tree.ts';

/** Maps whose names are the user's own. A name of the format, such as `secrets`, is no reason to hide anything. */
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

/** Whether the value at a path must not be shown, going by its names alone. */
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
