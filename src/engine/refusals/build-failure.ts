import { EngineError } from './engine-error.ts';
import { explainBy, explainRefusal } from './explain-refusal.ts';
import { plain, type RefusalExplanation } from './refusal-words.ts';
import { REFUSED_BUILDS } from './refused-builds.ts';

/** The failed step with its last output. */
export interface FailedStep {
  readonly name: string;
  readonly lines: readonly string[];
  /** The first lines that look like errors, as far as they stand before the last ones. */
  readonly firstErrors: readonly string[];
}

/** What is longer is neither a sentence nor an instruction. */
const LONGEST = 8192;

/** Error: `build-failed`, with the reason and the output of the step. */
export function buildFailed(text: string, step: FailedStep | undefined): EngineError {
  const { message, hint, about, refusal } = explainBuild(
    text.slice(0, LONGEST),
    (step?.name ?? '').slice(0, LONGEST),
  );
  // What the builder does on its own before the first step is part of the reason.
  const isStep =
    step !== undefined && step.name !== '' && !/^\[internal\]|^resolve image config/.test(step.name);
  const written = step?.lines ?? [];
  // The builder repeats its own work in the cause, the first time with paths of its own folders.
  const isNews = (line: string): boolean =>
    !message.includes(line.replace(/^\w+: /, '')) && !line.startsWith('Initialized empty Git repository');
  const output = isStep ? written : written.filter(isNews);
  const head = isStep ? `${step.name}: ${message}` : message;
  return new EngineError('build-failed', head, {
    cause: new Error(text),
    hint,
    about: about ?? { settings: ['build.dockerfile_inline'] },
    refusal,
    output,
    firstErrors: isStep ? step.firstErrors : [],
    buildStep: isStep ? step.name : undefined,
  });
}

type BuildExplanation = Omit<RefusalExplanation, 'code'>;

function explainBuild(text: string, step: string): BuildExplanation {
  const known = explainBy(REFUSED_BUILDS, text);
  if (known) return known;
  const mount = lackingMount(text, step);
  if (mount) return mount;
  // The fetched object is no image, and its source no registry.
  if (/\bADD (?:--\S+ )*https?:/.test(step))
    return {
      message: `it cannot be fetched: ${plain(text).replace(/^failed to load cache key: /, '')}`,
      hint: "correct the address, or check the network of the engine's machine and its proxy",
    };
  const image = /^(\S+?): failed to resolve source metadata for /.exec(text)?.[1];
  // BuildKit requests a login through a session, and there is no session.
  if (image !== undefined && hasNobodyToAsk(text))
    return {
      message: `base image ${image}: its registry requires a login`,
      hint: loginHint(image),
      refusal: { kind: 'base-image', image },
    };
  const { code, message, hint, refusal } = explainRefusal(text);
  const syntax = /^resolve image config for (?:docker-image:\/\/)?(\S+)/.exec(step)?.[1];
  if (syntax !== undefined)
    return {
      message: `the image ${syntax} of \`# syntax\`: ${message}`,
      hint: 'remove the `# syntax` line: the builder reads a Dockerfile without it too; or correct it, and check the network of the engine',
      refusal: { kind: 'syntax-image', image: syntax },
    };
  if (code === 'engine-refused') return { message: text.trim(), ...badLine(text) };
  if (refusal?.kind === 'no-user')
    return { message, hint: 'correct `USER` in the Dockerfile, or make that user before', refusal };
  return {
    message: image === undefined ? message : `base image ${image}: ${message}`,
    ...(hint !== undefined && { hint: refusal?.kind === 'login-refused' ? loginHint(image ?? '') : hint }),
    ...(image !== undefined && { refusal: { kind: 'base-image', image } }),
  };
}

function badLine(text: string): Pick<RefusalExplanation, 'refusal'> {
  const line = /dockerfile parse error on line (\d+)/i.exec(text)?.[1];
  return line === undefined ? {} : { refusal: { kind: 'bad-line', line: Number(line) } };
}

const hasNobodyToAsk = (text: string): boolean => /no active sessions?$/.test(text.trim());

/** A step requests a secret or an agent that the build does not provide. */
function lackingMount(text: string, step: string): BuildExplanation | undefined {
  if (!hasNobodyToAsk(text) && !/secret \S+: not found|no SSH key/.test(text)) return undefined;
  const [, options] = /--mount=(\S*type=(?:secret|ssh)\S*)/.exec(step) ?? [];
  if (options === undefined) return undefined;
  const id = /\bid=([^,\s]+)/.exec(options)?.[1];
  return options.includes('type=ssh')
    ? { message: 'the build provides no SSH agent', hint: `add \`build.ssh: [${id ?? 'default'}]\`` }
    : {
        message: `the build provides no secret ${id ?? ''}`.trimEnd(),
        hint: `add \`build.secrets: [${id ?? 'NAME'}]\`, and declare it under \`secrets\``,
      };
}

function loginHint(image: string): string {
  const host = image.slice(0, Math.max(0, image.indexOf('/')));
  return `log in with \`docker login${/[.:]/.test(host) && host !== 'docker.io' ? ` ${host}` : ''}\``;
}
