import { readBehindProxy } from '../../model/own-proxy.ts';
import { readSettleMs } from '../../model/settle.ts';
import { suggest } from '../../util/suggest.ts';
import { isMap, type Path } from '../tree/tree.ts';
import { checkIgnoredRules } from './check-is-known.ts';
import { checkIngress } from './ingress-is-known.ts';
import { checkInputs } from './inputs-are-known.ts';
import { type Checked, type Rule, reportAt, written } from './rule.ts';
import { checkTags } from './tags-are-known.ts';
import { checkTest } from './test-is-known.ts';

/** What `x-gantry` may have, of the project and of a service. */
const SHARED = ['check', 'ingress', 'labels', 'settle', 'tags'];
const ATTRIBUTES = [...SHARED, 'instance'].sort();
const ATTRIBUTES_OF_SERVICE = [...SHARED, 'artifacts', 'behind-proxy', 'handover', 'inputs', 'test'];

/** `x-gantry` of the project or of a service has only what gantry knows, with valid values. */
export const settleIsKnown: Rule = (checked) => {
  check(checked, [], 'the project', ATTRIBUTES);
  for (const name of checked.services.keys())
    check(checked, ['services', name], 'a service', ATTRIBUTES_OF_SERVICE);
};

function check(checked: Checked, path: Path, owner: string, attributes: readonly string[]): void {
  const here = [...path, 'x-gantry'];
  const gantry = written(checked.tree, here);
  if (gantry === undefined || gantry === null) return;
  if (!isMap(gantry)) {
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'x-gantry is a mapping',
      hint: 'write "x-gantry: {settle: 5s}"',
    });
    return;
  }
  for (const name of Object.keys(gantry).filter((key) => !attributes.includes(key)))
    reportAt(checked, [...here, name], {
      code: 'unknown-attribute',
      part: 'key',
      message: `unknown attribute "${name}" in x-gantry of ${owner}`,
      hint: suggest(name, attributes),
    });
  checkIgnoredRules(checked, [...here, 'check'], gantry.check);
  checkIngress(checked, [...here, 'ingress'], gantry.ingress);
  checkTags(checked, here, gantry);
  if (attributes === ATTRIBUTES_OF_SERVICE) checkTest(checked, here, gantry);
  const { settle, instance, 'behind-proxy': behindProxy, handover } = gantry;
  if (instance !== undefined && typeof instance !== 'string' && attributes.includes('instance'))
    reportAt(checked, [...here, 'instance'], {
      code: 'bad-value',
      message: 'instance is a name, or a template of one',
      hint: 'write "instance: review", or "{git-branch}" in quotes',
    });
  if (attributes.includes('inputs')) checkInputs(checked, [...here, 'inputs'], gantry.inputs);
  if (settle !== undefined && readSettleMs(settle) === undefined)
    reportAt(checked, [...here, 'settle'], {
      code: 'bad-value',
      message: 'settle is a duration',
      hint: 'write numbers with units (ms, s, m, h), such as "5s"',
    });
  if (
    behindProxy !== undefined &&
    attributes.includes('behind-proxy') &&
    readBehindProxy(behindProxy) === undefined
  )
    reportAt(checked, [...here, 'behind-proxy'], {
      code: 'bad-value',
      message: 'behind-proxy is true, false, or how long the proxy needs to notice a new container',
      hint: 'write numbers with units (ms, s, m, h), such as "5s"',
    });
  if (handover !== undefined && attributes.includes('handover') && typeof handover !== 'boolean')
    reportAt(checked, [...here, 'handover'], {
      code: 'bad-value',
      message: 'handover is true or false: whether new connections wait while a container is replaced',
      hint: 'write "x-gantry: {handover: true}"',
    });
}
