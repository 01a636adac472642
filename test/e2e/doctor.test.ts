import { afterEach, expect, test } from 'vitest';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, type Workspace } from '../support/gantry.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

interface Check {
  readonly check: string;
  readonly status: 'ok' | 'info' | 'unknown' | 'warn' | 'fail';
  readonly text: string;
  readonly hint?: string;
}

async function doctor(env: Readonly<Record<string, string>> = {}) {
  const { code, stdout } = await workspace.gantry('doctor --format json', env);
  const { checks }: { readonly checks: readonly Check[] } = JSON.parse(stdout);
  return { code, of: (name: string) => checks.filter(({ check }) => check === name) };
}

test('`doctor` says which engine answers and why it is this one, and ends with 0 when nothing fails', async () => {
  workspace = aWorkspace('doctor', {
    'compose.yaml': 'services: {web: {image: busybox, command: sleep 1h}}\n',
  });

  const { code, of } = await doctor();

  expect(code).toBe(0);
  expect(of('engine')[0]?.text).toMatch(/^answers at \S+ \(/);
  expect(of('version')[0]?.text).toMatch(/API 1\.\d+/);
  expect(of('storage')[0]?.text).toMatch(/images \d/);
  expect(of('clock')).toMatchObject([{ status: 'ok' }]);
  expect(of('files')).toMatchObject([{ status: 'ok', text: expect.stringContaining(workspace.project) }]);
});

test('`doctor` tells whose the ports are, and ends with 1', async () => {
  const port = await freePort();
  const holder = aWorkspace('doctor-holder', {
    'compose.yaml': `services: {web: {image: busybox, command: sleep 1h, init: true, ports: ["${port}:80"]}}\n`,
  });
  workspace = aWorkspace('doctor-port', {
    'compose.yaml': `services: {web: {image: busybox, ports: ["${port}:80"]}}\n`,
  });
  try {
    expect(await holder.gantry('up -d')).toMatchObject({ code: 0 });

    const { code, of } = await doctor();

    expect(code).toBe(1);
    expect(of('files')).toMatchObject([
      { status: 'fail', text: expect.stringMatching(`${port}.*${holder.project}-web-1`) },
    ]);
  } finally {
    await holder.remove();
  }
});

test('`doctor` goes on without an engine, and says what is missing', async () => {
  workspace = aWorkspace('doctor-away', {
    'docker/config.json': '{"credsStore": "gt-nowhere", "auths": {"registry.example.com": {}}}',
  });

  const { code, of } = await doctor({
    DOCKER_HOST: 'unix:///nowhere.sock',
    DOCKER_CONFIG: `${workspace.folder}/docker`,
  });

  expect(code).toBe(1);
  expect(of('engine')).toMatchObject([
    { status: 'fail', text: expect.stringContaining('as DOCKER_HOST says'), hint: expect.any(String) },
  ]);
  expect(of('credentials')).toMatchObject([
    { status: 'fail', text: expect.stringContaining('docker-credential-gt-nowhere') },
  ]);
  expect(of('gantry')).toMatchObject([{ status: 'ok' }]);
});

test('`doctor --for prod` says of this engine what production asks for; warnings count with --strict', async () => {
  workspace = aWorkspace('doctor-prod', {
    'compose.yaml': 'services: {web: {image: busybox, command: sleep 1h, ports: ["40000:80"]}}\n',
  });
  interface Asked extends Check {
    readonly rule?: string;
    readonly reason?: string;
  }
  const ask = async (words: string) => {
    const { code, stdout } = await workspace.gantry(words);
    const { checks }: { readonly checks: readonly Asked[] } = JSON.parse(stdout);
    return { code, checks, asked: new Set(checks.flatMap(({ rule }) => rule ?? [])) };
  };

  const lenient = await ask('doctor --for prod --format json');
  const strict = await ask('--strict doctor --for prod --format json');
  const dev = await ask('doctor --format json');

  expect(lenient.checks.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(lenient.code).toBe(0);
  expect(strict.checks.filter(({ status }) => status === 'warn')).not.toEqual([]);
  expect(strict.code).toBe(1);
  expect(lenient.checks.find(({ rule }) => rule === 'live-restore-off')).toMatchObject({
    status: 'warn',
    reason: expect.any(String),
    hint: expect.stringContaining('"live-restore": true'),
  });
  expect(lenient.asked).toContain('disk-low');
  expect(dev.asked).not.toContain('live-restore-off');
});

test('`doctor` names the folders that a service writes data into, and no volume of it', async () => {
  const script = [
    'mkdir -p /srv/uploads',
    'echo hello > /srv/uploads/a',
    'echo kept > /data/b',
    'echo soon gone > /tmp/c',
    'rm /bin/wget',
    'touch /srv/uploads/ready',
    'sleep 1h',
  ].join(' && ');
  workspace = aWorkspace('doctor-data', {
    'compose.yaml': [
      'services:',
      '  web:',
      '    image: busybox',
      '    init: true',
      `    command: ["sh", "-c", "${script}"]`,
      '    volumes: ["data:/data"]',
      '    healthcheck: {test: [CMD, test, -e, /srv/uploads/ready], interval: 1s, retries: 100}',
      '  tidy: {image: busybox, init: true, command: sleep 1h, read_only: true}',
      'volumes: {data: }',
      '',
    ].join('\n'),
  });
  expect(await workspace.gantry('up -d --wait')).toMatchObject({ code: 0 });

  const { code, of } = await doctor();

  expect(code).toBe(0);
  expect(of('data')).toMatchObject([
    {
      status: 'info',
      text: 'service web writes into its container: /srv/uploads (1 file, 6 B)',
      hint: expect.stringContaining('volumes: ["web-data:/srv/uploads"]'),
    },
  ]);
});
