import { historyName } from '../src/reconciler/history/history-names.ts';
import { findEngine } from './setup/find-engine.ts';
import { main } from './setup/main.ts';
import { listResources, removeResources } from './setup/resources.ts';

/**
 * Removes all that one Compose project has on the engine, built images included, and nothing else:
 * `node scripts/remove-project.ts PROJECT`. It asks the engine itself, so it works after gantry has failed.
 */
await main(async () => {
  const project = process.argv[2];
  if (!project) throw new Error('usage: node scripts/remove-project.ts PROJECT');
  const host = await findEngine(process.env);
  if (!host) throw new Error('no Docker engine answers');
  const resources = await listResources(host);
  const itsOwn = resources.filter(
    ({ kind, name, project: owner }) =>
      owner === project ||
      name === historyName(project) ||
      (kind === 'image' && name.startsWith(`${project}-`)),
  );
  await removeResources(host, itsOwn);
  return 0;
});
