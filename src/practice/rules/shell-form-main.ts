import { shellCommands } from '../dockerfile/shell-commands.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
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
  const commands = shellCommands(text, 0);
  const isPlain = commands.length === 1 && !/[$`<>|&;*?(){}~"'\\]/.test(text);
  return isPlain
    ? `write ${keyword} ${JSON.stringify(text.split(/\s+/)).replaceAll(',', ', ')}`
    : `write ${keyword} ["sh", "-c", "… && exec the program"]`;
}
