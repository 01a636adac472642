import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { aWorkspace, containersOf, docker, ENGINE, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';
import { anSshServer, type SshServer } from '../support/ssh-server.ts';
import { aTlsEngine, type TlsEngine } from '../support/tls-engine.ts';

const SERVICES = 'services:\n  web: &it {image: busybox, command: sleep 600, init: true}\n  db: *it\n';

let workspace: Workspace;
afterEach(() => workspace.remove());

describe('over ssh', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await anSshServer(`SetEnv DOCKER_HOST=${ENGINE}`);
  });
  afterAll(() => server.stop());

  const remote = (to: SshServer, more: Readonly<Record<string, string>> = {}) => ({
    ...to.environment,
    DOCKER_HOST: to.address,
    ...more,
  });

  test('`up`, `ps` and `down` log in once each, and leave no socket and no program behind', async () => {
    workspace = aWorkspace('ssh', { 'compose.yaml': SERVICES });
    const before = server.logins();

    const up = await workspace.gantry('up -d', remote(server));
    expect(up, up.stderr).toMatchObject({ code: 0 });
    expect(Object.keys(await containersOf(workspace.project))).toHaveLength(2);
    expect((await workspace.gantry('ps --services', remote(server))).stdout).toBe('db\nweb\n');
    expect(await workspace.gantry('down -t 0', remote(server))).toMatchObject({ code: 0 });

    expect(server.logins() - before).toBe(3);
    await vi.waitFor(() => expect(server.leftovers()).toEqual([]), PATIENCE);
  });

  test('Ctrl-C stops the application in order through the tunnel, and a crash leaves nothing behind either', async () => {
    workspace = aWorkspace('ssh-end', { 'compose.yaml': SERVICES });
    const attached = workspace.start('up', remote(server));
    await attached.until('Container');
    await vi.waitFor(() => expect(running(workspace.project)).toHaveLength(2), PATIENCE);
    attached.process.kill('SIGINT');
    expect(await attached.ended).toMatchObject({ code: 130 });
    expect(running(workspace.project)).toEqual([]);

    await workspace.gantry('start', remote(server));
    const following = workspace.start('logs -f', remote(server));
    await vi.waitFor(() => expect(server.leftovers()).not.toEqual([]), PATIENCE);
    following.process.kill('SIGKILL');
    await following.ended;

    await vi.waitFor(() => expect(server.leftovers()).toEqual([]), PATIENCE);
  });

  test('a login ends with its command also where its temporary files were cleared meanwhile', async () => {
    workspace = aWorkspace('ssh-cleared', { 'compose.yaml': SERVICES });
    const attached = workspace.start('up', remote(server));
    await attached.until('Container');
    await vi.waitFor(() => expect(running(workspace.project)).toHaveLength(2), PATIENCE);
    const { TMPDIR = '' } = server.environment;
    for (const name of readdirSync(TMPDIR)) rmSync(join(TMPDIR, name), { recursive: true });
    attached.process.kill('SIGKILL');
    await attached.ended;

    await vi.waitFor(() => expect(server.leftovers()).toEqual([]), PATIENCE);
  });

  test('a context with an ssh host counts, and `-c` names it', async () => {
    const folder = createHash('sha256').update('lab').digest('hex');
    const meta = { Name: 'lab', Endpoints: { docker: { Host: 'ssh://lab' } } };
    workspace = aWorkspace('ssh-context', {
      'compose.yaml': SERVICES,
      [`docker/contexts/meta/${folder}/meta.json`]: JSON.stringify(meta),
    });
    const before = server.logins();

    const ps = await workspace.gantry('-c lab --config docker ps -q', {
      ...server.environment,
      DOCKER_HOST: 'unix:///nowhere.sock',
    });

    expect(ps).toMatchObject({ code: 0, stdout: '' });
    expect(server.logins() - before).toBe(1);
  });

  test('where sockets may not be forwarded, docker on the other side joins the connections, in one login', async () => {
    const strict = await anSshServer(`SetEnv DOCKER_HOST=${ENGINE}`, 'AllowStreamLocalForwarding no');
    workspace = aWorkspace('ssh-dial', { 'compose.yaml': SERVICES });
    try {
      const up = await workspace.gantry('up -d', remote(strict));
      expect(up, up.stderr).toMatchObject({ code: 0 });
      expect(running(workspace.project)).toHaveLength(2);
      expect(strict.logins()).toBe(1);
      await vi.waitFor(() => expect(strict.leftovers()).toEqual([]), PATIENCE);
    } finally {
      strict.stop();
    }
  });

  test('a folder for temporary files that is not there is told, with what to set', async () => {
    workspace = aWorkspace('ssh-tmp', { 'compose.yaml': SERVICES });

    const { code, stderr } = await workspace.gantry('ps', remote(server, { TMPDIR: '/nowhere/at/all' }));

    expect(code).toBe(1);
    expect(stderr).toMatch(/temporary files cannot be written to \/nowhere\/at\/all.*\n {2}try: set TMPDIR/);
  });

  test.each([
    ['ssh://nobody@lab', /no Docker engine at ssh:\/\/nobody@lab: .*Permission denied/, /ssh-add/],
    ['ssh://lab/nowhere.sock', /no such file or directory/, /ssh lab docker version/],
    ['ssh://lab:1', /connect to host 127\.0\.0\.1 port 1: Connection refused/, /ssh -p 1 lab/],
  ])('%s is told in the last words of ssh, with what to do', async (address, words, hint) => {
    workspace = aWorkspace('ssh-bad', { 'compose.yaml': SERVICES });

    const { code, stderr } = await workspace.gantry('ps', { ...server.environment, DOCKER_HOST: address });

    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(hint);
    await vi.waitFor(() => expect(server.leftovers()).toEqual([]), PATIENCE);
  });
});

