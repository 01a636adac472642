import { PROXY_PROTOCOLS } from '../../model/ingress.ts';
import { isImageName } from '../../util/is-image-name.ts';
import { suggest } from '../../util/suggest.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type Checked, reportAt } from './rule.ts';

const IMAGES = { image: 'an image with HAProxy 3', 'switch-image': 'an image with nftables' } as const;
const EXAMPLES = { image: 'haproxy:3.0', 'switch-image': 'example/nftables:1' } as const;
const ATTRIBUTES = ['image', 'switch-image', 'proxy-protocol', 'udp'];

/** `ingress` of an `x-gantry`, at `here`. */
export function checkIngress(checked: Checked, here: Path, ingress: Tree): void {
  if (ingress === null) return;
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
  for (const key of ['image', 'switch-image'] as const) {
    const image = ingress[key];
    if (image !== undefined && (typeof image !== 'string' || !isImageName(image)))
      reportAt(checked, [...here, key], {
        code: 'bad-value',
        message: `${key} is the name of ${IMAGES[key]}`,
        hint: `write [registry/]name[:tag][@digest], such as "${EXAMPLES[key]}"`,
      });
  }
  const { 'proxy-protocol': version, udp } = ingress;
  if (version !== undefined && (typeof version !== 'string' || !PROXY_PROTOCOLS.has(version)))
    reportAt(checked, [...here, 'proxy-protocol'], {
      code: 'bad-value',
      message: 'proxy-protocol is v1 or v2',
      hint: typeof version === 'string' ? suggest(version, [...PROXY_PROTOCOLS.keys()]) : 'write v1 or v2',
    });
  if (udp !== undefined && typeof udp !== 'boolean')
    reportAt(checked, [...here, 'udp'], {
      code: 'bad-value',
      message: 'udp is true or false',
      hint: 'write true where the image of the ingress has nftables',
    });
}
