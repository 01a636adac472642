import type { Readable } from 'node:stream';
import { readLines } from '../engine/streams/read-lines.ts';

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
  readonly logs?: readonly { readonly vertex: string; readonly data?: string }[];
  readonly statuses?: readonly {
    readonly id: string;
    readonly name?: string;
    readonly current?: number;
    readonly total?: number;
  }[];
}

/**
 * Splits the output: JSON documents (on several lines in old releases, on one line in newer ones), with lines of plain text
 * between them after a failure.
 *
 * @returns texts are lines without their ends.
 */
export async function* readRawjson(stream: Readable): AsyncGenerator<BuildStatus | string> {
  let document: string[] = [];
  for await (const line of readLines(stream)) {
    if (document.length === 0 && !line.startsWith('{')) {
      yield line;
      continue;
    }
    document.push(line);
    // Lines within a document are indented.
    if (!line.endsWith('}') || (line !== '}' && !line.startsWith('{'))) continue;
    const status: BuildStatus = JSON.parse(document.join('\n'));
    document = [];
    yield status;
  }
}
