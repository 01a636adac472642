import { type ImageParts, imageArchive } from '../../src/cli/ingress-image/image-archive.ts';
import { ask, type Host } from './engine-api.ts';

/** Gives an engine an image that is made here: no registry is asked. */
export async function loadImage(host: Host, tag: string, parts: ImageParts): Promise<void> {
  const { status, body } = await ask(host, 'POST', '/images/load?quiet=1', await imageArchive(tag, parts));
  if (status !== 200 || body.includes('"errorDetail"')) throw new Error(`the engine refused ${tag}: ${body}`);
}

/** Node's name of the processor in the words of the image format. */
export function architecture(): string {
  const names: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
  return names[process.arch] ?? process.arch;
}
