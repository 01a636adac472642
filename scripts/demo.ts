import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram } from './setup/build-program.ts';
import { environmentFor, setUpEngine } from './setup/engine.ts';
import { freePort } from './setup/free-port.ts';
import { main } from './setup/main.ts';
import { root } from './setup/root.ts';
import { onExit } from './setup/signals.ts';
import { tour } from './setup/tour.ts';

/** A tour of gantry with examples/shop, on a copy and under a name of its own: `npm run demo`. */
await main(async () => {
  const program = await buildProgram();
  const engine = await setUpEngine();
  const port = await freePort(8080);
  const project = 'gantry-demo';
  const env = { ...environmentFor(engine), COMPOSE_PROJECT_NAME: project, SHOP_PORT: String(port) };

  // A private engine is thrown away as a whole. From somebody's own we take what is ours, also when
  // interrupted, and before the tour, since the last demo may have been killed.
  const removeProject = (): void => {
    const script = join(root, 'scripts', 'remove-project.ts');
    if (!engine.isPrivate) spawnSync(process.execPath, [script, project], { env, stdio: 'inherit' });
  };
  removeProject();
  const folder = mkdtempSync(join(tmpdir(), 'gantry-demo-'));
  const cleanUp = onExit(() => {
    removeProject();
    rmSync(folder, { recursive: true, force: true });
  });
  cpSync(join(root, 'examples', 'shop'), join(folder, 'shop'), { recursive: true });
  await tour(program, { folder: join(folder, 'shop'), env, shop: `http://${engine.publishedHost}:${port}` });
  cleanUp();
  engine.stop();
  return 0;
});
