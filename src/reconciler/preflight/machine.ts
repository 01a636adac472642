import { createSocket } from 'node:dgram';
import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { isMissing } from '../../diagnostics/file-error.ts';

/** What preflight asks this machine. */
export interface Machine {
  readonly isWindows: boolean;
  /** A container: the engine behind its socket may have other files at the same paths. */
  readonly isContainer: boolean;
  /** `false` only when there is nothing: the engine may see what you may not. */
  fileExists(path: string): boolean;
  /** The names in a folder, for guesses; none where it cannot be read. */
  filesIn(folder: string): readonly string[];
  foldersIn(folder: string): readonly string[];
  /** `false` also when it cannot be told. */
  hasAddress(address: string): Promise<boolean>;
  /** `false` only when somebody has the port; what cannot be told counts as free. `hostIp` may be empty: all. */
  isPortFree(port: number, protocol: string, hostIp: string): Promise<boolean>;
}

export const THIS_MACHINE: Machine = {
  isWindows: process.platform === 'win32',
  isContainer: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
  fileExists,
  filesIn: (folder) => namesIn(folder, (entry) => !entry.isDirectory()),
  foldersIn: (folder) => namesIn(folder, (entry) => entry.isDirectory()),
  hasAddress,
  isPortFree: (port, protocol, hostIp) => {
    if (protocol === 'tcp') return isTcpPortFree(port, hostIp);
    return protocol === 'udp' ? isUdpPortFree(port, hostIp) : Promise.resolve(true);
  },
};

/**
 * Whether an interface has it, running or not: the lists of the system leave out the bridge of an engine while nothing is
 * connected to it.
 */
function hasAddress(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port: 0, address, exclusive: true }, () => {
      socket.close(() => resolve(true));
    });
  });
}

function fileExists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return !(isMissing(error) || NOWHERE.has(error instanceof Error && 'code' in error ? error.code : ''));
  }
}

/** A link that leads to itself, and a name that no file can have. */
const NOWHERE: ReadonlySet<unknown> = new Set(['ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

function namesIn(folder: string, isMeant: (entry: Dirent) => boolean): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(isMeant)
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function isTcpPortFree(port: number, hostIp: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, exclusive: true, ...(hostIp !== '' && { host: hostIp }) }, () => {
      server.close(() => resolve(true));
    });
  });
}

function isUdpPortFree(port: number, hostIp: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(hostIp.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code !== 'EADDRINUSE');
    });
    socket.bind({ port, exclusive: true, ...(hostIp !== '' && { address: hostIp }) }, () => {
      socket.close(() => resolve(true));
    });
  });
}
