import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import colors from 'picocolors';
import type { Program } from './build-program.ts';
import { run } from './run.ts';

export type Stage = {
  /** A copy of examples/shop, to be edited. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where the shop's front answers. */
  readonly shop: string;
};

/** Shows what gantry does, each command before it runs; fails with the first command that fails. */
export async function tour(program: Program, stage: Stage): Promise<void> {
  const [command, ...first] = program;
  const gantry = async (...args: string[]): Promise<void> => {
    console.log(colors.bold(`$ gantry ${args.join(' ')}`));
    const code = await run(command, [...first, ...args], { cwd: stage.folder, env: stage.env });
    if (code !== 0) throw new Error(`gantry ${args.join(' ')} failed with code ${code}`);
  };

  say('A shop: front asks api, api asks store, and migrate has to fill the store before api may start.');
  await gantry('up', '-d');
  say('What runs now:');
  await gantry('ps');
  say('A request through the published port, past front, api and store; "schema" is what migrate did last.');
  await request(`${stage.shop}/cgi-bin/shop`);

  say('One service changes in compose.yaml:');
  edit(join(stage.folder, 'compose.yaml'), 'GREETING: Good morning', 'GREETING: Good evening');
  say('What would be done about it, and why. Nothing is touched yet:');
  await gantry('plan');
  say('Only api is replaced:');
  await gantry('up', '-d');
  say('It greets anew, and the visits go on counting: the store and its volume were left alone.');
  await request(`${stage.shop}/cgi-bin/shop`);

  say('What the containers have said:');
  await gantry('logs');
  say('Everything goes again, the volume too:');
  await gantry('down', '-v');
}

function say(text: string): void {
  console.log(`\n${colors.cyan(`# ${text}`)}`);
}

/** Asks until there is an answer: front is started by then, but may need a moment to listen. */
async function request(url: string): Promise<void> {
  console.log(colors.bold(`$ curl ${url}`));
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await fetch(url).catch((error: Error) => error);
    if (answer instanceof Response && answer.ok) return console.log((await answer.text()).trimEnd());
    const problem =
      answer instanceof Response ? `answers ${answer.status}` : `does not answer: ${answer.cause}`;
    if (Date.now() > deadline) throw new Error(`${url} ${problem}`);
    await sleep(100);
  }
}

function edit(path: string, from: string, to: string): void {
  const before = readFileSync(path, 'utf8');
  if (!before.includes(from)) throw new Error(`${path} has no "${from}" to change`);
  writeFileSync(path, before.replace(from, to));
  console.log(colors.red(`-     ${from}`));
  console.log(colors.green(`+     ${to}`));
}
