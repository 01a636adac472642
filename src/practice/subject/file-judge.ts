import type { Judge } from '../../layers/layer-contents.ts';
import { isSecretFile } from './secret-file.ts';

/** A file of a layer is a secret. */
export const SECRET = 'secret';

/** A script that gives up the rights of root for the program that it starts. */
export const DROPS_RIGHTS = 'drops-rights';

/** Looks into the small files of layers, and remembers what they are, not what is in them. */
export const fileJudge: Judge = {
  version: 1,
  wants: (path) => !OF_OTHERS.test(path),
  look: (path, content) => [
    ...(isSecret(path, content) ? [SECRET] : []),
    ...(isScript(content) && DROPS.test(content.toString('latin1')) ? [DROPS_RIGHTS] : []),
  ],
};

/** Packages have keys for their tests and examples, which everybody knows. */
const OF_OTHERS =
  /\/(?:node_modules|site-packages|dist-packages|vendor|gems|testdata|fixtures?|tests?|examples?|doc|man|zoneinfo)\/|^\/go\/pkg\/|\/\.cargo\/registry\//;

const MARK = Buffer.from('PRIVATE KEY-----');

function isSecret(path: string, content: Buffer): boolean {
  if (content.includes(MARK) && KEY.test(content.toString('latin1'))) return true;
  return isSecretFile(path, () => content.toString('utf8'));
}

/** With what makes it a key: programs that read keys have the first line too. */
const KEY = /^-----BEGIN (?:[A-Z\d]+ ){0,3}PRIVATE KEY-----\r?\n(?:[\w-]+: .*\r?\n)*\s*[A-Za-z\d+/=]{16,}/m;

const isScript = (content: Buffer): boolean => content[0] === 0x23 && content[1] === 0x21;

const DROPS = /(?:^|[\s;&|("'/])(?:gosu|su-exec|setpriv|runuser|s6-setuidgid|chroot|setuidgid)\b/m;
