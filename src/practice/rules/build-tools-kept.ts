import { mountsOver, packageCommandsOf } from '../dockerfile/packages.ts';
import { commandsOf } from '../dockerfile/shell-commands.ts';
import { officialName } from '../subject/official-images.ts';
import { inDockerfile, type Rule, type RuleFinding } from '../subject/rule.ts';
import { isForWork, startedWith } from '../subject/started.ts';
import type { BuiltImage, Subject } from '../subject/subject.ts';

/** Compilers are hundreds of megabytes that are pushed and pulled, and of use to who breaks in. */
export const buildToolsKept: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look(subject) {
    for (const image of subject.images) {
      if (isForWork(image)) continue;
      const finding = uponToolchain(image, subject) ?? installed(image, subject);
      if (finding) yield finding;
    }
  },
};

/** Images of compilers by what their programs are started with when the tools are meant to run. */
const TOOLCHAINS: ReadonlyMap<string, RegExp> = new Map([
  ['golang', /^(?:go|air|reflex|CompileDaemon|dlv|realize|make)$/],
  ['rust', /^(?:cargo|rustc|make)$/],
  ['gcc', /^(?:gcc|g\+\+|make|cmake)$/],
  ['maven', /^(?:mvn|mvnw|mvnd)$/],
  ['gradle', /^(?:gradle|gradlew)$/],
  ['haskell', /^(?:cabal|stack|ghc|runghc|runhaskell)$/],
]);

function uponToolchain(image: BuiltImage, subject: Subject): RuleFinding | undefined {
  const { base = '', stages } = image;
  const name = officialName(base) ?? '';
  const tools = TOOLCHAINS.get(name);
  const from = stages.chain[0]?.from.words[0];
  const started = startedWith(image, subject);
  if (
    !tools ||
    !from ||
    subject.builderOf(base) !== undefined ||
    !started ||
    started.some((word) => tools.test(word))
  )
    return undefined;
  return {
    at: inDockerfile(image, from),
    message: `the compilers of ${base} stay in the image, and nothing in it starts them`,
    hint: 'build in this stage, and copy the result into a second one with "COPY --from="',
  };
}

const PACKAGES = new Set(
  `autoconf automake build-base build-essential cargo clang cmake default-jdk g++ gcc gcc-c++ go golang golang-go maven gradle
  rustc`.split(/\s+/),
);
const isTool = (name: string): boolean =>
  PACKAGES.has(name) || (/^(?:gcc|g\+\+|clang|golang|openjdk)-?\d[\w.-]*$/.test(name) && !/jre/.test(name));

function installed(image: BuiltImage, subject: Subject): RuleFinding | undefined {
  const runs = image.steps.map(({ instruction }) => instruction).filter(({ keyword }) => keyword === 'RUN');
  // In whatever way and wherever it is: somebody has thought of them.
  if (runs.some((run) => commandsOf(run).some(({ words }) => isRemoval(words)))) return undefined;
  for (const run of runs)
    for (const { action, command } of packageCommandsOf(run)) {
      if (action !== 'install' || mountsOver(run, /^\/usr/)) continue;
      const tools = command.words
        .filter((word) => !word.startsWith('-'))
        .map((word) => word.replace(/[=~<>:].*$/, ''))
        .filter(isTool);
      const started = startedWith(image, subject);
      if (tools.length === 0 || started?.some((word) => isStartedTool(word))) continue;
      return {
        at: inDockerfile(image, command),
        message: `what is only needed to build stays in the image: ${tools.join(', ')}`,
        hint: 'build in a stage of its own, and copy the result with "COPY --from=", or remove them in the same RUN',
      };
    }
  return undefined;
}

const isStartedTool = (word: string): boolean =>
  [...TOOLCHAINS.values()].some((tools) => tools.test(word)) || /^(?:javac|clang|node-gyp)$/.test(word);

const isRemoval = ([program = '', ...rest]: readonly string[]): boolean =>
  /^(?:apk|apt|apt-get|aptitude|dnf|yum|microdnf|zypper)$/.test(program) &&
  rest.some((word) => /^(?:del|purge|remove|autoremove|auto-remove|erase|rm)$/.test(word));
