import { didYouMean } from '../../util/did-you-mean.ts';
import { elementAt, type Place, type Report } from '../tree/finding.ts';
import { isMap, type Path, type Tree, type TreeMap } from '../tree/tree.ts';
import { badEnum, badName, badPattern, badRange } from './bad-value.ts';
import { duplicateItems } from './duplicate-items.ts';
import { misindentedAttributes } from './misindented-attributes.ts';
import { misplacedServices } from './misplaced-services.ts';
import { missingAttribute } from './missing-attribute.ts';
import { composeSchema, memberOf, resolve, type SchemaNode } from './schema-node.ts';
import type { ShapeProblem } from './shape-problem.ts';
import { spaceAfterColon } from './space-after-colon.ts';
import { type Ancestors, SYNONYMS, unknownAttribute } from './unknown-attribute.ts';
import { wrongType } from './wrong-type.ts';

/**
 * Reports all problems of the shape of a tree, one finding per cause, in the order of the tree.
 *
 * The walk follows the type of the written value, so it explains a fault for the intended form. It stops at a value of the wrong type
 * and does not check the values below.
 */
export function explainShape(
  tree: Tree,
  placeOf: (path: Path, part?: 'key' | 'value') => Place | undefined,
  report: Report,
): void {
  const reportProblem = ({ code, path, part, message, hint }: ShapeProblem): void => {
    const place = placeOf(path, part);
    const of = elementAt(path);
    report({
      code,
      severity: 'error',
      message,
      ...(of && { of }),
      ...(place && { place }),
      ...(hint !== undefined && { hint }),
    });
  };
  const schema = composeSchema();
  const misplaced = isMap(tree) ? misplacedServices(tree, schema) : undefined;
  if (misplaced) reportProblem(misplaced.wrong);
  const isBeside = isMap(tree) ? misindentedAttributes(tree, schema) : () => false;
  walk(schema, tree, { path: [], ancestors: [] }, (wrong) => {
    if (!misplaced?.explains(wrong) && !isBeside(wrong)) reportProblem(wrong);
  });
}

interface Here {
  readonly path: Path;
  readonly ancestors: Ancestors;
}

type ReportShape = (wrong: ShapeProblem) => void;

function walk(unresolved: SchemaNode, value: Tree, here: Here, tell: ReportShape): void {
  const node = resolve(unresolved);
  const { path } = here;
  const wrong =
    spaceAfterColon(node, value, here.ancestors.at(-1)?.node, path) ?? wrongType(node, value, path);
  if (wrong) tell(wrong);
  else if (Array.isArray(value)) walkList(node, value, here, tell);
  else if (isMap(value)) walkMap(node, value, here, tell);
  else {
    const bad = badEnum(node, value, path) ?? badPattern(node, value, path) ?? badRange(node, value, path);
    if (bad) tell(bad);
  }
}

function walkList(
  node: SchemaNode,
  items: readonly Tree[],
  { path, ancestors }: Here,
  tell: ReportShape,
): void {
  const { items: schema } = node;
  const inside = [...ancestors, { node, path }];
  if (schema) {
    for (const [index, item] of items.entries())
      walk(schema, item, { path: [...path, index], ancestors: inside }, tell);
  }
  if (node.uniqueItems) for (const wrong of duplicateItems(items, path)) tell(wrong);
}

const isMisspelt = (key: string, name: string): boolean =>
  SYNONYMS[key] === name || didYouMean(key, [name]) !== undefined;

function walkMap(node: SchemaNode, map: TreeMap, { path, ancestors }: Here, tell: ReportShape): void {
  const unknown = Object.keys(map).filter((key) => !memberOf(node, key));
  for (const name of node.required ?? []) {
    // If it is present but misspelt, only that is reported.
    if (!Object.hasOwn(map, name) && !unknown.some((key) => isMisspelt(key, name))) {
      tell(missingAttribute(node, name, path));
    }
  }
  const inside = [...ancestors, { node, path }];
  for (const [key, value] of Object.entries(map)) {
    const member = memberOf(node, key);
    const badKey = node.propertyNames && badName(resolve(node.propertyNames), key, path);
    if (badKey) tell(badKey);
    else if (member) walk(member, value, { path: [...path, key], ancestors: inside }, tell);
    else tell(unknownAttribute(node, key, ancestors, path));
  }
}
