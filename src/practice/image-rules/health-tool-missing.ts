import { posix } from 'node:path';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { visible } from '../../util/disarm.ts';
import { shellCommands } from '../dockerfile/shell-commands.ts';
import { isWithin } from '../subject/copies.ts';
import { fileOfProgram, type ProgramPaths, pathsOf, placesOf } from '../subject/programs.ts';
import { atKey, atValue, inDockerfile, type Rule, type Spot } from '../subject/rule.ts';
import type { CheckedService, ExaminedImage } from '../subject/subject.ts';
import { lastStep } from '../subject/what-runs.ts';

/** A healthcheck whose program is not in the image fails each time: the service never becomes healthy. */
export const healthToolMissing: Rule = {
  levels: { dev: 'error', prod: 'error' },
  *look({ services }) {
    for (const service of services) {
      const { spec, examined } = service;
      const missing = examined && missingTool(service, examined);
      if (!examined || missing === undefined) continue;
      const there = OTHERS.filter((tool) => has(tool, spec, examined));
      yield {
        at: spotOf(service),
        service: spec.name,
        message: `the healthcheck of service "${spec.name}" runs ${visible(missing)}, which its image does not have`,
        hint:
          there.length > 0
            ? `the image has ${there.join(' and ')}`
            : 'let the program of the service check itself: an image without tools has nothing else',
      };
    }
  },
};

/** What people ask a server with. */
const OTHERS = ['curl', 'wget', 'nc', 'python3', 'node'];

function missingTool({ spec }: CheckedService, examined: ExaminedImage): string | undefined {
  const { healthcheck } = spec;
  if (healthcheck?.disable || !examined.tree) return undefined;
  const [kind, ...words] = healthcheck?.test ?? examined.look.details.healthTest ?? [];
  if (kind === 'CMD') return words[0] !== undefined && !has(words[0], spec, examined) ? words[0] : undefined;
  if (kind !== 'CMD-SHELL') return undefined;
  return has('/bin/sh', spec, examined) ? missingIn(words.join(' '), spec, examined) : '/bin/sh';
}

/** Of several programs one may do for another: it fails for sure where none of them is there. */
function missingIn(script: string, spec: ServiceSpec, examined: ExaminedImage): string | undefined {
  const shell = examined.tree?.at('/bin/sh')?.path ?? '';
  // The shell of busybox knows all its programs, with a link to them or without.
  if (posix.basename(shell).startsWith('busybox')) return undefined;
  const programs = shellCommands(script, 0)
    .map(({ words }) => words[0] ?? '')
    .filter((program) => !BUILT_IN.has(program));
  const isPlain = programs.every((program) => /^[\w.+-]+$/.test(program));
  if (!isPlain || /(?:^|[\s;&|(])\.?\//.test(script)) return undefined;
  return programs.some((program) => has(program, spec, examined)) ? undefined : programs[0];
}

const BUILT_IN = new Set(
  '[ : . alias bg break case cd continue echo eval exit export false for function if jobs kill let local printf pwd read return set shift source test then time times trap true type ulimit umask unset until wait while'.split(
    ' ',
  ),
);

/** What is mounted may have it. */
function has(program: string, spec: ServiceSpec, { tree, look }: ExaminedImage): boolean {
  const paths: ProgramPaths = pathsOf(spec, look.details);
  const mounts = [
    ...spec.volumes.map(({ target }) => target),
    ...spec.tmpfs.map((entry) => entry.split(':')[0] ?? ''),
    ...[...spec.configs, ...spec.secrets].flatMap(({ target }) => target ?? []),
  ];
  const isCovered = placesOf(program, paths).some((place) => mounts.some((mount) => isWithin(place, mount)));
  return isCovered || (tree !== undefined && fileOfProgram(tree, program, paths).length > 0);
}

function spotOf({ spec, image }: CheckedService): Spot {
  if (spec.healthcheck?.test) return atValue('services', spec.name, 'healthcheck', 'test');
  const step = lastStep(image, 'HEALTHCHECK');
  return image && step
    ? inDockerfile(image, step.instruction)
    : atKey('services', spec.name, image ? 'build' : 'image');
}
