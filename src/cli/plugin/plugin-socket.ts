import { connect } from 'node:net';
import { wasInterrupted } from '../context/signals.ts';

/** A Ctrl-C reaches docker and its plugin alike, and the plugin may hear of docker's first. */
const OWN_SIGNAL_MS = 200;

/**
 * Ends with the docker command that this is a plugin of. At a terminal both get every signal; elsewhere docker alone may
 * get it, and closes the connection instead of passing it on.
 *
 * @param address `@` stands for the zero byte of an abstract socket
 */
export function endWithDocker(address: string): void {
  const path = address.startsWith('@') ? `\0${address.slice(1)}` : address;
  let isConnected = false;
  const socket = connect({ path }, () => {
    isConnected = true;
  });
  socket.unref().resume();
  // An older docker, or one that is gone already: then signals are all there is.
  socket.on('error', () => {});
  socket.on('close', () => {
    if (!isConnected) return;
    setTimeout(() => {
      if (!wasInterrupted()) process.kill(process.pid, 'SIGTERM');
    }, OWN_SIGNAL_MS).unref();
  });
}
