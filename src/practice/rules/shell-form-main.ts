import type { Instruction } from '../dockerfile/dockerfile.ts';
import { shellCommands } from '../dockerfile/shell-commands.ts';
import { editsIn, inDockerfile, type Remedy, type Rule } from '../subject/rule.ts';
import type { BuiltImage, Subject } from '../subject/subject.ts';
import { lastStep } from '../subject/what-runs.ts';

/** `CMD node server.js` is `/bin/sh -c "node server.js"`: the shell gets the signal to stop, and keeps it. */
export const shellFormMain: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look(subject) {
    for (const image of subject.images) {
      // Who chose a shell has chosen one that does what he wants.
      if (lastStep(image, 'SHELL')) continue;
      for (const keyword of ['ENTRYPOINT', 'CMD'] as const) {
        const step = lastStep(image, keyword);
        if (!step || step.instruction.exec || !isUsed(subject, image, keyword)) continue;
        const text = step.instruction.text.trim();
        if (text === '' || /^exec\s/.test(text)) continue;
        yield {
          at: inDockerfile(image, step.instruction),
          message: `${keyword} without brackets runs in a shell, which does not pass the signal to stop on`,
          hint: hintFor(keyword, text),
          ...remedyFor(subject, image, keyword, step.instruction),
        };
      }
    }
  },
};

function isUsed({ project }: Subject, { users }: BuiltImage, keyword: 'ENTRYPOINT' | 'CMD'): boolean {
  return users.some((name) => {
    const service = project.services.get(name);
    return service?.entrypoint === undefined && (keyword === 'ENTRYPOINT' || service?.command === undefined);
  });
}

/** Without anything that needs a shell the words can be written as a list. */
function hintFor(keyword: string, text: string): string {
  return `write ${keyword} ${execForm(text) ?? '["sh", "-c", "… && exec the program"]'}`;
}

/** Undefined: it needs a shell. */
function execForm(text: string): string | undefined {
  const words = text.split(/\s+/);
  const isPlain =
    shellCommands(text, 0).length === 1 &&
    !/[$`<>|&;*?(){}[\]~"'\\#!]/.test(text) &&
    !words[0]?.includes('=') &&
    !OF_SHELL.has(words[0] ?? '');
  return isPlain ? `[${words.map((word) => JSON.stringify(word)).join(', ')}]` : undefined;
}

const OF_SHELL = new Set('. alias cd eval export set source time trap ulimit umask unset wait'.split(' '));

/** An entrypoint without brackets takes no words of a CMD, one with brackets does: so only where there are none. */
function remedyFor(
  { project }: Subject,
  image: BuiltImage,
  keyword: 'ENTRYPOINT' | 'CMD',
  { text, textStart }: Instruction,
): { readonly remedy?: Remedy } {
  const exec = execForm(text.trim());
  const other = lastStep(image, keyword === 'CMD' ? 'ENTRYPOINT' : 'CMD');
  const hasWords = image.users.some((name) => {
    const service = project.services.get(name);
    return keyword === 'CMD' ? service?.entrypoint !== undefined : service?.command !== undefined;
  });
  const start = textStart + (text.length - text.trimStart().length);
  const end = textStart + text.trimEnd().length;
  const isOneLine = !/[\r\n]/.test(image.dockerfile.text.slice(start, end));
  return exec !== undefined && !other && !hasWords && isOneLine
    ? { remedy: editsIn(image, [{ start, end, text: exec }]) }
    : {};
}
