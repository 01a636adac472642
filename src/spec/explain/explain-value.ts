import { noSuchService, noSuchServiceError } from '../../diagnostics/no-such-service.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Explanation, Member } from '../../model/explanation.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import { maskContributions, maskModel, secretsIn } from '../masking/mask-explanation.ts';
import { isSecretPath } from '../masking/secret-path.ts';
import { composeSchema, memberOf as memberSchema, resolve, type SchemaNode } from '../shape/schema-node.ts';
import { formatPath } from '../shape/shape-problem.ts';
import type { Path } from '../tree/tree.ts';
import { contributionsTo, isChangedByCopying, valueAtPath } from './contributions.ts';
import { explainVariable, isVariable, nearVariable } from './explain-variable.ts';
import { memberOf } from './find-slot.ts';
import { type Explained, isFromEnvFile } from './load-explained.ts';
import { nearName, resolvePath } from './parse-path.ts';
import { whenSeen } from './when-seen.ts';

/** Error: `bad-usage` for a path that the project does not have; `no-such-service`. */
export function explainValue(text: string, explained: Explained, reveal: boolean): Explanation {
  const reached = resolvePath(text, explained.model);
  // A shell may have a variable of that name, so `$` is easily left out.
  if (!reached.ok && isVariable(text, explained)) return explainVariable(text, explained, reveal);
  if (reached.ok) return explainAt(reached.path, explained, reveal);
  const { copied } = explained;
  const there = copied && resolvePath(text, copied.model);
  if (!copied || !there?.ok) return unset(reached, explained);
  // The instance has none of it.
  const { value: _, ...explanation } = explainAt(there.path, { ...explained, model: copied.model }, reveal);
  return { ...explanation, notes: [`the instance "${copied.instance}" does without it`], members: [] };
}

function explainAt(path: Path, explained: Explained, reveal: boolean): Explanation {
  const value = valueAtPath(explained.model, path) ?? null;
  const says = contributionsTo(path, explained);
  const isSecret = isSecretPath(path) || isFromEnvFile(path, explained);
  const isHidden = (at: Path) => isFromEnvFile(at, explained);
  const isBranch = typeof value === 'object' && value !== null;
  const shown = reveal
    ? value
    : maskModel(value, path, isHidden, (at) => secretsIn(contributionsTo(at, explained)), explained.hide);
  return {
    subject: formatPath(path),
    value: shown,
    members: membersOf(shown),
    // The contributions to a map are those of its members.
    says: (reveal ? says : maskContributions(says, isSecret, explained.hide)).map((say) =>
      isBranch ? { ...say, text: '', variables: [] } : say,
    ),
    ...described(path),
    notes: [
      ...notesOn(value, path, says.length > 0 ? says.at(-1)?.text : undefined, explained),
      ...copyNotes(path, explained),
    ],
    usedAt: [],
  };
}

/** What is said is said of the project. */
function copyNotes(path: Path, explained: Explained): readonly string[] {
  const { copied } = explained;
  return copied && isChangedByCopying(path, explained)
    ? [`the instance "${copied.instance}" has a value of its own in place of that of the project`]
    : [];
}

function membersOf(value: Json): readonly Member[] {
  if (Array.isArray(value)) return value.map((item: Json, index) => ({ name: `[${index}]`, value: item }));
  return isJsonMap(value) ? Object.entries(value).map(([name, member]) => ({ name, value: member })) : [];
}

/** "Not set" is an answer for a known attribute; an unknown name is a mistake. */
function unset(
  { path, missing, rest }: Extract<ReturnType<typeof resolvePath>, { ok: false }>,
  explained: Explained,
): Explanation {
  const whole = [...path, missing, ...rest];
  const isAttribute = Object.hasOwn(schemaAt(path)?.properties ?? {}, missing);
  const node = isAttribute && !isNamed(path) ? schemaAt(whole) : undefined;
  if (node)
    return {
      subject: formatPath(whole),
      members: [],
      says: [],
      ...(node.description !== undefined && { description: node.description }),
      notes: [],
      usedAt: [],
    };
  const near =
    nearName(missing, path, explained.model) ??
    nearAttribute(missing, path) ??
    (path[0] === 'services' && path.length === 1 && rest.length === 0
      ? nearVariable(missing, explained)
      : undefined);
  if (path.length === 1 && path[0] === 'services')
    throw near === undefined
      ? noSuchServiceError([missing], Object.keys(Object(explained.model.services)))
      : new UserError('no-such-service', noSuchService([missing], []).message, {
          hint: `did you mean "${near}"?`,
        });
  const where = isNamed(path)
    ? `there is no ${kindOf(path)} "${missing}"`
    : `${formatPath(path)} has no "${missing}"`;
  throw new UserError('bad-usage', where, {
    hint: near === undefined ? membersHint(path, explained.model) : `did you mean "${near}"?`,
  });
}

/** The last names of such a path are the user's own. */
const isNamed = (path: Path): boolean => path.length === 1;
const kindOf = ([section]: Path): string => (typeof section === 'string' ? section.replace(/s$/, '') : '');

function membersHint(path: Path, model: Json): string {
  const here = path.reduce<Json | undefined>(memberOf, model);
  const names = Array.isArray(here) ? here.map((_, index) => `[${index}]`) : Object.keys(Object(here));
  if (names.length === 0) return 'it has no members';
  return names.length > 12
    ? `there are ${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
    : `there are ${names.join(', ')}`;
}

function nearAttribute(missing: string, path: Path): string | undefined {
  const properties = Object.keys(schemaAt(path)?.properties ?? {});
  return properties.find(
    (name) => name.replaceAll('_', '') === missing.toLowerCase().replaceAll(/[-_]/g, ''),
  );
}

function described(path: Path): { readonly description?: string } {
  const description = schemaAt(path)?.description;
  return description === undefined ? {} : { description };
}

function schemaAt(path: Path): SchemaNode | undefined {
  let node: SchemaNode | undefined = composeSchema();
  for (const name of path) {
    const here = resolve(node);
    if (typeof name !== 'number') {
      if (!here.properties && !here.patternProperties && typeof here.additionalProperties !== 'object')
        return undefined;
      node = memberSchema(here, name);
    } else node = here.items;
    if (!node) return undefined;
  }
  return resolve(node);
}

/** The change of the text after interpolation. */
function notesOn(
  value: Json,
  path: Path,
  written: string | undefined,
  explained: Explained,
): readonly string[] {
  const notes: string[] = [];
  if (
    typeof value === 'string' &&
    written !== undefined &&
    /^\.{1,2}(\/|$)|^~/.test(written) &&
    value.startsWith('/')
  )
    notes.push(`a relative path starts from ${explained.workingDir}`);
  const [section, service] = path;
  if (section === 'services' && typeof service === 'string' && path.length > 1) {
    const profiles = memberOf(memberOf(memberOf(explained.model, section), service), 'profiles');
    const active = explained.activeProfiles;
    if (
      Array.isArray(profiles) &&
      profiles.length > 0 &&
      !active.includes('*') &&
      !profiles.some((name) => active.includes(String(name)))
    )
      notes.push(`the service is switched off; --profile ${String(profiles[0])} switches it on`);
  }
  return [...notes, ...whenSeen(path, explained.model)];
}
