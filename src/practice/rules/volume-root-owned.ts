import type { LayerFile } from '../../layers/layer-contents.ts';
import type { Mount } from '../../model/service-spec.ts';
import { commandsOf, type ShellCommand } from '../dockerfile/shell-commands.ts';
import type { Step } from '../dockerfile/steps.ts';
import { resolved } from '../dockerfile/steps.ts';
import { flagOf } from '../dockerfile/words.ts';
import { copyOf, isWithin } from '../subject/copies.ts';
import { mountSpot } from '../subject/mount-spot.ts';
import type { Rule } from '../subject/rule.ts';
import type { BuiltImage, CheckedService, Subject } from '../subject/subject.ts';
import { type ProcessIds, processIdsOf } from '../subject/user-ids.ts';
import { isRoot, userOf } from '../subject/what-runs.ts';

/** A new volume has the owner of the folder in the image: if that is root, a service with another user cannot write to it. */
export const volumeRootOwned: Rule = {
  levels: { dev: 'warning', prod: 'error' },
  *look(subject) {
    const uses = volumeUses(subject);
    for (const service of subject.services) {
      const { spec, image } = service;
      const user = userOf(service);
      if (user === undefined || isRoot(user)) continue;
      for (const mount of spec.volumes) {
        if (mount.readOnly || !isOwn(subject, mount, uses) || !cannotWrite(service, mount.target)) continue;
        yield {
          at: mountSpot(subject, spec.name, mount),
          service: spec.name,
          message: `service "${spec.name}" runs as ${user} and cannot write to the volume at ${mount.target}: in the image that folder is root's`,
          hint: `write "RUN mkdir -p ${mount.target} && chown ${user.split(':')[0]} ${mount.target}" before USER in ${image?.file.source.name ?? 'a Dockerfile upon this image'}`,
        };
      }
    }
  },
};

/** How many mounts have each source. */
function volumeUses({ services }: Subject): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { spec } of services)
    for (const { source } of spec.volumes) if (source) uses.set(source, (uses.get(source) ?? 0) + 1);
  return uses;
}

/** A volume that this service alone has, and that the engine makes as it makes all. */
function isOwn({ project }: Subject, { type, source }: Mount, uses: ReadonlyMap<string, number>): boolean {
  if (type !== 'volume') return false;
  if (source === undefined) return true;
  const volume = project.volumes.get(source);
  const isPlain =
    volume && !volume.external && volume.driverOpts.size === 0 && (volume.driver ?? 'local') === 'local';
  return isPlain === true && uses.get(source) === 1;
}

/** The image knows it better than the Dockerfile, if it was built from what that says now. */
function cannotWrite(service: CheckedService, target: string): boolean {
  const { image, examined } = service;
  const tree = !image || examined?.isCurrent ? examined?.tree : undefined;
  const ids = tree && processIdsOf(service);
  if (tree && ids) return !mayWrite(tree.at(target)?.file ?? NEW_FOLDER, ids);
  return image !== undefined && isOwnedByRoot(image, target);
}

/** What the engine makes where the image has nothing. */
const NEW_FOLDER = { uid: 0, gid: 0, mode: 0o755 };

/** Which more groups a user has in the image nobody knows. */
function mayWrite({ uid, gid, mode }: Pick<LayerFile, 'uid' | 'gid' | 'mode'>, ids: ProcessIds): boolean {
  if (uid === ids.uid) return (mode & 0o200) > 0;
  return (mode & 0o002) > 0 || ((mode & 0o020) > 0 && (gid !== 0 || ids.gids.has(gid)));
}

/** Whether the Dockerfile makes the folder as root, and leaves it so. Where that cannot be told, it is not said. */
function isOwnedByRoot(image: BuiltImage, target: string): boolean {
  let owner: 'root' | 'other' | undefined = image.base === 'scratch' ? 'root' : undefined;
  let hasBeenRoot = false;
  for (const step of image.steps) {
    hasBeenRoot ||= showsRoot(step);
    const isByRoot = step.user === undefined ? hasBeenRoot : isRoot(step.user);
    owner = ownerAfter(step, image, target, isByRoot) ?? owner;
  }
  return owner === 'root';
}

/** Programs that only root can use. */
const OF_ROOT = new Set(
  'adduser useradd addgroup groupadd apt-get apt apk dnf yum microdnf zypper chown usermod'.split(' '),
);

const showsRoot = ({ instruction, user }: Step): boolean =>
  user === undefined &&
  instruction.keyword === 'RUN' &&
  commandsOf(instruction).some(({ words }) => OF_ROOT.has(words[0] ?? ''));

function ownerAfter(step: Step, image: BuiltImage, target: string, isByRoot: boolean) {
  const { instruction, lookup, workdir } = step;
  const made = isByRoot ? 'root' : 'other';
  if (instruction.keyword === 'WORKDIR') {
    const path = resolved(workdir, instruction.text.trim());
    return path !== undefined && isWithin(path, target) ? made : undefined;
  }
  if (instruction.keyword === 'RUN') return ownerAfterRun(commandsOf(instruction), step, target, made);
  const copy = copyOf(step, image.dockerfile.escapeChar);
  if (copy?.target === undefined || !isWithin(copy.target, target)) return undefined;
  const chown = flagOf(instruction, 'chown')?.value;
  if (chown === undefined) return 'root';
  return chown.includes('$') && lookup(chown.slice(1)) === undefined
    ? 'other'
    : isRoot(chown)
      ? 'root'
      : 'other';
}

/** A command that may change the owner in a way that is not followed makes it another's: no alarm. */
function ownerAfterRun(
  commands: readonly ShellCommand[],
  { workdir }: Step,
  target: string,
  made: 'root' | 'other',
): 'root' | 'other' | undefined {
  let owner: 'root' | 'other' | undefined;
  for (const { words } of commands) {
    const [program = '', ...rest] = words;
    const paths = rest.filter((word) => !word.startsWith('-')).map((word) => resolved(workdir, word) ?? word);
    const concerns = paths.some(
      (path) => isWithin(path, target) || isWithin(target, path) || /[$*{]/.test(path),
    );
    if (program === 'mkdir' && paths.some((path) => isWithin(path, target))) owner = made;
    else if (/^(?:chown|chmod|chgrp|install|setfacl)$/.test(program) && concerns) owner = 'other';
    else if (!HARMLESS.has(program) && (concerns || isScript(program, rest))) owner = 'other';
  }
  return owner;
}

const HARMLESS = new Set(
  'mkdir ls cd rm touch cp mv echo adduser useradd addgroup groupadd apt-get apk npm pip pip3 yarn go chown chmod'.split(
    ' ',
  ),
);

const isScript = (program: string, words: readonly string[]): boolean =>
  /\.(?:sh|py|bash)$/.test(program) || (/^(?:ba|da)?sh$/.test(program) && words.length > 0);
