import type { WebSocket } from 'ws';

/** Proxies close what is silent for a minute. */
const EACH_MS = 30_000;

/**
 * Closes a connection whose other end answers no more: a machine that sleeps, or a network that is gone, says no word of it, and would keep
 * its place. Browsers answer a ping by themselves.
 */
export function keepAlive(socket: WebSocket, eachMs = EACH_MS): void {
  let isAnswered = true;
  const answered = (): void => {
    isAnswered = true;
  };
  socket.on('pong', answered);
  // It has much to read before the ping.
  socket.on('message', answered);
  const timer = setInterval(() => {
    if (!isAnswered) return socket.terminate();
    isAnswered = false;
    socket.ping();
  }, eachMs);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}
