import { readYaml } from '../../spec/read/read-yaml.ts';
import { isMap, type Tree } from '../../spec/tree/tree.ts';
import { badBundle, COMPOSE_FILE } from './bundle-format.ts';

/**
 * The files of this folder that the bundled Compose file gives to containers. Others have no business in a bundle.
 *
 * Error: UserError `bad-bundle` for what is no YAML.
 */
export function namedFiles(text: string): ReadonlySet<string> {
  const documents = readYaml({ name: COMPOSE_FILE, text }, ({ message }) => {
    throw badBundle(`its ${COMPOSE_FILE} cannot be read: ${message}`);
  });
  const sources = documents.flatMap((document) => [
    ...membersOf(memberOf(document, 'configs')).map((config) => memberOf(config, 'file')),
    ...membersOf(memberOf(document, 'services'))
      .flatMap((service) => listOf(memberOf(service, 'volumes')))
      .map((volume) => memberOf(volume, 'source')),
  ]);
  return new Set(
    sources.flatMap((source) =>
      typeof source === 'string' && source.startsWith('./') ? [source.slice(2).replaceAll('$$', '$')] : [],
    ),
  );
}

const membersOf = (tree: Tree | undefined): readonly Tree[] => (isMap(tree) ? Object.values(tree) : []);

const memberOf = (tree: Tree, key: string): Tree | undefined => (isMap(tree) ? tree[key] : undefined);

const listOf = (tree: Tree | undefined): readonly Tree[] => (Array.isArray(tree) ? tree : []);
