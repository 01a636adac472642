import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { bundleProgram } from '../../../scripts/build/bundle-program.ts';
import { slimDockerode } from '../../../scripts/build/slim-dockerode.ts';

/** docker-modem with its ssh, gRPC and protobuf, and what packs build contexts. */
const UNWANTED = /docker-modem|ssh2|protobufjs|@grpc|tar-fs|split-ca|lodash|yargs/;

test('the build of dockerode has nothing of what we never call', async () => {
  const { metafile } = await build({
    stdin: { contents: "export { default } from 'dockerode';", resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [slimDockerode],
    metafile: true,
    write: false,
  });
  const files = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'));

  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((path) => !/node_modules\/dockerode\/lib\/\w+\.js$/.test(path))).toEqual([]);
  expect(files.filter((path) => /session|buildkit/.test(path))).toEqual([]);
});

test('the program has dockerode in it, and none of the packages that dockerode brings along', async () => {
  const { licences } = await bundleProgram('1.2.3');
  const packages = [...licences.matchAll(/^== (\S+) /gm)].map(([, name]) => name);

  expect(packages).toContain('dockerode');
  expect(packages.filter((name) => UNWANTED.test(name ?? ''))).toEqual([]);
});
