import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { wholeText } from '../engine/connection/read-answer.ts';
import { tooLong } from '../engine/refusals/engine-error.ts';
import type { OperationOf } from '../model/operation.ts';
import { buildxArguments } from './buildx-arguments.ts';
import { buildxEnvironment } from './buildx-environment.ts';
import { buildxTooOld } from './buildx-too-old.ts';
import { dockerfilePath } from './dockerfile-path.ts';
import { requireBuildx } from './find-buildx.ts';

/** The result of docker buildx for a Dockerfile. */
interface DockerfileCheck {
  readonly code: number;
  readonly findings: string;
  /** The rest of its output. */
  readonly errors: string;
}

/** Lets docker buildx check a Dockerfile for mistakes, without a build. Error: UserError `buildx-needed`. */
export async function checkDockerfile(
  endpoint: string,
  operation: OperationOf<'build-image'>,
): Promise<DockerfileCheck> {
  const buildx = requireBuildx(operation.service, ['--check']);
  const ends = ['--call', 'check'];
  const { words, environment, input } = buildxArguments(operation, await dockerfilePath(operation), ends);
  const child = spawn(buildx, words, { env: buildxEnvironment(endpoint, environment), stdio: 'pipe' });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(input ?? '');
  const ended = new Promise<number>((resolve, reject) => {
    child.on('close', (code) => resolve(code ?? 1));
    child.on('error', reject);
  });
  const read = [textOf(child.stdout), textOf(child.stderr)] as const;
  const [findings, errors, code] = await Promise.all([...read, ended]).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  const tooOld = code === 0 ? undefined : buildxTooOld(errors);
  if (tooOld) throw tooOld;
  return { code, findings, errors };
}

/** The findings of a Dockerfile have some kilobytes. */
const MOST_BYTES = 16 * 1024 * 1024;

const textOf = (stream: Readable): Promise<string> =>
  wholeText(stream, undefined, {
    mostBytes: MOST_BYTES,
    tooLong: () => tooLong('the output of docker-buildx', MOST_BYTES),
  });
