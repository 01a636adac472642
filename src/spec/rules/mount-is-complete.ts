import { posix } from 'node:path';
import { isWindowsPath } from '../../util/is-windows-path.ts';
import { parseVolume } from '../attributes/short-syntax/volume-text.ts';
import { isMap, type Tree } from '../tree/tree.ts';
import { type Checked, type Rule, reportAt, written } from './rule.ts';

const ATTRIBUTES = [
  'type',
  'source',
  'target',
  'read_only',
  'consistency',
  'bind',
  'volume',
  'tmpfs',
  'image',
];
const isKnown = (name: string): boolean => ATTRIBUTES.includes(name) || name.startsWith('x-');

/** A bind has a source, and every mount has an absolute target. */
export const mountIsComplete: Rule = (checked) => {
  for (const service of checked.services.values()) {
    const list = written(checked.tree, ['services', service.name, 'volumes']);
    if (!Array.isArray(list)) continue;
    for (const [index, mount] of list.entries()) {
      if (typeof mount === 'string') checkText(checked, service.name, index, mount);
      // Written under an unknown name: that has been reported.
      if (!isMap(mount) || !Object.keys(mount).every(isKnown)) continue;
      const missing = mount.type === 'bind' && !mount.source ? 'source' : mount.target ? undefined : 'target';
      if (missing === undefined) {
        checkTarget(checked, service.name, index, mount.target);
        continue;
      }
      reportAt(checked, ['services', service.name, 'volumes', index], {
        code: 'missing-attribute',
        message: `services.${service.name}.volumes[${index}] needs "${missing}"`,
        hint: missing === 'source' ? 'add "source": path on the host' : 'add "target": path in the container',
      });
    }
  }
};

function checkText(checked: Checked, service: string, index: number, text: string): void {
  const [, letter = '', target = ''] = /^([a-z]):(\/[^:]*)(?::[^/:]*)?$/i.exec(text) ?? [];
  const isLetterMeant = checked.declared.volumes.has(letter);
  const asVolume = `{type: volume, source: ${letter}, target: ${target}}`;
  if (isLetterMeant)
    reportAt(checked, ['services', service, 'volumes', index], {
      code: 'no-effect',
      severity: 'warning',
      message: `"${text}" is a path of Windows, and not the volume "${letter}" at ${target}`,
      hint: `write ${asVolume}, or give the volume a longer name`,
    });
  const parsed = parseVolume(text);
  if (!parsed.ok) return;
  const { source, target: inside } = parsed.mount;
  const isFolderAlone = source === undefined && /^[.~]/.test(inside);
  const meant = isLetterMeant ? asVolume : isFolderAlone ? `${inside}:/path/in/the/container` : undefined;
  checkTarget(checked, service, index, inside, meant);
}

/** An engine refuses a relative target at creation. */
function checkTarget(
  checked: Checked,
  service: string,
  index: number,
  target: Tree | undefined,
  meant?: string,
): void {
  if (typeof target !== 'string' || target.startsWith('/') || isWindowsPath(target)) return;
  reportAt(checked, ['services', service, 'volumes', index], {
    code: 'bad-value',
    message: `services.${service}.volumes[${index}]: the target "${target}" does not begin with "/"`,
    hint: meant
      ? `write "${meant}"`
      : `write the whole path in the container, such as "/${posix.normalize(target)}"`,
  });
}
