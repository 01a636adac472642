import type { Contribution, VariableUse } from '../../model/explanation.ts';
import type { Json } from '../../model/json.ts';
import { isJsonMap } from '../../model/json.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { hidePasswords, looksSecret } from '../../util/looks-secret.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import type { Path } from '../tree/tree.ts';
import { maskWritten, withoutSecrets } from './mask-text.ts';
import { isSecretPath } from './secret-path.ts';

/**
 * The same explanation without secrets: neither in written texts nor in values of variables.
 *
 * @param hide takes out what is known to be one, wherever it is repeated
 */
export function maskContributions(
  contributions: readonly Contribution[],
  isSecret: boolean,
  hide: Hide,
): readonly Contribution[] {
  return contributions.map((say) => ({
    ...say,
    text: (isSecret || say.isSecret) && !say.isNothing ? maskItem(say.text) : hide(say.text),
    variables: say.variables.map((use) => maskUse(use, isSecret, hide)),
  }));
}

/** A variable whose name looks secret is a secret wherever it is used. */
function maskUse(use: VariableUse, isSecret: boolean, hide: Hide): VariableUse {
  const hides = isSecret || looksSecret(use.name);
  return {
    ...use,
    text: hides ? maskWritten(use.text) : hide(use.text),
    value: hides ? hidden(use.value) : hide(use.value),
    says: maskContributions(use.says, hides, hide),
  };
}

/** The name of `NAME=value` stays visible. */
function maskItem(text: string): string {
  const name = /^[A-Za-z_][\w.-]*=/.exec(text)?.[0] ?? '';
  return name + maskWritten(text.slice(name.length));
}

/** The secrets that interpolation put into a text. */
export function secretsIn(says: readonly Contribution[]): readonly string[] {
  return says
    .flatMap(({ variables }) => variables)
    .filter(({ name }) => looksSecret(name))
    .map(({ value }) => value)
    .sort((a, b) => b.length - a.length);
}

/** A model without interpolation: the variables of a secret stay visible. */
export function maskRawModel(json: Json, path: Path = []): Json {
  if (Array.isArray(json)) return json.map((item: Json, index) => maskRawModel(item, [...path, index]));
  if (isJsonMap(json))
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [key, maskRawModel(value, [...path, key])]),
    );
  if (typeof json !== 'string') return isSecretPath(path) && json !== null ? HIDDEN : json;
  if (isSecretPath(path)) return maskWritten(json);
  // `environment: [NAME=value]` is still a list here.
  const [, name] = /^([A-Za-z_][\w.-]*)=/.exec(json) ?? [];
  const isEntry = name !== undefined && isSecretPath([...path.slice(0, -1), name]);
  return isEntry ? maskItem(json) : hidePasswords(json);
}

/**
 * @param isHidden whether a value is a secret for another reason than its name
 * @param secretsAt the secrets inside a text
 * @param hide as for `maskContributions`
 */
export function maskModel(
  json: Json,
  path: Path,
  isHidden: (path: Path) => boolean,
  secretsAt: (path: Path) => readonly string[],
  hide: Hide,
): Json {
  if (json === null || json === '') return json;
  const member = (value: Json, key: string | number) =>
    maskModel(value, [...path, key], isHidden, secretsAt, hide);
  if (Array.isArray(json)) {
    const items: readonly Json[] = json;
    return items.map(member);
  }
  if (isJsonMap(json))
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, member(value, key)]));
  if (isSecretPath(path) || isHidden(path)) return HIDDEN;
  return typeof json === 'string' ? hide(withoutSecrets(json, secretsAt(path))) : json;
}

const hidden = (text: string): string => (text === '' ? text : HIDDEN);
