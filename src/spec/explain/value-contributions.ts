import type { Contribution } from '../../model/explanation.ts';
import type { Json } from '../../model/json.ts';
import type { Path } from '../tree/tree.ts';
import { A_DEFAULT, describeDefault } from './describe-default.ts';
import { findSlot, memberOf, valueAt } from './find-slot.ts';
import { leafContribution } from './leaf-contribution.ts';
import { type Explained, serviceEntries } from './load-explained.ts';
import { shortFormSays } from './short-form.ts';
import { trace } from './trace.ts';
import { variableContributions } from './variable-contributions.ts';

/** All contributions to the value at a path of the canonical model, the strongest last. */
export function valueContributions(path: Path, explained: Explained): readonly Contribution[] {
  if (path.length === 1 && path[0] === 'name') return nameContributions(explained);
  const { tree, model, origins } = explained;
  const { slot, rest } = findSlot(tree, path, model);
  const isWritten = slot !== undefined && (rest.length === 0 || isShortForm(valueAt(slot), rest));
  const written = isWritten
    ? trace(slot, origins).map((leaf) => leafContribution(leaf, path, explained))
    : [];
  const below = fromServiceFiles(path, written.length > 0, explained);
  const passed = rest.length === 0 ? passedThrough(path, written, explained) : [];
  const all = [
    ...below,
    ...(passed.length > 0 ? written.map((say) => ({ ...say, how: PASSED })) : written),
    ...passed,
  ];
  const value = path.reduce<Json | undefined>(memberOf, model);
  const reason = describeDefault(path, model);
  const isSaid = (): boolean =>
    isIn(value, all) || (reason === A_DEFAULT && slot !== undefined && shortFormSays(slot, path, rest));
  if (all.length > 0 && (rest.length === 0 || isSaid())) return all;
  return [
    ...all.map((say) => ({ ...say, how: 'does not say', wins: false })),
    { text: '', how: `gantry: ${reason}`, wins: true, variables: [] },
  ];
}

/** Whether a short form, such as `8080:80`, contains the value of the long form; otherwise the value is a default. */
function isIn(value: Json | undefined, says: readonly Contribution[]): boolean {
  if (typeof value === 'object' || value === undefined) return true;
  return says.some(({ text, variables }) =>
    [text, ...variables.map((use) => use.value)].some((part) => contains(part, String(value))),
  );
}

/** Loading made paths absolute, ranges single ports, and of two dollars one. */
function contains(written: string, value: string): boolean {
  const text = written.replaceAll('$$', '$');
  if (text.includes(value) || value.startsWith('/')) return true;
  // `gpus: all`
  if (value === '-1') return text === 'all';
  return /^\d+$/.test(value) && /\d-\d/.test(text);
}

const PASSED = 'no value of its own, so it is taken from the variables';

/**
 * A text or list item contributes to its whole long form; a value that a map does not have is a default, or from elsewhere,
 * and so is one whose name no item of a list has.
 */
const isShortForm = (value: unknown, [name]: Path): boolean =>
  typeof value !== 'object' || (Array.isArray(value) && typeof name !== 'string');

function fromServiceFiles(path: Path, isHidden: boolean, explained: Explained): readonly Contribution[] {
  const [section, service, attribute, name, ...more] = path;
  if (section !== 'services' || more.length > 0 || typeof service !== 'string' || typeof name !== 'string')
    return [];
  if (attribute !== 'environment' && attribute !== 'labels') return [];
  const kind = attribute === 'environment' ? 'env_file' : 'label_file';
  const entries = serviceEntries(service, attribute, name, explained);
  return entries.map(({ value, at }, index) => {
    const wins = !isHidden && index === entries.length - 1;
    return {
      at,
      text: value,
      how: wins ? `of its ${kind}` : `of its ${kind}, replaced`,
      wins,
      isSecret: attribute === 'environment',
      variables: [],
    };
  });
}

/** `environment: [NAME]` */
function passedThrough(
  path: Path,
  written: readonly Contribution[],
  explained: Explained,
): readonly Contribution[] {
  const [section, service, attribute, name] = path;
  const isVariable = section === 'services' && (attribute === 'environment' || attribute === 'build');
  const key = attribute === 'build' ? path[4] : name;
  // As it is in the file: an included file has its value from its own variables by now.
  const said = written.findLast(({ wins }) => wins);
  if (!isVariable || typeof key !== 'string' || !said || !(said.isNothing || said.text === key)) return [];
  const variables =
    attribute === 'build' ? explained.variables : explained.variablesOf(`services.${String(service)}`);
  return variableContributions(key, variables, explained.known);
}

/** The name comes from the command line, a variable, a file or the folder; the first of these wins. */
function nameContributions(explained: Explained): readonly Contribution[] {
  const { tree, origins, request, variables, known } = explained;
  const says: Contribution[] = [
    { text: known.projectName, how: 'the name of the folder', wins: true, variables: [] },
  ];
  const put = (stronger: readonly Contribution[]) => {
    if (stronger.length === 0) return;
    for (const [index, say] of says.entries())
      says[index] = { ...say, how: say.how || 'replaced', wins: false };
    says.push(...stronger);
  };
  if (typeof tree.name === 'string') {
    says.length = 0;
    put(
      trace({ container: tree, key: 'name' }, origins).map((leaf) =>
        leafContribution(leaf, ['name'], explained),
      ),
    );
  }
  const given = variableContributions('COMPOSE_PROJECT_NAME', variables, known);
  put(
    given
      .filter(({ how }) => how !== 'the name of the project')
      .map((say) => ({
        ...say,
        how: ['COMPOSE_PROJECT_NAME', say.how].filter((word) => word !== '').join(', '),
      })),
  );
  if (request.projectName)
    put([{ text: request.projectName, how: '--project-name', wins: true, variables: [] }]);
  return says;
}
