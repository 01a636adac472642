import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aComposeLayer, aFakeRegistry, type FakeRegistry } from '../../support/a-fake-registry.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aGitServer, type GitServer } from '../../support/a-git-server.ts';
import { aRepository, type Repository } from '../../support/a-repository.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { runInProcess } from '../../support/run-in-process.ts';

let repository: Repository;
let server: GitServer;
let registry: FakeRegistry;
let folder: string;
const engine = new RecordingEngine();

beforeEach(async () => {
  repository = aRepository({ 'compose.yaml': 'services: {web: {build: .}}\n' });
  repository.git('switch', '-q', 'main');
  server = await aGitServer(repository);
  registry = await aFakeRegistry({
    artifacts: { 'me/app:1': [aComposeLayer('services: {tool: {build: .}}\n')] },
  });
  folder = aFolder({ 'compose.yaml': `name: shop\ninclude: ["${git()}", "${oci()}"]\n` });
});
afterEach(() => {
  server.stop();
  registry.stop();
  repository.remove();
  rmSync(folder, { recursive: true });
});

const git = (): string => `${server.url}#main`;
const oci = (): string => `oci://${registry.host}/me/app:1`;
const gantry = (line: string) => runInProcess(line, { folder, engine });
const failed = async (line: string): Promise<string> => (await gantry(line)).stderr;
/** A commit of digits alone, or one like `1e10`, is quoted. */
const lockText = (): string => readFileSync(join(folder, 'compose.lock.yaml'), 'utf8').replaceAll('"', '');
const head = (): string => repository.git('rev-parse', 'HEAD');

describe('lock', () => {
  test('has the commit and the digest of remote files, which --locked uses', async () => {
    const first = head();
    const { stdout } = await gantry('lock');

    expect(stdout).toMatch(new RegExp(`#main +new +${first.slice(0, 12)} +remote file`));
    expect(lockText()).toContain(`  ${git()}:\n    commit: ${first}\n`);
    expect(lockText()).toContain(`  ${oci()}:\n    digest: ${registry.digestOf('me/app:1')}\n`);

    repository.commit({ 'compose.yaml': 'services: {other: {build: .}}\n' });
    const before = server.requests.length;

    expect((await gantry('plan up --locked')).stdout).toContain('web');
    expect(server.requests).toHaveLength(before);
    expect((await gantry('plan up')).stdout).toContain('other');
  });

  test('asks anew, and --missing does not', async () => {
    await gantry('lock');
    const first = head();
    repository.commit();

    expect((await gantry('lock --missing')).stdout).toContain('unchanged: compose.lock.yaml');
    expect(lockText()).toContain(first);
    expect((await gantry('lock')).stdout).toMatch(/#main +changed/);
    expect(lockText()).toContain(head());
  });

  test('--check tells what is not in it, and what nothing asks for', async () => {
    await gantry('lock');
    expect((await gantry('lock --check')).stderr).toBe('');
    writeFileSync(join(folder, 'compose.yaml'), `name: shop\ninclude: ["${git()}", "${server.url}#work"]\n`);
    const told = await failed('lock --check');

    expect(told).toContain(`the remote file ${server.url}#work is not in compose.lock.yaml`);
    expect(told).toContain(`nothing asks for ${oci()} any more`);
  });

  test('of a project whose file is a remote one is in the current folder', async () => {
    await gantry(`-f ${git()} lock`);

    expect(existsSync(join(folder, 'compose.lock.yaml'))).toBe(true);
    expect((await gantry(`-f ${git()} plan up --locked`)).stdout).toContain('web');
  });
});

test('--locked tells which other ref of the same repository is locked, at its place', async () => {
  await gantry('lock');
  writeFileSync(join(folder, 'compose.yaml'), `name: shop\ninclude: ["${server.url}#work"]\n`);
  const told = await failed('plan up --locked');

  expect(told).toContain('compose.yaml:2:11');
  expect(told).toContain(
    `the remote file ${server.url}#work is not in compose.lock.yaml, which has ${git()}`,
  );
  expect(told).toContain('gantry lock --missing');
});

test('--locked without a lock file tells the command that writes it, with its flags', async () => {
  const withPassword = git().replace('//', '//me:hunter2@');

  expect(await failed(`-f ${git()} plan up --locked`)).toContain(`gantry -f '${git()}' lock`);
  const told = await failed(`-f ${withPassword} plan up --locked`);
  expect(told).toContain('lock');
  expect(told).not.toContain('hunter2');
});

test('a lock file with a wrong commit is told of at its place', async () => {
  await gantry('lock');
  writeFileSync(join(folder, 'compose.lock.yaml'), lockText().replace(head(), 'main'));

  expect(await failed('plan up --locked')).toMatch(/compose\.lock\.yaml:\d+:\d+/);
});
