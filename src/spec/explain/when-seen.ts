import type { Json } from '../../model/json.ts';
import type { Path } from '../tree/tree.ts';
import { memberOf } from './find-slot.ts';

const ENVIRONMENT = [
  'a container keeps its environment for life: `up` replaces it after a change, `restart` is not enough',
];
const FOLDER =
  'a running container sees every change in a mounted folder at once, and what is written into a mounted file';
const IN_PLACE = 'a running container sees at once what is written into the mounted file';
const REPLACED = 'a new file in the place of a mounted one, as many editors make it, is seen after `restart`';
const COPIED =
  'copied content is part of the container: `up` notices a change, and replaces it or does what `on-change` says';

/** When a running container sees a change of what the value names: at once, after a restart, or only as a new container. */
export function whenSeen(path: Path, model: Json): readonly string[] {
  const [section, name, attribute, index] = path;
  if (section === 'secrets' || section === 'configs')
    return name === undefined ? [] : ofSource(valueAt(model, [section, name]));
  if (section !== 'services' || name === undefined || attribute === undefined) return [];
  if (attribute === 'environment' || attribute === 'env_file') return ENVIRONMENT;
  if (attribute === 'volumes') {
    const mounts = valueAt(model, path.slice(0, 4));
    return (Array.isArray(mounts) ? mounts : [mounts]).some(isBind) ? [FOLDER, REPLACED] : [];
  }
  if ((attribute !== 'secrets' && attribute !== 'configs') || index === undefined) return [];
  const source = valueAt(model, [section, name, attribute, index, 'source']);
  return typeof source === 'string' ? ofSource(valueAt(model, [attribute, source])) : [];
}

const valueAt = (model: Json, path: Path): Json | undefined => path.reduce<Json | undefined>(memberOf, model);

const isBind = (mount: Json | undefined): boolean => valueAt(mount ?? null, ['type']) === 'bind';

function ofSource(declared: Json = null): readonly string[] {
  if (valueAt(declared, ['file']) !== undefined) return [IN_PLACE, `${REPLACED} or \`up\`, which notices it`];
  const isCopied = valueAt(declared, ['content']) ?? valueAt(declared, ['environment']);
  return isCopied === undefined ? [] : [COPIED];
}
