import { basename } from 'node:path';
import type { TreeFile } from '../../layers/image-tree.ts';
import { parseReference } from '../dockerfile/image-reference.ts';
import { commandsOf } from '../dockerfile/shell-commands.ts';
import { DROPS_RIGHTS } from '../subject/file-judge.ts';
import { LANGUAGES_AND_SYSTEMS, officialName } from '../subject/official-images.ts';
import { fileOfProgram, pathsOf } from '../subject/programs.ts';
import { atKey, type Rule } from '../subject/rule.ts';
import type { BuiltImage, CheckedService } from '../subject/subject.ts';
import { isRoot, lastStep, userOf } from '../subject/what-runs.ts';

/** Who breaks into the process is root in the container, and one fault of the kernel away from the machine. */
export const runsAsRoot: Rule = {
  levels: { dev: 'off', prod: 'warning' },
  together: (names, count) => `${count} services run as root: ${names}`,
  *look({ services }) {
    for (const service of services) {
      const { spec, image } = service;
      if (!isKnownRoot(service) || (image && dropsRights(image)) || dropsByImage(service)) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `service "${spec.name}" runs as root`,
        hint: `${image ? `write "USER" in ${image.file.source.name}, or` : 'write'} "user:" for the service`,
      };
    }
  },
};

function isKnownRoot(service: CheckedService): boolean {
  const user = userOf(service);
  // `user: root` for a foreign image is a decision; what its programs do with it nobody knows.
  if (user !== undefined) return isRoot(user) && (service.image ?? service.examined) !== undefined;
  const base = service.image?.base;
  const { tag = '' } = parseReference(base ?? '');
  // Their workers are not root.
  if (/\b(?:apache|fpm)\b/.test(tag)) return false;
  // nginx and httpd give their rights up by themselves.
  return LANGUAGES_AND_SYSTEMS.has(officialName(base ?? '') ?? '');
}

/** What the image starts gives up the rights by itself, or has the tool for it. What cannot be read may do so. */
function dropsByImage({ spec, image, examined }: CheckedService): boolean {
  if (!examined) return false;
  const { tree, look } = examined;
  if (!tree) return !image;
  const [entrypoint] = spec.entrypoint ?? look.details.entrypoint;
  const [command] = spec.command ?? look.details.command;
  const started = [entrypoint, command].filter((word) => word !== undefined);
  if (started.some((word) => OF_THEMSELVES.has(basename(word)))) return true;
  if (TOOLS.some((path) => tree.at(path))) return true;
  return started.some((word) => fileOfProgram(tree, word, pathsOf(spec, look.details)).some(isDropping));
}

const isDropping = ({ file }: TreeFile): boolean => file.signs?.includes(DROPS_RIGHTS) === true;

/** Servers whose workers are another user. */
const OF_THEMSELVES = new Set(
  'nginx httpd httpd-foreground apache2 apache2-foreground apache2ctl php-fpm haproxy sshd unbound named dnsmasq'.split(
    ' ',
  ),
);

const TOOLS = ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/sbin', '/bin'].flatMap((folder) =>
  ['gosu', 'su-exec'].map((tool) => `${folder}/${tool}`),
);

const DROPS = /(?:^|[/\s"])(?:gosu|su-exec|setpriv|runuser|s6-setuidgid|chroot)\b/;

/** The program that it starts with becomes another user. */
function dropsRights(image: BuiltImage): boolean {
  const started = ['ENTRYPOINT', 'CMD'].map((keyword) => lastStep(image, keyword)?.instruction);
  if (started.some((instruction) => DROPS.test(instruction?.text ?? ''))) return true;
  return image.steps.some(
    ({ instruction }) =>
      instruction.keyword === 'RUN' &&
      commandsOf(instruction).some(({ words }) => words.some((word) => /^(?:gosu|su-exec)\b/.test(word))),
  );
}
