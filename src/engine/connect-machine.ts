import { dockerEngine } from './calls/docker-engine.ts';
import { connectSsh } from './connection/ssh-connection.ts';
import { noSshOnWindows } from './connection/ssh-failure.ts';
import { runThere, type ShellAnswer, type ShellCommand } from './connection/ssh-shell.ts';
import type { SshTarget } from './connection/ssh-target.ts';
import { tunnelOver } from './connection/ssh-tunnel.ts';
import { openTransport } from './connection/transport.ts';
import type { Engine } from './port/engine.ts';

/** Another machine: its engine and its shell, over one login. */
export interface Machine {
  readonly engine: Engine;
  run(command: ShellCommand): Promise<ShellAnswer>;
  close(): void;
}

/** Error: EngineError `engine-unreachable` for a machine that lets nobody in, and for one without an engine. */
export async function connectMachine(
  endpoint: string,
  target: SshTarget,
  options: { readonly compresses: boolean },
): Promise<Machine> {
  if (process.platform === 'win32') throw noSshOnWindows(endpoint);
  const connection = await connectSsh(endpoint, target, options);
  const tunnel = await tunnelOver(connection, endpoint, target);
  const transport = openTransport({ endpoint, socketPath: tunnel.socketPath });
  const nobody = async () => ({ registry: '' });
  return {
    engine: dockerEngine(endpoint, transport, nobody, 'buildkit'),
    run: (command) => runThere(connection, command),
    close: () => {
      transport.close();
      tunnel.close();
    },
  };
}
