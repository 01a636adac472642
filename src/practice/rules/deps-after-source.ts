import { commandsOf } from '../dockerfile/shell-commands.ts';
import type { Step } from '../dockerfile/steps.ts';
import { copyOf } from '../subject/copies.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** After each change of the source all dependencies are installed again. */
export const depsAfterSource: Rule = {
  levels: { dev: 'info', prod: 'info' },
  *look({ images }) {
    for (const image of images)
      for (const stage of image.stages.built) {
        const steps = image.builtSteps.filter((step) => step.stage === stage);
        const whole = steps.findIndex((step) => copiesAll(step, image));
        if (whole < 0) continue;
        const before = steps.slice(0, whole).flatMap(installerOf);
        const late = steps.slice(whole).find((step) => isLate(step, before));
        const [installer] = late ? installerOf(late) : [];
        if (!late || installer === undefined || hasWorkspaces(image)) continue;
        yield {
          at: inDockerfile(image, late.instruction),
          message: `each change of the source installs all dependencies again: ${installer.name} comes after the COPY of everything`,
          hint: `first copy ${installer.manifest} and install, then copy the rest`,
        };
      }
  },
};

interface Installer {
  readonly name: string;
  readonly manifest: string;
}

const INSTALLERS: readonly (Installer & { readonly words: RegExp })[] = [
  { name: 'npm', manifest: 'package.json and package-lock.json', words: /^npm (?:ci|i|install)(?: -|$)/ },
  { name: 'yarn', manifest: 'package.json and yarn.lock', words: /^yarn(?: install)?(?: -|$)/ },
  { name: 'pnpm', manifest: 'package.json and pnpm-lock.yaml', words: /^pnpm (?:i|install)(?: -|$)/ },
  {
    name: 'pip',
    manifest: 'requirements.txt',
    words: /^(?:pip3?|python3? -m pip) install .*(?:-r|--requirement)[ =]?\S/,
  },
  { name: 'go', manifest: 'go.mod and go.sum', words: /^go mod download/ },
  { name: 'composer', manifest: 'composer.json and composer.lock', words: /^composer install/ },
  { name: 'bundle', manifest: 'Gemfile and Gemfile.lock', words: /^bundle install/ },
  { name: 'mvn', manifest: 'pom.xml', words: /^mvnw? .*dependency:/ },
];

function installerOf({ instruction }: Step): readonly Installer[] {
  if (instruction.keyword !== 'RUN') return [];
  const texts = commandsOf(instruction).map(({ words }) => words.join(' '));
  return INSTALLERS.filter(({ words }) => texts.some((text) => words.test(text)));
}

/** Mounts keep what was installed, or bring the manifest in by themselves. */
const isLate = (step: Step, before: readonly Installer[]): boolean =>
  !step.instruction.flags.some(({ name }) => name === 'mount') &&
  installerOf(step).some(({ name }) => !before.some((other) => other.name === name));

function copiesAll(step: Step, { dockerfile }: BuiltImage): boolean {
  const copy = copyOf(step, dockerfile.escapeChar);
  return copy?.from === 'context' && copy.sources.length === 1 && copy.sources[0] === '';
}

/** The manifests of a workspace are all over the source. */
const hasWorkspaces = ({ context }: BuiltImage): boolean =>
  /"workspaces"\s*:/.test(context.read('package.json') ?? '') ||
  context.kindOf('pnpm-workspace.yaml') !== undefined;
