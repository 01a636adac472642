import { type Span, showPlace } from '../../diagnostics/source.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Contribution, Explanation } from '../../model/explanation.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import { maskContributions } from '../masking/mask-explanation.ts';
import type { Variables } from '../tree/history.ts';
import type { Container, Path, Tree } from '../tree/tree.ts';
import { parseTemplate, type Template } from '../variables/interpolation-syntax.ts';
import type { Explained } from './load-explained.ts';
import { variableContributions } from './variable-contributions.ts';

/** @param name without `$`. Error: `bad-usage` for one that is neither set nor used. */
export function explainVariable(name: string, explained: Explained, reveal: boolean): Explanation {
  const scopes = scopesOf(name, explained);
  const uses = usesOfVariables(explained);
  const usedAt = uses.filter((use) => use.name === name).map(({ at }) => at);
  const values = new Set(scopes.map(({ value }) => value));
  const [value] = values;
  if (value === undefined && usedAt.length === 0) {
    const used = [...new Set(uses.map((use) => use.name))].sort();
    const near = didYouMean(
      name,
      [...used, ...explained.variables.keys()].filter((other) => other.length > 2),
    );
    const hint =
      near !== undefined
        ? `did you mean "$${near}"?`
        : used.length > 0
          ? `the files use ${used.join(', ')}`
          : undefined;
    throw new UserError(
      'bad-usage',
      `no file uses $${name}, and it is not set`,
      hint === undefined ? {} : { hint },
    );
  }
  const isSecret = explained.isSecret(name);
  const says = scopes.flatMap(({ says: own }) => own);
  return {
    subject: `$${name}`,
    ...(value !== undefined &&
      values.size === 1 && {
        value: reveal ? value : isSecret && value !== '' ? HIDDEN : explained.hide(value),
      }),
    ...(values.size > 1 && { differs: true }),
    members: [],
    says: reveal ? says : maskContributions(says, isSecret, explained.hide),
    notes: [],
    usedAt,
  };
}

/** Whether a name without `$` is that of a variable of the files. */
export const isVariable = (name: string, explained: Explained): boolean =>
  usesOfVariables(explained).some((use) => use.name === name);

/** `$SHOP_PORT` for `SHOP_PROT`. */
export function nearVariable(name: string, explained: Explained): string | undefined {
  const near = didYouMean(name, new Set(usesOfVariables(explained).map((use) => use.name)));
  return near === undefined ? undefined : `$${near}`;
}

interface Scope {
  readonly value: string;
  readonly says: readonly Contribution[];
}

/** What is set for all files cannot be replaced by an include; what is not, each include may set to something else. */
function scopesOf(name: string, { variables, known, history, origins, spanOf }: Explained): readonly Scope[] {
  const scopeOf = (seen: Variables, where: string): readonly Scope[] => {
    const value = seen.get(name);
    if (value === undefined) return [];
    const says = variableContributions(name, seen, known);
    return [{ value, says: says.map((say) => ({ ...say, how: joined(say.how, where) })) }];
  };
  if (variables.has(name)) return scopeOf(variables, '');
  return [...history.includes()].flatMap(([seen, { at, outer }]) => {
    // An include within it sees the same.
    if (outer.has(name)) return [];
    const place = origins.place(at.container, at.key);
    const span = place && spanOf(place);
    return scopeOf(seen, span ? `for what ${showPlace(span)} includes` : '');
  });
}

const joined = (...words: readonly string[]): string => words.filter((word) => word !== '').join(', ');

interface Use {
  readonly name: string;
  readonly at: Span;
}

function usesOfVariables({ origins, spanOf }: Explained): readonly Use[] {
  return origins.documents().flatMap(({ tree, source, document }) =>
    textsIn(tree).flatMap(({ path, text }) => {
      const parsed = parseTemplate(text);
      if (!parsed.ok) return [];
      return namesIn(parsed.template).flatMap(({ name, within }) => {
        const at = spanOf({ kind: 'path', source, document, path, part: 'value', within });
        return at ? [{ name, at }] : [];
      });
    }),
  );
}

function namesIn(
  template: Template,
): readonly { readonly name: string; readonly within: readonly [number, number] }[] {
  return template.flatMap((part) =>
    typeof part === 'string'
      ? []
      : [{ name: part.name, within: [part.start, part.end] as const }, ...namesIn(part.word)],
  );
}

function textsIn(tree: Tree): readonly { readonly path: Path; readonly text: string }[] {
  const found: { readonly path: Path; readonly text: string }[] = [];
  const seen = new Set<Container>();
  const walk = (value: Tree, path: Path): void => {
    if (typeof value === 'string' && value.includes('$')) found.push({ path, text: value });
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, member] of entries) walk(member, [...path, key]);
  };
  walk(tree, []);
  return found;
}
