import { ON_CHANGE_WORDS, readOnChange, SIGNALS } from '../../model/on-change.ts';
import { suggest } from '../../util/suggest.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type Checked, type Rule, reportAt, written } from './rule.ts';

const SECTIONS = ['secrets', 'configs'] as const;
const ATTRIBUTE = 'on-change';

/** `x-gantry` of a secret or config, or of its use in a service, has a valid `on-change`. */
export const onChangeIsKnown: Rule = (checked) => {
  for (const section of SECTIONS) {
    const declared = written(checked.tree, [section]);
    if (isMap(declared)) for (const key of Object.keys(declared)) check(checked, [section, key]);
    for (const name of checked.services.keys()) {
      const uses = written(checked.tree, ['services', name, section]);
      if (Array.isArray(uses))
        for (const [index, use] of uses.entries()) check(checked, ['services', name, section, index], use);
    }
  }
};

function check(checked: Checked, path: Path, spec: Tree | undefined = written(checked.tree, path)): void {
  const gantry = isMap(spec) ? spec['x-gantry'] : undefined;
  if (gantry === undefined || gantry === null) return;
  const here = [...path, 'x-gantry'];
  if (!isMap(gantry)) {
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'x-gantry is a mapping',
      hint: 'write "x-gantry: {on-change: restart}"',
    });
    return;
  }
  for (const name of Object.keys(gantry).filter((key) => key !== ATTRIBUTE))
    reportAt(checked, [...here, name], {
      code: 'unknown-attribute',
      part: 'key',
      message: `unknown attribute "${name}" in x-gantry of a ${path.includes('secrets') ? 'secret' : 'config'}`,
      hint: suggest(name, [ATTRIBUTE]),
    });
  const value = gantry[ATTRIBUTE];
  if (value !== undefined && readOnChange(value) === undefined)
    reportAt(checked, [...here, ATTRIBUTE], {
      code: 'bad-value',
      message: `on-change is one of ${ON_CHANGE_WORDS.join(', ')} or a signal`,
      hint: hintFor(value),
    });
}

function hintFor(value: Tree): string {
  const known = [...ON_CHANGE_WORDS, ...SIGNALS.map((name) => `SIG${name}`)];
  const near = typeof value === 'string' ? suggest(value, known) : undefined;
  return near ?? 'write for example "on-change: SIGHUP"';
}
