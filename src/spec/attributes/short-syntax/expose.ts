import { type Codec, reportAt } from '../codec/codec.ts';
import { lastOf, listOf } from '../codec/collections.ts';
import { text } from '../codec/scalars.ts';

/** `port[-port][/protocol]`, as a text or a number. The engine refuses anything else, but only at creation. */
const port: Codec<string> = {
  read(tree, at) {
    const written = text.read(tree, at);
    if (written === undefined || /^\d+(?:-\d+)?(?:\/(?:tcp|udp|sctp))?$/.test(written)) return written;
    return reportAt(at, `expose: "${written}" is not a port of the container`, {
      hint: 'write a port, such as "80" or "53/udp"',
    });
  },
  print: (value) => value,
};

export const expose: Codec<readonly string[]> = lastOf(listOf(port), (item) => item);
