import type { Span } from '../../diagnostics/source.ts';
import type { Concern } from '../../diagnostics/user-error.ts';
import type { LoadRequest } from '../files/load-request.ts';
import { loadWithDetails } from '../load/load-project.ts';
import { openLocator } from '../locate/open-locator.ts';
import { visibleSpan } from '../locate/visible-span.ts';
import { sourceMasker } from '../masking/mask-problems.ts';
import type { FilePort } from '../read/file-port.ts';
import { itemIndex } from '../tree/origins.ts';
import type { Path, Tree } from '../tree/tree.ts';

/**
 * The place of each concern in the files: the first of its settings that the files have. The text of the source has dots for secrets,
 * because a code frame shows it.
 *
 * Error: SpecError, when the files have become invalid.
 */
export async function locateSettings(
  concerns: readonly Concern[],
  request: LoadRequest,
  files: FilePort,
): Promise<readonly (Span | undefined)[]> {
  // The tree has no values of env files.
  const all: LoadRequest = {
    ...request,
    needs: 'names',
    profiles: ['*'],
    options: { ...request.options, checkConsistency: false },
  };
  const { details } = await loadWithDetails(all, files);
  const places = concerns.map((concern) => {
    const found = findSetting(details.tree, concern);
    return found && details.origins.at(details.tree, found.path, found.part);
  });
  if (places.every((place) => place === undefined)) return places.map(() => undefined);
  const locate = await openLocator();
  const spans = places.map((place) => {
    const span = place && locate(place);
    return span && visibleSpan(span);
  });
  if (request.options?.reveal) return spans;
  const compose = new Set(places.flatMap((place) => (place && place.kind !== 'span' ? [place.source] : [])));
  const hide = sourceMasker((source) => (compose.has(source) ? 'compose' : 'env'));
  return spans.map((span) => span && { ...span, source: hide(span.source) });
}

function findSetting(
  tree: Tree,
  { of = [], settings }: Concern,
): { readonly path: Path; readonly part: 'key' | 'value' } | undefined {
  for (const setting of settings) {
    const [attribute, text] = typeof setting === 'string' ? [setting, undefined] : setting;
    const path = [...of, ...(attribute === '' ? [] : attribute.split('.'))];
    const value = follow(tree, path);
    if (value === undefined) continue;
    if (text === undefined) return { path, part: typeof value === 'object' ? 'key' : 'value' };
    const within = text === '' ? undefined : findText(value, text);
    if (within) return { path: [...path, ...within.path], part: within.part };
  }
  return undefined;
}

/** For a list, a name selects the item with this name: `depends_on: [db]`, and `secrets: [{source: db}]`. */
function follow(tree: Tree, path: readonly string[]): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const name of path) {
    if (Array.isArray(here)) here = here[itemIndex(here, name) ?? here.length];
    else if (typeof here === 'object' && here !== null && Object.hasOwn(here, name))
      here = (here as Readonly<Record<string, Tree>>)[name];
    else return undefined;
  }
  return here;
}

/** The first value or name that contains the text. */
function findText(
  value: Tree,
  text: string,
): { readonly path: Path; readonly part: 'key' | 'value' } | undefined {
  if (typeof value !== 'object' || value === null)
    return String(value).includes(text) ? { path: [], part: 'value' } : undefined;
  const entries: Iterable<readonly [string | number, Tree]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [key, member] of entries) {
    if (typeof key === 'string' && key.includes(text)) return { path: [key], part: 'key' };
    const found = findText(member, text);
    if (found) return { path: [key, ...found.path], part: found.part };
  }
  return undefined;
}
