import { get } from 'node:http';
import { PUBLISHED_HOST } from './gantry.ts';

/** What a published port answers to a request on a connection of its own. Error: that of the connection. */
export const answerAt = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get({ host: PUBLISHED_HOST, port, agent: false }, async (response) => {
      try {
        resolve((await response.toArray()).join(''));
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', reject);
  });

/** Asks again and again until `work` is done. @returns who answered, and how many connections were refused */
export async function askDuring(port: number, work: Promise<unknown>) {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  const answers = new Set<string>();
  let refused = 0;
  while (!isDone)
    await answerAt(port).then(
      (text) => answers.add(text),
      (error) => {
        // One that was open when the old container stopped may break.
        if (error.code === 'ECONNREFUSED') refused++;
      },
    );
  await done;
  return { answers: [...answers], refused };
}
