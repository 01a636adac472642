/** Makes all that is published from this commit, in dist/release: `npm run release`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sourceState } from './build/source-state.ts';
import { makeRelease } from './release/make-release.ts';
import { PLATFORMS } from './release/platforms.ts';
import { main } from './setup/main.ts';
import { root } from './setup/root.ts';

await main(async () => {
  const { values } = parseArgs({
    options: {
      /** Where install.sh will find the archives. */
      url: { type: 'string', default: '' },
      /** Fail when a platform has to be left out. */
      complete: { type: 'boolean', default: false },
      /** Of files that are no commit, to try it out. */
      changed: { type: 'boolean', default: false },
      /** Larger archives in a fraction of the time. */
      fast: { type: 'boolean', default: false },
      /** Only these platforms. */
      platform: { type: 'string', multiple: true },
      folder: { type: 'string', default: join(root, 'dist/release') },
    },
  });
  const source = sourceState();
  if (!source.isCommit && !values.changed)
    throw new Error(
      'these files are no commit, so nobody could make this release again; --changed makes one all the same',
    );
  const unknown = values.platform?.find((name) => !PLATFORMS.some((platform) => platform.name === name));
  if (unknown !== undefined)
    throw new Error(
      `there is no platform "${unknown}"; one of ${PLATFORMS.map(({ name }) => name).join(', ')}`,
    );
  const leftOut = await makeRelease({
    source,
    platforms: PLATFORMS.filter(({ name }) => values.platform?.includes(name) ?? true),
    folder: values.folder,
    url: values.url,
    effort: values.fast ? 'fast' : 'small',
    tell: console.log,
  });
  console.log(`gantry ${source.version} is in ${values.folder}`);
  if (leftOut.length > 0) console.error(`without ${leftOut.map(({ name }) => name).join(', ')}`);
  return values.complete && leftOut.length > 0 ? 1 : 0;
});
