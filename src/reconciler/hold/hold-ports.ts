import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { demuxFrames } from '../../engine/streams/demux-frames.ts';
import type { ContainerRequest } from '../../model/container-request.ts';
import { type ContainerId, containerId } from '../../model/ids.ts';
import type { HeldPort } from '../../model/operation.ts';
import { askForTable, hasSaidAll, holdRules, holdTable, isShown } from './hold-rules.ts';

/** By then its program has said something, or never will. */
const ANSWERS_WITHIN_MS = 15_000;

export interface Helper {
  readonly name: string;
  readonly request: ContainerRequest;
}

export interface Hold {
  /** The helper. It is on the network of the engine's host. */
  readonly by: { readonly id: ContainerId; readonly name: string };
  release(): Promise<void>;
}

type HoldEngine = Pick<Engine, 'createContainer' | 'attachContainer' | 'startContainer' | 'removeContainer'>;

/**
 * From now on new connections to the ports wait. Their rules end with the program in the helper, which ends with its input, and so with
 * this process too.
 *
 * Error: UserError `hold-failed`; then nothing waits, and no helper is left.
 */
export async function holdPorts(
  engine: HoldEngine,
  { name, request }: Helper,
  ports: readonly HeldPort[],
): Promise<Hold> {
  let stream: Duplex | undefined;
  // One that somebody else left, if it has not ended by itself.
  const discard = () => engine.removeContainer(containerId(name), true);
  const release = async (): Promise<void> => {
    stream?.end();
    stream?.destroy();
    await discard();
  };
  try {
    await discard();
    const { id } = await engine.createContainer(name, request, undefined);
    stream = await engine.attachContainer(id, { stdin: true, stdout: true, stderr: true });
    // Whoever reads hears of it.
    stream.on('error', () => {});
    const answer = heard(stream);
    await engine.startContainer(id);
    const table = holdTable(name);
    stream.write(`${holdRules(table, ports)}\n${askForTable(table)}\n`);
    await answer;
    return { by: { id, name }, release };
  } catch (error) {
    await release().catch(() => {});
    throw error instanceof UserError && error.code === 'hold-failed'
      ? error
      : failed(request.Image, [error instanceof Error ? error.message : String(error)], error);
  }

  /** Until the program shows the rules that it has made. */
  async function heard(from: Duplex): Promise<void> {
    let shown = '';
    let complaints = '';
    const over = new AbortController();
    const said = new Promise<void>((resolve, reject) => {
      const fail = (cause?: unknown): void => reject(failed(request.Image, linesOf(complaints), cause));
      void demuxFrames(from, (kind, chunk) => {
        if (kind === 'stdout') shown += chunk.toString('utf8');
        else complaints += chunk.toString('utf8');
        if (!hasSaidAll(shown)) return;
        if (isShown(shown)) resolve();
        // Then it ends, and all that it complains of is heard.
        else from.end();
      }).then(fail, fail);
      void sleep(ANSWERS_WITHIN_MS, undefined, { signal: over.signal }).then(fail, () => {});
    });
    await said.finally(() => over.abort());
  }
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

const failed = (image: string, output: readonly string[], cause?: unknown): UserError =>
  new UserError('hold-failed', `connections cannot be held by a container of the image ${image}`, {
    output,
    cause,
    hint: [
      'the image needs nftables and timeout: x-gantry: {ingress: {switch-image: IMAGE}}; `',
      gantry('ingress-image'),
      '` makes one; or leave out --no-gap and x-gantry: {handover: true}',
    ],
  });
