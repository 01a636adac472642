import { UserError } from '../../diagnostics/user-error.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { Hearing, readToItsEnd } from '../../engine/streams/read-to-its-end.ts';
import { isAlive } from '../../model/container-state.ts';
import { type ContainerId, containerId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import { CHECK_EXIT } from '../../planner/ingress/check-image.ts';
import { RULES_REFUSED_EXIT } from '../../planner/ingress/datagram-program.ts';
import { concernOfImage, IMAGE_HINT, NFT_HINT } from '../ingress/ingress-image.ts';
import { OutputLines } from '../programs/output-lines.ts';
import { readOutput } from '../programs/read-output.ts';
import type { StepContext } from './step-context.ts';

/** Error: UserError `ingress-failed`, when no ingress can be made of the image; then nothing has changed. */
export async function checkIngress(
  { service, name, request }: OperationOf<'check-ingress'>,
  { engine, signal, releaseSlot }: Pick<StepContext, 'engine' | 'signal' | 'releaseSlot'>,
): Promise<void> {
  const called = `${name}-check`;
  // One that was left when gantry was killed.
  const discard = () => engine.removeContainer(containerId(called), true);
  await discard();
  const { id } = await engine.createContainer(called, request, undefined);
  try {
    const lines = new OutputLines(() => {});
    const exitCode = await run(id, lines).catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.refusal?.kind !== 'no-program') throw error;
      throw unfit('has no sh', { cause: error });
    });
    const output = lines.end().split('\n');
    if (exitCode === 0) return;
    if (exitCode === CHECK_EXIT.lacks)
      throw unfit(`has no ${output.join(', ')}`, { hint: output.includes('nft') ? NFT_HINT : IMAGE_HINT });
    if (exitCode === CHECK_EXIT.version) throw unfit(`has ${versionIn(output)}, and HAProxy 3 is needed`);
    if (exitCode === RULES_REFUSED_EXIT)
      throw unfit('cannot pass on UDP: nftables refuses the rules', { output, hint: NFT_HINT });
    throw unfit(`cannot run: its shell ended with exit code ${exitCode}`);
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

  function unfit(
    why: string,
    more: { readonly hint?: string; readonly output?: readonly string[]; readonly cause?: unknown } = {},
  ): UserError {
    return new UserError(
      'ingress-failed',
      `the image ${request.Image} of the ingress of service "${service}" ${why}`,
      { hint: IMAGE_HINT, about: concernOfImage(service), ...more },
    );
  }
}

/** `HAProxy version 2.6.12-1+deb12u1 2023/12/16 - https://haproxy.org/` → `HAProxy 2.6.12-1+deb12u1` */
function versionIn(output: readonly string[]): string {
  const [, version] = /HA-?Proxy version (\S+)/.exec(output.join('\n')) ?? [];
  return version === undefined ? 'an unknown version of HAProxy' : `HAProxy ${version}`;
}
