import { connect, type Socket } from 'node:net';

/** The version of PostgreSQL's protocol. */
const PROTOCOL = 196_608;
const MS_TO_WAIT = 5000;

/** It does not let this user in, or takes no such question. */
export class Refused extends Error {}

/**
 * Asks a PostgreSQL over one connection that it keeps, with a password where it wants one.
 *
 * Source: "Frontend/Backend Protocol" of PostgreSQL's documentation. Every answer ends with `Z`, "ready for query".
 */
export function databaseAt(host: string, password = ''): { ask(): Promise<void> } {
  let connection: Socket | undefined;
  let last: Promise<void> = Promise.resolve();

  const exchange = (message: Buffer): Promise<void> =>
    new Promise((done, failed) => {
      connection ??= open(host);
      const socket = connection;
      let heard = Buffer.alloc(0);
      let hasTold = false;
      const end = (error?: Error): void => {
        socket.off('data', hear).off('close', closed).off('timeout', closed);
        if (error) {
          connection = undefined;
          socket.destroy();
          failed(error);
        } else done();
      };
      const closed = (): void => end(new Error('the database does not answer'));
      const hear = (piece: Buffer): void => {
        heard = Buffer.concat([heard, piece]);
        const kinds = kindsOf(heard);
        if (!hasTold && asksForPassword(heard)) {
          hasTold = true;
          socket.write(oneText('p', password));
        }
        if (kinds.includes('E')) end(new Refused(heard.toString('latin1').replaceAll('\0', ' ')));
        else if (kinds.includes('Z')) end();
      };
      socket.on('data', hear).on('close', closed).on('timeout', closed);
      socket.write(message);
    });

  const query = async (): Promise<void> => {
    if (connection?.destroyed) connection = undefined;
    if (!connection) await exchange(startup());
    await exchange(simpleQuery('select 1'));
  };
  return {
    // One after another, as the connection has only one question at a time.
    ask: () => {
      last = last.catch(() => {}).then(query);
      return last;
    },
  };
}

function open(host: string): Socket {
  const socket = connect({ host, port: 5432, family: 4, timeout: MS_TO_WAIT });
  return socket.on('error', () => socket.destroy());
}

function startup(): Buffer {
  const words = Buffer.from('user\0postgres\0database\0postgres\0\0');
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + words.length, 0);
  head.writeInt32BE(PROTOCOL, 4);
  return Buffer.concat([head, words]);
}

const simpleQuery = (sql: string): Buffer => oneText('Q', sql);

function oneText(kind: 'Q' | 'p', text: string): Buffer {
  const words = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeInt32BE(4 + words.length, 1);
  return Buffer.concat([head, words]);
}

/** In clear text: type 3 of `R`, "authentication". */
const asksForPassword = (heard: Buffer): boolean =>
  heard.length >= 9 && heard.toString('latin1', 0, 1) === 'R' && heard.readInt32BE(5) === 3;

/** The letters of the whole messages in there. */
function kindsOf(heard: Buffer): string {
  let kinds = '';
  for (let at = 0; at + 5 <= heard.length; ) {
    const next = at + 1 + heard.readInt32BE(at + 1);
    if (next > heard.length) break;
    kinds += String.fromCharCode(heard[at] ?? 0);
    at = next;
  }
  return kinds;
}
