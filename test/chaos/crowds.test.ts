import { describe, expect, test } from 'vitest';
import { type Start, tryCrowd } from './crowd.ts';
import { again, Choice, EXTENT, ONLY, partOf, SEED, tryUntilTheEnd } from './options.ts';
import { record } from './record.ts';
import { COMMANDS, type Command } from './serial-orders.ts';

const ALL = Object.keys(COMMANDS).filter((name): name is Command => name in COMMANDS);
const STARTS: readonly Start[] = ['nothing', 'running'];

interface Crowd {
  readonly start: Start;
  readonly commands: readonly Command[];
}

const nameOf = ({ start, commands }: Crowd): string => `from ${start}, at once: ${commands.join(' | ')}`;

/** The other way round. */
function readName(name: string): Crowd {
  const [, from, told = ''] = /^from (\w+), at once: (.*)$/.exec(name) ?? [];
  const commands = told.split(' | ').flatMap((word) => ALL.filter((command) => command === word));
  return { start: STARTS.find((start) => start === from) ?? 'nothing', commands };
}

async function failuresOf(kind: string, crowd: Crowd): Promise<readonly string[]> {
  const name = nameOf(crowd);
  const complaints = await tryCrowd(crowd.start, crowd.commands);
  record({ kind, program: 'gantry', name, complaints });
  return complaints.length === 0 ? [] : [[name, ...complaints, `again: ${again(name)}`].join('\n  ')];
}

const PAIRS: readonly Crowd[] = ALL.flatMap((first) =>
  ALL.flatMap((second) => STARTS.map((start) => ({ start, commands: [first, second] }))),
);

/** So many of the pairs in a bounded run, and crowds of ten. */
const SAMPLE = { pairs: 12, tens: 2 };
const TEN = 10;

const tens: readonly Crowd[] = Array.from({ length: 40 }, (_, at) => {
  const choice = new Choice(SEED, `ten ${at}`);
  const start = STARTS[choice.below(STARTS.length)] ?? 'nothing';
  return { start, commands: Array.from({ length: TEN }, () => ALL[choice.below(ALL.length)] ?? 'up -d') };
});

const KINDS = [
  ['two commands at once', PAIRS, SAMPLE.pairs],
  ['ten commands at once', tens, SAMPLE.tens],
] as const;

describe.runIf(EXTENT === 'part')('at the same moment', () => {
  test.concurrent.each(KINDS)('%s leave what some order of them leaves', async (kind, crowds, sample) => {
    const failures: string[] = [];
    for (const crowd of partOf(kind, crowds, sample)) failures.push(...(await failuresOf(kind, crowd)));
    expect(failures, failures.join('\n')).toEqual([]);
  });
});

test.runIf(EXTENT === 'everything')('commands at once leave what some order of them leaves', async () => {
  const failures: string[] = [];
  const all = KINDS.flatMap(([kind, crowds]) => crowds.map((crowd) => ({ kind, crowd })));
  await tryUntilTheEnd(all, 2, async ({ kind, crowd }) => {
    failures.push(...(await failuresOf(kind, crowd)));
  });
  expect(failures, failures.join('\n')).toEqual([]);
});

test.runIf(ONLY?.includes('at once: '))(`again: ${ONLY}`, async () => {
  expect(await failuresOf('again', readName(ONLY ?? ''))).toEqual([]);
});
