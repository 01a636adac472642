import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
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
  const [findings, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const tooOld = code === 0 ? undefined : buildxTooOld(errors);
  if (tooOld) throw tooOld;
  return { code, findings, errors };
}
