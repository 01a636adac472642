import type { Span } from '../../diagnostics/source.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Explanation } from '../../model/explanation.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { hidePasswords, looksSecret } from '../../util/looks-secret.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import { maskContributions } from '../masking/mask-explanation.ts';
import type { Container, Path, Tree } from '../tree/tree.ts';
import { parseTemplate, type Template } from '../variables/interpolation-syntax.ts';
import type { Explained } from './load-explained.ts';
import { variableContributions } from './variable-contributions.ts';

/** @param name without `$`. Error: `bad-usage` for one that is neither set nor used. */
export function explainVariable(name: string, explained: Explained, reveal: boolean): Explanation {
  const { variables, known } = explained;
  const uses = usesOfVariables(explained);
  const usedAt = uses.filter((use) => use.name === name).map(({ at }) => at);
  const value = variables.get(name);
  if (value === undefined && usedAt.length === 0) {
    const used = [...new Set(uses.map((use) => use.name))].sort();
    const near = didYouMean(
      name,
      [...used, ...variables.keys()].filter((other) => other.length > 2),
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
  const isSecret = looksSecret(name);
  const says = variableContributions(name, variables, known);
  return {
    subject: `$${name}`,
    ...(value !== undefined && {
      value: reveal ? value : isSecret && value !== '' ? HIDDEN : hidePasswords(value),
    }),
    members: [],
    says: reveal ? says : maskContributions(says, isSecret),
    notes: [],
    usedAt,
  };
}

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
