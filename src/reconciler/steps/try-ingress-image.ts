import { EngineError } from '../../engine/refusals/engine-error.ts';
import { Hearing, readToItsEnd } from '../../engine/streams/read-to-its-end.ts';
import type { ContainerRequest } from '../../model/container-request.ts';
import { isAlive } from '../../model/container-state.ts';
import { type ContainerId, containerId } from '../../model/ids.ts';
import { CHECK_EXIT } from '../../planner/ingress/check-image.ts';
import { RULES_REFUSED_EXIT } from '../../planner/ingress/datagram-program.ts';
import { OutputLines } from '../programs/output-lines.ts';
import { readOutput } from '../programs/read-output.ts';
import type { StepContext } from './step-context.ts';

/** Why no ingress can be made of an image. */
export interface ImageFault {
  /** Goes on behind the name of the image. */
  readonly why: string;
  readonly lacksNft?: boolean;
  readonly output?: readonly string[];
  readonly cause?: unknown;
}

/**
 * Runs the program of `planner/ingress/check-image.ts` in a container, and removes it.
 *
 * @param called the name of the container
 * @returns undefined: an ingress can be made of the image
 */
export async function tryIngressImage(
  called: string,
  request: ContainerRequest,
  { engine, signal, releaseSlot }: Pick<StepContext, 'engine' | 'signal' | 'releaseSlot'>,
): Promise<ImageFault | undefined> {
  // One that was left when gantry was killed.
  const discard = () => engine.removeContainer(containerId(called), true);
  await discard();
  const { id } = await engine.createContainer(called, request, undefined);
  try {
    const lines = new OutputLines(() => {});
    const exitCode = await run(id, lines).catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.refusal?.kind !== 'no-program') throw error;
      return { why: 'has no sh', cause: error };
    });
    return typeof exitCode === 'number' ? faultOf(exitCode, lines.end().split('\n')) : exitCode;
  } finally {
    await discard().catch(() => {});
  }

  async function run(container: ContainerId, lines: OutputLines): Promise<number> {
    const stream = await engine.attachContainer(container, { stdin: false, stdout: true, stderr: true });
    await engine.startContainer(container);
    releaseSlot();
    const hearing = new Hearing();
    const reading = readOutput(stream, { tty: false, signal }, hearing.through(lines.take));
    await readToItsEnd(reading, hearing, async () => !isAlive(await engine.inspectContainer(container)));
    stream.destroy();
    return engine.waitContainer(container, 'not-running', signal);
  }
}

function faultOf(exitCode: number, output: readonly string[]): ImageFault | undefined {
  if (exitCode === 0) return undefined;
  if (exitCode === CHECK_EXIT.lacks)
    return { why: `has no ${output.join(', ')}`, lacksNft: output.includes('nft') };
  if (exitCode === CHECK_EXIT.version) return { why: `has ${versionIn(output)}, and HAProxy 3 is needed` };
  if (exitCode === RULES_REFUSED_EXIT)
    return { why: 'cannot pass on UDP: nftables refuses the rules', output, lacksNft: true };
  return { why: `cannot run: its shell ended with exit code ${exitCode}` };
}

/** `HAProxy version 2.6.12-1+deb12u1 2023/12/16 - https://haproxy.org/` → `HAProxy 2.6.12-1+deb12u1` */
function versionIn(output: readonly string[]): string {
  const [, version] = /HA-?Proxy version (\S+)/.exec(output.join('\n')) ?? [];
  return version === undefined ? 'an unknown version of HAProxy' : `HAProxy ${version}`;
}
