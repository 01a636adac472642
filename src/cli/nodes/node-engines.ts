import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { NodeName } from '../../engine/connection/node-ways.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { nodeSettings } from './node-settings.ts';

/** An engine of a node that is there answers in moments; ssh gives up by itself before. */
const ANSWERS_WITHIN_MS = 10_000;

/** The engines of the nodes of a swarm. Each is looked for once, when it is asked for. */
export interface NodeEngines {
  /** Error: UserError `node-unreachable`, with what was tried; `bad-usage` for a setting that is no address. */
  engineOf(node: NodeName): Promise<Engine>;
  /** Ends the connections, that to the manager left out. */
  close(): void;
}

/** An engine that may be the one of a node, and who says so. */
export interface Way {
  readonly by: string;
  readonly engine: Engine;
}

/** @param manager the engine that answers already @param project whose files may say where nodes are */
export async function nodeEngines(
  cli: Pick<Cli, 'environment' | 'globals' | 'stderr'>,
  manager: Engine,
  project?: Pick<Project, 'extensions'>,
): Promise<NodeEngines> {
  const settings = nodeSettings(cli.environment, project);
  const { connectNode } = await import('../../engine/connect.ts');
  const trace = (line: string): void => cli.stderr.write(`${line}\n`);
  const options = cli.globals.debug ? { trace } : {};
  return findEngines(manager, (node) => connectNode(node, settings, cli.environment, homedir(), options));
}

/** @param waysTo the best guess first */
export function findEngines(manager: Engine, waysTo: (node: NodeName) => readonly Way[]): NodeEngines {
  const found = new Map<string, Promise<Engine>>();
  const opened: Engine[] = [];
  let present: Promise<string | undefined> | undefined;
  const find = async (node: NodeName): Promise<Engine> => {
    present ??= manager.info().then(({ nodeId }) => nodeId);
    if ((await present) === node.id) return manager;
    if (node.state === 'down')
      throw new UserError('node-unreachable', `node ${node.hostname} is down`, {
        hint: [commandHint('docker', 'node', 'inspect', node.hostname), ' says since when and why'],
      });
    const failures: string[] = [];
    for (const { by, engine } of waysTo(node)) {
      opened.push(engine);
      const failure = await whyNot(engine, node);
      if (failure === undefined) return engine;
      engine.close();
      failures.push(`${engine.endpoint} (${by}): ${failure}`);
    }
    throw unreachable(node, failures);
  };
  return {
    engineOf(node) {
      const engine = found.get(node.id) ?? find(node);
      found.set(node.id, engine);
      return engine;
    },
    close() {
      for (const engine of opened) engine.close();
    },
  };
}

/** Why it is not the engine of this node. */
async function whyNot(engine: Engine, node: NodeName): Promise<string | undefined> {
  const late = new AbortController();
  try {
    const info = await Promise.race([
      engine.info(),
      sleep(ANSWERS_WITHIN_MS, undefined, { signal: late.signal }),
    ]);
    if (info === undefined) return `no answer within ${ANSWERS_WITHIN_MS / 1000} s`;
    if (info.nodeId === node.id) return undefined;
    return info.nodeId === undefined
      ? `this engine (${info.name}) is in no swarm`
      : `this is the engine of another node (${info.name})`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return reasonOf(error);
  } finally {
    late.abort();
  }
}

/** Without the address, which stands before it. */
const reasonOf = (error: UserError): string =>
  error.code === 'engine-unreachable' && error.cause instanceof Error ? error.cause.message : error.message;

function unreachable({ hostname, address }: NodeName, failures: readonly string[]): UserError {
  const [first = 'nothing says where it is', ...more] = failures;
  const tried = more.length === 0 ? ` ${first}` : failures.map((failure) => `\n  ${failure}`).join('');
  const host = address || hostname;
  const over = `ssh://user@${host}`;
  return new UserError(
    'node-unreachable',
    `the engine of node ${hostname} (${host}) cannot be reached:${tried}`,
    {
      hint: [
        `let \`ssh ${host}\` log in without a question, or make a Docker context for it: `,
        commandHint('docker', 'context', 'create', hostname, '--docker', `host=${over}`),
        `, or say where it is: GANTRY_NODES=${hostname}=${over}, or x-gantry: {nodes: {${hostname}: ${over}}} in the file`,
      ],
    },
  );
}
