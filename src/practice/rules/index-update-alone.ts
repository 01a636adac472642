import { packageCommandsOf } from '../dockerfile/packages.ts';
import { commandsOf } from '../dockerfile/shell-commands.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** The layer with the lists is kept while the RUN that installs changes: it asks for packages that are gone. */
export const indexUpdateAlone: Rule = {
  levels: { dev: 'warning', prod: 'warning' },
  *look({ images }) {
    for (const image of images) {
      const runs = image.builtSteps.filter(({ instruction }) => instruction.keyword === 'RUN');
      for (const [index, { instruction, stage }] of runs.entries()) {
        const manager = updatesOnly(instruction);
        const later = runs.slice(index + 1).filter((run) => run.stage === stage);
        const isUsed = later.some((run) =>
          packageCommandsOf(run.instruction).some(
            (one) => one.manager === manager && one.action === 'install',
          ),
        );
        if (manager === undefined || !isUsed || instruction.flags.some(({ name }) => name === 'mount'))
          continue;
        yield {
          at: inDockerfile(image, instruction),
          message: 'the package lists are fetched in a RUN of their own, so a later install may use old ones',
          hint: 'write update and install into one RUN: "apt-get update && apt-get install -y …"',
        };
      }
    }
  },
};

/** The manager whose lists a RUN fetches, if it does nothing else that matters. */
function updatesOnly(run: Parameters<typeof packageCommandsOf>[0]) {
  const packages = packageCommandsOf(run);
  const others = commandsOf(run).filter(({ words }) => !HARMLESS.has(words[0] ?? ''));
  const isAlone = packages.every(({ action }) => action === 'update') && others.length === packages.length;
  return isAlone
    ? packages.find(({ manager }) => manager === 'apt' || manager === 'apk')?.manager
    : undefined;
}

const HARMLESS = new Set(['echo', 'set', 'export', 'true', 'rm', 'mkdir', 'date', 'cat', 'sed']);
