import { isPracticeRule, PRACTICE_RULES, RULE_SET } from '../../diagnostics/practice-rules.ts';
import { suggest } from '../../util/suggest.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type Checked, reportAt } from './rule.ts';

const EXAMPLE = 'write "check: {ignore: {no-memory-limit: the reason}}"';

/** `check` of an `x-gantry`, at `here`: each rule that it switches off is known, and has a reason. */
export function checkIgnoredRules(checked: Checked, here: Path, check: Tree): void {
  const wrong = (path: Path, message: string): void =>
    reportAt(checked, path, { code: 'bad-value', message, hint: EXAMPLE });
  const { ignore, rules, ...others } = isMap(check) ? check : {};
  const isOfProject = here[0] !== 'services';
  const attributes = isOfProject ? ['ignore', 'rules'] : ['ignore'];
  for (const name of Object.keys(rules === undefined || isOfProject ? others : { ...others, rules }))
    unknown(checked, [...here, name], `unknown attribute "${name}" in check`, suggest(name, attributes));
  if (isOfProject && rules !== undefined && !isRuleSet(rules))
    reportAt(checked, [...here, 'rules'], {
      code: 'bad-value',
      message: 'rules is the number of a set of rules',
      hint: `this gantry has the sets 1 to ${RULE_SET}`,
    });
  if (!isMap(check)) wrong(here, 'check is a mapping');
  else if (ignore !== undefined && !isMap(ignore))
    wrong([...here, 'ignore'], 'ignore is a mapping of rules to reasons');
  for (const [rule, reason] of isMap(ignore) ? Object.entries(ignore) : []) {
    const at = [...here, 'ignore', rule];
    if (!isPracticeRule(rule))
      unknown(checked, at, `there is no rule "${rule}"`, suggest(rule, PRACTICE_RULES));
    else if (typeof reason !== 'string' || reason.trim() === '')
      wrong(at, `"${rule}" is ignored without a reason`);
  }
}

const isRuleSet = (value: Tree): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= RULE_SET;

function unknown(checked: Checked, path: Path, message: string, hint: string | undefined): void {
  reportAt(checked, path, { code: 'unknown-attribute', part: 'key', message, hint });
}
