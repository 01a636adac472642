import { EngineError } from './engine-error.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { Explanation } from './refusal-words.ts';

/** The step that failed, with the end of what it wrote. */
export interface FailedStep {
  readonly name: string;
  readonly lines: readonly string[];
  readonly rest: string;
}

/** Error: `build-failed`; the first line says why, the lines after it are the step's own. */
export function buildFailed(text: string, step: FailedStep | undefined): EngineError {
  const { message, hint, about } = explainBuild(text);
  const isStep = step !== undefined && step.name !== '' && !step.name.startsWith('[internal]');
  const output = step === undefined ? [] : [...step.lines, ...(step.rest.trim() === '' ? [] : [step.rest])];
  const head = isStep ? `${step.name}: ${message}` : message;
  return new EngineError('build-failed', [head, ...output.map((line) => `  ${line}`)].join('\n'), {
    cause: new Error(text),
    hint,
    about: about ?? { settings: ['build.dockerfile_inline'] },
  });
}

function explainBuild(text: string): Pick<Explanation, 'message' | 'hint' | 'about'> {
  const exit = /(?:did not complete successfully: exit code:|returned a non-zero code:) (\d+)/.exec(
    text,
  )?.[1];
  if (exit !== undefined) return { message: `the command ended with exit code ${exit}` };
  if (/not supported for the docker driver/.test(text))
    return {
      message: `the builder of the engine cannot do this: ${text.trim()}`,
      hint: 'switch the engine to its containerd image store, or make a builder of its own with `docker buildx create --use`',
    };
  const stage = /target stage "([^"]+)" could not be found/.exec(text)?.[1];
  if (stage !== undefined)
    return {
      message: `the Dockerfile has no stage ${JSON.stringify(stage)}`,
      hint: 'correct `build.target`: it is a name behind `AS` of a FROM line',
      about: { settings: ['build.target'] },
    };
  const entitlement = /entitlement (\S+) is not allowed/.exec(text)?.[1];
  if (entitlement !== undefined)
    return {
      message: `the builder does not allow ${entitlement}`,
      hint: "allow it in the engine's configuration (`builder.entitlements` in daemon.json)",
    };
  const missing =
    /failed to calculate checksum of ref \S+: "?\/?([^"]+)"?: not found|stat (\S+): file does not exist/.exec(
      text,
    );
  if (missing)
    return {
      message: `the build context has no ${missing[1] ?? missing[2]}`,
      hint: 'paths are relative to `build.context`, and `.dockerignore` leaves files out',
    };
  const image = /^(\S+?): failed to resolve source metadata for /.exec(text)?.[1];
  // BuildKit would ask the one who builds for a login, and finds nobody to ask.
  if (image !== undefined && /no active sessions?$/.test(text.trim()))
    return {
      message: `base image ${image}: its registry gives it to nobody who is not logged in`,
      hint: loginHint(image),
    };
  const { code, message, hint } = explainRefusal(text);
  if (code === 'engine-refused') return { message: text.trim() };
  return {
    message: image === undefined ? message : `base image ${image}: ${message}`,
    ...(hint === undefined
      ? {}
      : { hint: hint.replace('log in with `docker login REGISTRY`', loginHint(image ?? '')) }),
  };
}

function loginHint(image: string): string {
  const host = image.slice(0, Math.max(0, image.indexOf('/')));
  return `log in with \`docker login${/[.:]/.test(host) && host !== 'docker.io' ? ` ${host}` : ''}\``;
}
