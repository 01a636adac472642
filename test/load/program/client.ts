import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Counter } from './tally.ts';
import { clientOf, type LoadOptions } from './ways.ts';

/**
 * A load on an application: `node client.ts '{"host": …}'`, in a process of its own, so that what its parent does fails no request.
 * It prints what it has come to as a line of JSON now and then, and ends when its input does, after all answers that it waits for.
 */
const PRINT_MS = 200;
const TICK_MS = 5;

const options: LoadOptions = JSON.parse(process.argv[2] ?? '');
const counter = new Counter();
const idle = Array.from({ length: options.clients }, () => clientOf(options));
const busy = new Set<Promise<void>>();
let goesOn = true;

const print = (): void => {
  process.stdout.write(`${JSON.stringify(counter.tally())}\n`);
};

function send(): void {
  const client = idle.pop();
  if (!client) return;
  const attempt = counter.count(client).then(() => {
    idle.unshift(client);
    busy.delete(attempt);
  });
  busy.add(attempt);
}

createInterface({ input: process.stdin }).on('close', () => {
  goesOn = false;
});
const printing = setInterval(print, PRINT_MS);
const begun = performance.now();
// Those that find every client busy are left out: what is late already says so by its own time.
for (let due = 0; goesOn; await sleep(TICK_MS)) {
  const until = ((performance.now() - begun) * options.perSecond) / 1000;
  if (options.perSecond === 0) while (idle.length > 0) send();
  else for (; due < until; due++) send();
}
await Promise.all(busy);
clearInterval(printing);
print();
// Connections that are kept would keep the process.
process.stdout.write('', () => process.exit(0));
