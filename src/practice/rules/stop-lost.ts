import { posix } from 'node:path';
import { shellCommands } from '../dockerfile/shell-commands.ts';
import { copiedFiles, copyOf } from '../subject/copies.ts';
import { atKey, inDockerfile, type Rule, type RuleFinding } from '../subject/rule.ts';
import type { BuiltImage, CheckedService } from '../subject/subject.ts';
import { lastStep } from '../subject/what-runs.ts';

/** A shell in front of the program keeps the signal to itself: the program is killed when the grace period is over. */
export const stopLost: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ services }) {
    for (const service of services) {
      const found = inComposeFile(service) ?? inScript(service);
      if (found) yield { ...found, service: service.spec.name };
    }
  },
};

const HINT_FOR_LOOP = 'set `init: true`, or end the loop with a trap: trap "exit 0" TERM';

const HINT = 'write "exec" before the last command, so that the program takes the place of the shell';

function inComposeFile({ spec }: CheckedService): RuleFinding | undefined {
  for (const attribute of ['entrypoint', 'command'] as const) {
    const [shell = '', flag = '', script] = spec[attribute] ?? [];
    // bash gives its place to the last command of a list by itself.
    if (!/^(?:\/(?:usr\/)?bin\/)?(?:da|a)?sh$/.test(shell) || !/^-\w*c$/.test(flag)) continue;
    if (script === undefined || !keepsTheShell(script)) continue;
    const loops = endsInLoop(script);
    // The shell of a loop ends at once where it is not the first process, and runs no program that has to end well.
    if (loops && spec.init === true) return undefined;
    return {
      at: atKey('services', spec.name, attribute),
      message: `the shell of service "${spec.name}" does not pass the signal to stop on to its program`,
      hint: loops ? HINT_FOR_LOOP : HINT,
    };
  }
  return undefined;
}

/** A single command may take the place of its shell by itself. */
function keepsTheShell(script: string): boolean {
  const commands = shellCommands(script, 0);
  return commands.length > 1 && !hasExecOrTrap(script);
}

const endsInLoop = (script: string): boolean =>
  /(?:^|[\s;&|])(?:while|until|for)\s[\s\S]*[\s;]done[\s;]*$/.test(script);

const hasExecOrTrap = (script: string): boolean => /(?:^|[\s;&|(])(?:exec|trap)\s/m.test(script);

function inScript({ spec, image }: CheckedService): RuleFinding | undefined {
  if (!image || spec.entrypoint !== undefined) return undefined;
  const step = lastStep(image, 'ENTRYPOINT');
  const [program] = step?.instruction.exec ?? [];
  if (!step || program === undefined) return undefined;
  const script = scriptAt(image, posix.resolve(step.workdir ?? '/', program), posix.basename(program));
  if (script === undefined || !keepsTheShell(script)) return undefined;
  return {
    at: inDockerfile(image, step.instruction),
    message: `${posix.basename(program)} does not hand over with "exec", so the program never gets the signal to stop`,
    hint: 'end the script with: exec "$@"',
  };
}

/** The text of a shell script that the image has from the context. */
function scriptAt(image: BuiltImage, path: string, name: string): string | undefined {
  for (const step of image.steps.toReversed()) {
    const copy = copyOf(step, image.dockerfile.escapeChar);
    const files = copy?.from === 'context' ? copiedFiles(image, copy) : undefined;
    const file = files?.find(
      ({ target }) => target === path || (target === `/${name}` && path === `/${name}`),
    );
    if (!file) continue;
    const text = image.context.read(file.path);
    return text !== undefined && /^#!\s*\S*\/(?:env\s+)?(?:ba|da|a)?sh\b/.test(text) ? text : undefined;
  }
  return undefined;
}
