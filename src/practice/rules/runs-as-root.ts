import { parseReference } from '../dockerfile/image-reference.ts';
import { commandsOf } from '../dockerfile/shell-commands.ts';
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
      if (!image || !isKnownRoot(service, image) || dropsRights(image)) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `service "${spec.name}" runs as root`,
        hint: `write "USER" in ${image.file.source.name}, or "user:" for the service`,
      };
    }
  },
};

function isKnownRoot(service: CheckedService, { base }: BuiltImage): boolean {
  const user = userOf(service);
  if (user !== undefined) return isRoot(user);
  const { repository, tag = '' } = parseReference(base ?? '');
  // Their workers are not root.
  if (/\b(?:apache|fpm)\b/.test(tag)) return false;
  return OF_ROOT.has(repository.replace(/^(?:docker\.io\/)?(?:library\/)?/, ''));
}

/** Official images that name no user and whose programs stay what they are. nginx and httpd give their rights up by themselves. */
const OF_ROOT = new Set(
  `almalinux alpine amazoncorretto amazonlinux bash buildpack-deps busybox centos dart debian eclipse-temurin elixir erlang fedora
  golang gradle julia maven node openjdk oraclelinux perl php pypy python r-base rockylinux ruby rust swift tomcat ubuntu`.split(
    /\s+/,
  ),
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
