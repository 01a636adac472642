import type { ReadDocument } from '../read/read-documents.ts';
import type { Remotes } from '../read/remotes.ts';
import { isMap, type Tree } from '../tree/tree.ts';
import { usedVariables } from '../variables/used-variables.ts';

/** Notes which variables of the user a document of a remote file gets: those that it fills in, and those that it passes on by name. */
export function noteVariables({ tree, file }: ReadDocument, remotes: Remotes): void {
  if (!remotes.folderOf(file)) return;
  for (const variable of usedVariables(tree)) remotes.noteVariable(variable);
  const passedOn = [
    ...membersOf(tree.services).flatMap((service) => {
      const build = isMap(service) && isMap(service.build) ? service.build : {};
      return isMap(service) ? [...withoutValue(service.environment), ...withoutValue(build.args)] : [];
    }),
    ...[tree.secrets, tree.configs].flatMap((section) =>
      membersOf(section).flatMap((spec) =>
        isMap(spec) && typeof spec.environment === 'string' ? [spec.environment] : [],
      ),
    ),
  ];
  for (const name of passedOn) remotes.noteVariable({ name, required: false, defaultValue: '' });
}

const membersOf = (section: Tree | undefined): readonly Tree[] =>
  isMap(section) ? Object.values(section) : [];

/** `[NAME]` and `{NAME: null}`. */
function withoutValue(environment: Tree | undefined): readonly string[] {
  if (Array.isArray(environment))
    return environment.flatMap((item) => (typeof item === 'string' && !item.includes('=') ? [item] : []));
  if (!isMap(environment)) return [];
  return Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : []));
}
