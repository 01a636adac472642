import { PROXY_PROTOCOLS } from '../../model/ingress.ts';
import { isImageName } from '../../util/is-image-name.ts';
import { suggest } from '../../util/suggest.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type Checked, reportAt } from './rule.ts';

const ATTRIBUTES = ['image', 'proxy-protocol'];

/** `ingress` of an `x-gantry`, at `here`. */
export function checkIngress(checked: Checked, here: Path, ingress: Tree | undefined): void {
  if (ingress === undefined || ingress === null) return;
  if (!isMap(ingress)) {
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'ingress is a mapping',
      hint: 'write "ingress: {image: haproxy:3.0}"',
    });
    return;
  }
  for (const name of Object.keys(ingress).filter((key) => !ATTRIBUTES.includes(key)))
    reportAt(checked, [...here, name], {
      code: 'unknown-attribute',
      part: 'key',
      message: `unknown attribute "${name}" in ingress`,
      hint: suggest(name, ATTRIBUTES),
    });
  const { image, 'proxy-protocol': version } = ingress;
  if (image !== undefined && (typeof image !== 'string' || !isImageName(image)))
    reportAt(checked, [...here, 'image'], {
      code: 'bad-value',
      message: 'image is the name of an image with HAProxy 3',
      hint: 'write [registry/]name[:tag][@digest], such as "haproxy:3.0"',
    });
  if (version !== undefined && (typeof version !== 'string' || !PROXY_PROTOCOLS.has(version)))
    reportAt(checked, [...here, 'proxy-protocol'], {
      code: 'bad-value',
      message: 'proxy-protocol is v1 or v2',
      hint: typeof version === 'string' ? suggest(version, [...PROXY_PROTOCOLS.keys()]) : 'write v1 or v2',
    });
}
