import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Progress } from '../model/event.ts';
import { buildFailed } from './build-failure.ts';
import { readTrace, type TracedStep } from './build-trace.ts';
import { EngineError } from './engine-error.ts';
import { failureOf, readProgress } from './progress-stream.ts';

/** The end of what a step wrote, which tells why it failed. */
const KEPT_LINES = 20;

interface Step {
  name: string;
  announced: boolean;
  readonly lines: string[];
  /** A line whose end has not come yet. */
  rest: string;
}

/**
 * Reads the answer to `POST /build`, of either builder.
 *
 * @returns the id of the image.
 * Errors: EngineError `build-failed`.
 */
export async function followBuild(
  stream: Readable,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<string> {
  const steps = new Map<string, Step>();
  let failed: Step | undefined;
  let classic: Step | undefined;
  let id: string | undefined;

  const stepOf = (digest: string): Step => {
    const step = steps.get(digest) ?? { name: '', announced: false, lines: [], rest: '' };
    steps.set(digest, step);
    return step;
  };
  const see = (traced: TracedStep): void => {
    const step = stepOf(traced.digest);
    if (traced.name !== '') step.name = traced.name;
    // Of a step that was cancelled because another one failed the error says so.
    if (traced.error !== '' && !/context canceled$/.test(traced.error)) failed ??= step;
    if (step.announced || !traced.started || isPlumbing(step.name)) return;
    step.announced = true;
    onProgress({ text: traced.cached ? `${step.name} (cached)` : step.name });
  };

  for await (const message of readProgress(stream, signal)) {
    const failure = failureOf(message);
    if (failure !== undefined) throw buildFailed(failure, failed ?? classic);
    if (message.id === 'moby.buildkit.trace') {
      const trace = readTrace(String(message.aux));
      for (const traced of trace.steps) see(traced);
      for (const { step, bytes } of trace.output) addOutput(stepOf(step), bytes.toString('utf8'), onProgress);
    } else if (message.stream !== undefined) {
      const started = /^Step \d+\/\d+ : (.*)/.exec(message.stream);
      if (started) {
        classic = { name: message.stream.trim(), announced: true, lines: [], rest: '' };
        onProgress({ text: classic.name });
      } else if (classic) addOutput(classic, stripVTControlCharacters(message.stream), onProgress);
    } else if (message.status !== undefined && message.id !== undefined) {
      onProgress({ text: message.status, part: message.id }); // a layer of a base image
    }
    id = imageIdIn(message.aux) ?? id;
  }
  if (id === undefined) throw new EngineError('build-failed', 'the build ended without an image');
  return id;
}

/** What BuildKit does to get started; the same in every build. */
const isPlumbing = (name: string): boolean =>
  name === '' || /^\[internal\] load (?:remote|build)|^copy \/context/.test(name);

function addOutput(step: Step, text: string, onProgress: (progress: Progress) => void): void {
  const lines = (step.rest + text).split('\n');
  step.rest = lines.pop() ?? '';
  for (const line of lines) {
    // A progress bar draws over itself: what counts is what stands there at the end.
    const shown = line.trimEnd().split('\r').at(-1) ?? '';
    if (shown.trim() === '' || /^ ---> /.test(shown)) continue;
    step.lines.push(shown);
    if (step.lines.length > KEPT_LINES) step.lines.shift();
    onProgress({ text: shown, part: step.name });
  }
}

function imageIdIn(aux: unknown): string | undefined {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string'
    ? aux.ID
    : undefined;
}
