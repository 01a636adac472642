import type { Readable } from 'node:stream';
import { tooLong } from '../engine/refusals/engine-error.ts';
import type { BuildTrace } from '../engine/streams/build-trace.ts';
import { LONGEST_MESSAGE, readLines } from '../engine/streams/read-lines.ts';

/** The members that gantry uses of the output of `docker-buildx --progress rawjson`. */
export interface BuildStatus {
  readonly vertexes?: readonly {
    readonly digest: string;
    readonly name?: string;
    readonly started?: string;
    readonly completed?: string;
    readonly cached?: boolean;
    readonly error?: string;
  }[];
  /** `data` in base 64. */
  readonly logs?: readonly {
    readonly vertex: string;
    readonly data?: string;
    readonly timestamp?: string;
  }[];
  readonly statuses?: readonly {
    readonly id: string;
    readonly vertex?: string;
    readonly current?: number;
    readonly total?: number;
    readonly started?: string;
    readonly completed?: string;
  }[];
  /** `short` in base 64. */
  readonly warnings?: readonly { readonly vertex: string; readonly short?: string }[];
}

/** The same in the words of BuildKit's own trace. */
export const traceOf = ({ vertexes, logs, statuses, warnings }: BuildStatus): BuildTrace => ({
  steps: (vertexes ?? []).map(({ digest, name = '', started, completed, cached = false, error = '' }) => ({
    digest,
    name,
    startedMs: timeOf(started),
    endedMs: timeOf(completed),
    cached,
    error,
  })),
  items: (statuses ?? []).map(({ id, vertex = '', current = 0, total = 0, started, completed }) => ({
    step: vertex,
    id,
    currentBytes: current,
    totalBytes: total,
    startedMs: timeOf(started),
    endedMs: timeOf(completed),
  })),
  output: (logs ?? []).map(({ vertex, data = '', timestamp }) => ({
    step: vertex,
    bytes: Buffer.from(data, 'base64'),
    atMs: timeOf(timestamp),
  })),
  warnings: (warnings ?? []).map(({ vertex, short = '' }) => ({
    step: vertex,
    text: Buffer.from(short, 'base64').toString('utf8'),
  })),
});

const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);

/**
 * Splits the output: JSON documents (on several lines in old releases, on one line in newer ones), with lines of plain text
 * between them after a failure.
 *
 * @returns texts are lines without their ends.
 */
export async function* readRawjson(stream: Readable): AsyncGenerator<BuildStatus | string> {
  let document: string[] = [];
  let length = 0;
  for await (const line of readLines(stream, 'the output of docker-buildx')) {
    if (document.length === 0 && !line.startsWith('{')) {
      yield line;
      continue;
    }
    document.push(line);
    length += line.length;
    if (length > LONGEST_MESSAGE) throw tooLong('a message of docker-buildx', LONGEST_MESSAGE);
    // Lines within a document are indented.
    if (!line.endsWith('}') || (line !== '}' && !line.startsWith('{'))) continue;
    const status: BuildStatus = JSON.parse(document.join('\n'));
    document = [];
    length = 0;
    yield status;
  }
}
