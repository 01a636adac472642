import { createHash } from 'node:crypto';

/** The layers of an image, the lowest first, each by the hash of its content. */
type Layers = readonly string[];

/**
 * The name of each beginning of the layers of an image. An engine keeps a layer on top of those below it, and finds it again only there:
 * the same content on top of others is another one.
 */
export function chainsOf(layers: Layers): readonly string[] {
  let below = '';
  return layers.map((layer) => {
    below = createHash('sha256').update(`${below} ${layer}`).digest('hex');
    return below;
  });
}

/** The layers that need not be sent to somebody who has these chains: wherever an image has such a layer, it is there. */
export function omittable(images: readonly Layers[], there: ReadonlySet<string>): ReadonlySet<string> {
  const needed = new Set(images.flatMap((layers) => missingLayers(layers, there)));
  return new Set(images.flat().filter((layer) => !needed.has(layer)));
}

/** The layers of an image that somebody who has these chains lacks. */
export function missingLayers(layers: Layers, there: ReadonlySet<string>): readonly string[] {
  const chains = chainsOf(layers);
  return layers.filter((_, index) => !there.has(chains[index] ?? ''));
}
