import { readOwner } from '../../model/instance.ts';
import { LABEL } from '../../model/labels.ts';
import type { Cli } from '../context/cli.ts';
import { isOwnerGone } from '../instances/owner.ts';
import { tearDown } from './tear-down.ts';

/**
 * Removes what runs of `test` left whose process was killed: the instances of this project whose owner is known to be dead. Never those of
 * another machine.
 *
 * @param project the name that the files have
 */
export async function sweepDead(cli: Cli, project: string): Promise<void> {
  const engine = await cli.engine();
  const [containers, networks, volumes] = await Promise.all([
    engine.listContainers([LABEL.instanceOwner]),
    engine.listNetworks(),
    engine.listVolumes(),
  ]);
  const dead = new Set<string>();
  for (const { labels } of [...containers, ...networks, ...volumes]) {
    const { [LABEL.instance]: name, [LABEL.instanceOf]: of, [LABEL.instanceOwner]: text } = labels;
    if (name === undefined || of !== project || text === undefined) continue;
    const owner = readOwner(text);
    if (owner && isOwnerGone(owner)) dead.add(name);
  }
  for (const instance of dead) {
    cli.stderr.write(`removing ${project}-${instance}: the run of tests that made it was killed\n`);
    await tearDown({ ...cli, globals: { ...cli.globals, instance } });
  }
}
