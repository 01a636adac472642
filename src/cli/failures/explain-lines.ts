import type { Concern } from '../../diagnostics/user-error.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { Project } from '../../model/project.ts';
import type { Mount, ServiceSpec } from '../../model/service-spec.ts';
import type { FailureReport } from '../../model/wait-error.ts';
import { explainRefusedConnection, type Met } from './explain-host.ts';
import { UNRESOLVED_HOSTS } from './unresolved-hosts.ts';

/** Undefined: it says nothing after all. */
type Explain = (
  found: readonly string[],
  service: ServiceSpec | undefined,
  project?: Project,
) => Met | undefined;

/** The path before the words, behind them, or none. */
const onPath = (words: string): RegExp =>
  new RegExp(String.raw`(\/[^\s:'"’,)]+)['"’]?: ${words}|${words}[,:][^/]*(\/[^\s:'"’,)]+)|${words}`, 'i');

/** What shells, loaders and the libraries of most languages write about what lies outside of a program. */
const SYMPTOMS: readonly (readonly [RegExp, Explain])[] = [
  [
    /exec format error/,
    () => ({
      hint: 'its program is made for another processor (see `platform`), or is a script without an interpreter line (`#!`)',
      settings: [],
    }),
  ],
  [
    /^exec (\S+): no such file or directory/,
    ([, program = '']) => ({
      hint: `${program} exists, but the image lacks its interpreter: see its first line (\`#!\`), and whether its lines end as on Windows`,
      settings: [
        ['command', program],
        ['entrypoint', program],
      ],
    }),
  ],
  [
    /error while loading shared libraries: (\S+?):|Error loading shared library (\S+?):/,
    ([, library, other]) => ({
      hint: `the image lacks ${library ?? other}: install the package that has it, or build the program in this image`,
      settings: ['build', 'image'],
    }),
  ],
  [
    /version [`'](GLIBC\w*_\S+?)' not found/,
    ([, version]) => ({
      hint: `the program was built for a newer system (${version}) than the image is: build it in the same one, or take a newer image`,
      settings: ['build', 'image'],
    }),
  ],
  [
    onPath('read-only file system'),
    ([, before, behind], service) => {
      const path = before ?? behind;
      const mount = mountAround(path, service);
      if (mount?.readOnly)
        return { hint: `mount ${mount.target} without \`ro\``, settings: [['volumes', mount.target]] };
      if (!service?.readOnly) return undefined;
      const folder = path?.replace(/\/[^/]*$/, '') || '/tmp';
      return {
        hint: `give it a place to write to: \`tmpfs: [${folder}]\`, or a volume`,
        settings: ['read_only'],
      };
    },
  ],
  [
    onPath('permission denied'),
    ([, before, behind], service) => {
      const mount = mountAround(before ?? behind, service);
      if (!mount) return undefined;
      return {
        hint: `${mount.target} belongs to another user than the one it runs as: see \`user\`, or change the owner with \`chown\``,
        settings: [['volumes', mount.target]],
      };
    },
  ],
  [
    onPath('no space left on device'),
    ([, before, behind], service) => {
      const path = before ?? behind;
      const mount = mountAround(path, service);
      const tmpfs = service?.tmpfs.find((entry) => isWithin(path, entry.split(':')[0] ?? ''));
      if (path?.startsWith('/dev/shm'))
        return { hint: 'raise `shm_size`: the default is 64m', settings: ['shm_size'] };
      if (tmpfs !== undefined)
        return { hint: 'raise the `size=` of the tmpfs', settings: [['tmpfs', tmpfs]] };
      return {
        hint: "where it writes is full: `docker system df` shows what takes the engine's space",
        settings: mount ? [['volumes', mount.target]] : [],
      };
    },
  ],
  ...UNRESOLVED_HOSTS,
  [/^(.*(?:ECONNREFUSED|[Cc]onnection refused).*)$/, explainRefusedConnection],
];

/**
 * Says what a program met that ended, where its last lines tell: its file system, a library, a name. What is in its own
 * data or logic it says best itself.
 */
export function explainLines(failure: ReportedFailure, project: Project | undefined): ReportedFailure {
  const { report } = failure;
  if (!report || !endedBadly(report)) return failure;
  const service = project?.services.get(report.service);
  const met = meet(report.lastLines ?? [], service, project);
  if (!met) return failure;
  const about: Concern = {
    of: ['services', report.service],
    settings: [...met.settings, ...(failure.about?.settings ?? [])],
  };
  return { ...failure, hint: met.hint, about };
}

/** For lack of memory is known to the engine. */
const endedBadly = ({ exitCode, oomKilled }: FailureReport): boolean =>
  exitCode !== undefined && exitCode !== 0 && !oomKilled;

/** What is longer is data, and each pattern would read it again from every place where it may begin. */
const LONGEST = 4096;

/** From the end: what was written last is nearest to the cause. */
function meet(
  lines: readonly string[],
  service: ServiceSpec | undefined,
  project: Project | undefined,
): Met | undefined {
  for (const line of lines.toReversed())
    for (const [pattern, explain] of SYMPTOMS) {
      const found = pattern.exec(line.slice(0, LONGEST));
      const met = found && explain(found, service, project);
      if (met) return met;
    }
  return undefined;
}

/** The innermost one that holds the path. */
function mountAround(path: string | undefined, service: ServiceSpec | undefined): Mount | undefined {
  return service?.volumes
    .filter(({ target }) => isWithin(path, target))
    .toSorted((a, b) => b.target.length - a.target.length)[0];
}

const isWithin = (path: string | undefined, folder: string): boolean =>
  path !== undefined && (path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`));