// What speaks TLS stands in front of the engine's socket: an engine that is elsewhere has none here.
describe.runIf(ENGINE.startsWith('unix://'))('over TLS', () => {
  let engine: TlsEngine;
  beforeAll(async () => {
    engine = await aTlsEngine(ENGINE);
  });
  afterAll(() => engine.stop());

  test('the certificates of DOCKER_CERT_PATH, or of the flags, are used', async () => {
    workspace = aWorkspace('tls', { 'compose.yaml': SERVICES });
    const environment = { DOCKER_HOST: engine.address };
    const byVariables = { ...environment, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: engine.certificates };
    const file = (name: string) => `${engine.certificates}/${name}.pem`;
    const flags = ['--tlscacert', file('ca'), '--tlscert', file('cert'), '--tlskey', file('key')];

    expect(await workspace.gantry('ps', byVariables)).toMatchObject({ code: 0 });
    expect(await workspace.gantry(['--tlsverify', ...flags, 'ps'], environment)).toMatchObject({ code: 0 });
  });

  test('a context that docker has made brings its certificates, named or chosen', async () => {
    workspace = aWorkspace('tls-context', { 'compose.yaml': SERVICES });
    const DOCKER_CONFIG = join(workspace.folder, 'docker');
    const environment = { ...process.env, DOCKER_CONFIG, DOCKER_HOST: '' };
    const contextOf = (...words: readonly string[]) =>
      execFileSync('docker', ['context', ...words], { env: environment, stdio: 'pipe' });
    const file = (name: string) => `${engine.certificates}/${name}.pem`;
    const material = `ca=${file('ca')},cert=${file('cert')},key=${file('key')}`;
    contextOf('create', 'secure', '--docker', `host=${engine.address},${material}`);
    contextOf(
      'create',
      'trusting',
      '--docker',
      `host=${engine.address},cert=${file('cert')},key=${file('key')},skip-tls-verify=true`,
    );
    const chosen = { DOCKER_CONFIG, DOCKER_HOST: '' };

    expect(await workspace.gantry('-c secure ps', chosen)).toMatchObject({ code: 0 });
    expect(await workspace.gantry('ps', { ...chosen, DOCKER_CONTEXT: 'trusting' })).toMatchObject({
      code: 0,
    });
    contextOf('use', 'secure');
    expect(await workspace.gantry('ps', chosen)).toMatchObject({ code: 0 });
    expect((await workspace.gantry('ps', { ...chosen, DOCKER_CONTEXT: 'secur' })).stderr).toContain(
      'did you mean "secure"?',
    );
    expect(
      (await workspace.gantry('ps', { ...chosen, DOCKER_HOST: 'unix:///nowhere.sock' })).stderr,
    ).toContain('DOCKER_HOST counts, and not the Docker context "secure"');
  });

  test.each([
    ['no TLS where the engine wants it', {}, /DOCKER_TLS_VERIFY=1/],
    ['an authority that is not known', { DOCKER_TLS_VERIFY: '1' }, /not trusted here.*ca\.pem/s],
    ['no certificate of our own', { DOCKER_TLS: '1' }, /certificate of yours.*cert\.pem/s],
  ])('%s is told, with what to set', async (_, settings, hint) => {
    workspace = aWorkspace('tls-bad', { 'compose.yaml': SERVICES });

    const { code, stderr } = await workspace.gantry('ps', { DOCKER_HOST: engine.address, ...settings });

    expect(code).toBe(1);
    expect(stderr).toMatch(/no Docker engine at tcp:/);
    expect(stderr).toMatch(hint);
  });
});

test('DOCKER_API_VERSION is asked for, and one that the engine does not have is told', async () => {
  workspace = aWorkspace('api', { 'compose.yaml': SERVICES });

  expect(await workspace.gantry('ps', { DOCKER_API_VERSION: '1.40' })).toMatchObject({ code: 0 });
  const tooNew = await workspace.gantry('ps', { DOCKER_API_VERSION: '1.999' });
  expect(tooNew.code).toBe(1);
  expect(tooNew.stderr).toContain('1.999');
});

function running(project: string): readonly string[] {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  return docker('ps', ...filter, '--format', '{{.Names}}')
    .split('\n')
    .filter(Boolean);
}
