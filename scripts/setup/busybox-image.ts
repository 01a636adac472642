import { busyboxLayer } from '../../src/cli/ingress-image/busybox-layer.ts';
import { ask, type Host } from './engine-api.ts';
import { architecture, loadImage } from './image-archive.ts';

export const busybox = '/bin/busybox';
const tag = 'busybox:latest';

/** Whether the engine can already start from the image that our examples and tests are made of. */
export async function hasBusyboxImage(host: Host): Promise<boolean> {
  return (await ask(host, 'GET', `/images/${tag}/json`)).status === 200;
}

/**
 * Gives the engine `busybox:latest`, made of this machine's own static busybox: no registry is asked. The same busybox gives the
 * same bytes, hence the same image id: what was built on it stays cached.
 */
export async function loadBusyboxImage(host: Host): Promise<void> {
  await loadImage(host, tag, {
    layers: [await busyboxLayer(busybox)],
    history: 'busybox-static',
    architecture: architecture(),
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['sh'] },
  });
}
