import { Readable } from 'node:stream';
import type { BuildMoment, OnProgress, Progress } from '../model/event.ts';

/** BuildKit numbers its own steps from 1. */
const STEP = 0;
const [BUILDER, DEFINITION, IGNORE] = [-3, -2, -1];
const NAME = '[internal] load build context';
const ITEM = 'transferring context:';
const REPORT_BYTES = 1024 * 1024;

/** The same archive; reports how much of it the engine has taken, as the builder does with a context that it fetches. */
export function reportSending(
  archive: Readable,
  onProgress: OnProgress,
  now: () => number = Date.now,
): Readable {
  return Readable.from(counted(), { objectMode: false });

  async function* counted(): AsyncGenerator<Buffer> {
    const beganMs = now();
    const seconds = (): number => (now() - beganMs) / 1000;
    const report = (moment: Omit<BuildMoment, 'step'>, progress: Omit<Progress, 'build'>) =>
      onProgress({ part: NAME, ...progress, build: { ...moment, step: STEP } });
    const sent = (bytes: number, moment: Omit<BuildMoment, 'step' | 'what'> = {}) =>
      report({ what: 'item', ...moment }, { text: ITEM, part: ITEM, currentBytes: bytes });

    report({ what: 'begun' }, { text: NAME });
    let bytes = 0;
    let reported = 0;
    for await (const chunk of archive) {
      yield chunk;
      bytes += chunk.length;
      if (bytes - reported < REPORT_BYTES) continue;
      reported = bytes;
      await sent(bytes);
    }
    await sent(bytes, { seconds: seconds(), complete: true });
    report({ what: 'done', seconds: seconds() }, { text: 'done' });
  }
}

/** As docker's frontends begin. @param driver absent: only docker buildx knows */
export function reportBuilder(onProgress: OnProgress, name: string, driver?: string): void {
  const using = driver === undefined ? '' : ` using ${driver} driver`;
  const text = `building with "${name}" instance${using}`;
  onProgress({ text, part: text, build: { what: 'builder', step: BUILDER } });
}

/** What BuildKit fetches by itself, and gantry reads: it sends all in one archive. In the words of BuildKit. */
export function reportRead(
  onProgress: OnProgress,
  dockerfile: { readonly name: string; readonly bytes: number },
  ignoreBytes: number,
): void {
  const definition = `load build definition from ${dockerfile.name}`;
  reportWhole(onProgress, DEFINITION, definition, 'transferring dockerfile:', dockerfile.bytes);
  reportWhole(onProgress, IGNORE, 'load .dockerignore', ITEM, ignoreBytes);
}

function reportWhole(onProgress: OnProgress, step: number, name: string, item: string, bytes: number): void {
  const heading = `[internal] ${name}`;
  onProgress({ text: heading, part: heading, build: { what: 'begun', step } });
  onProgress({
    text: item,
    part: item,
    currentBytes: bytes,
    build: { what: 'item', step, seconds: 0, complete: true },
  });
  onProgress({ text: 'done', part: heading, build: { what: 'done', step, seconds: 0 } });
}
