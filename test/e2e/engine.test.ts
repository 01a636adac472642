import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { buildImage } from '../../src/build/build-image.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import { inspectAll, observe } from '../../src/engine/observe/observe.ts';
import type { EngineEvent, LogRecord } from '../../src/engine/port/engine-answers.ts';
import { demuxFrames } from '../../src/engine/streams/demux-frames.ts';
import { runExec } from '../../src/engine/streams/run-exec.ts';
import type { BuildSpec } from '../../src/model/build-spec.ts';
import type { ContainerRequest } from '../../src/model/container-request.ts';
import { type ContainerId, containerId } from '../../src/model/ids.ts';
import { Sensitive } from '../../src/util/sensitive.ts';
import { aBuild } from '../support/a-build.ts';
import { aFolder } from '../support/a-folder.ts';
import { docker } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

const environment = new Map(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const engine = connectEngine(environment, homedir());
const PROJECT = `gt-engine-${process.pid}`;
const LABELS = { 'com.docker.compose.project': PROJECT };
const IMAGE = `${PROJECT}-image`;
const never = new AbortController().signal;

const made: ContainerId[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((id) => engine.removeContainer(id, true)));
});
afterAll(() => engine.close());

describe('the life of a container', () => {
  test('is told by the events between subscribing and closing, with its exit code', async () => {
    const events: EngineEvent[] = [];
    const id = await create('life', {
      Cmd: ['sh', '-c', 'trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done'],
    });
    const subscription = await engine.subscribe([`com.docker.compose.project=${PROJECT}`], (event) =>
      events.push(event),
    );

    await engine.startContainer(id);
    // A first process that has not set its trap yet would not notice the signal.
    for await (const { text } of engine.logs(id, { follow: true, tty: false }, never)) {
      if (text === 'ready') break;
    }
    await engine.stopContainer(id, 5);
    await engine.removeContainer(id, true);
    await expect.poll(() => events.at(-1)?.action, PATIENCE).toBe('destroy');
    subscription.close();
    await subscription.ended;

    expect(events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['start', 'kill', 'die', 'destroy']),
    );
    expect(events.map(({ action }) => action)).not.toContain('create');
    expect(events.find(({ action }) => action === 'die')).toMatchObject({
      name: `${PROJECT}-life`,
      exitCode: 7,
    });
  });

  test('can be ended twice, and what is gone is no error where gone is what was wanted', async () => {
    const id = await create('twice', { Cmd: ['sleep', '3600'] });
    await engine.startContainer(id);

    await engine.killContainer(id, 'SIGKILL');
    await engine.killContainer(id, 'SIGKILL');
    await engine.stopContainer(id, 1);
    await Promise.all([engine.removeContainer(id, true), engine.removeContainer(id, true)]);
    await engine.stopContainer(id, 1);

    await expect(engine.startContainer(id)).rejects.toMatchObject({ code: 'no-container' });
    expect(await inspectAll(engine, [id])).toEqual(new Map());
  });

  test('shows in a snapshot, with health and image, and in an inspection with all its settings', async () => {
    const id = await create('seen', {
      Cmd: ['sleep', '3600'],
      Healthcheck: { Test: ['CMD', 'true'], Interval: 1e8, Retries: 3 },
      Env: ['A=1'],
    });
    await engine.startContainer(id);
    await expect
      .poll(async () => (await observe(engine, PROJECT, [])).containers[0]?.health, PATIENCE)
      .toBe('healthy');

    const { containers, networks, images } = await observe(engine, PROJECT, ['busybox', 'gt-nothing:1']);
    const inspection = (await inspectAll(engine, [id])).get(id);

    expect(containers).toMatchObject([{ id, name: `${PROJECT}-seen`, state: 'running', labels: LABELS }]);
    expect(networks.map(({ name }) => name)).toContain('bridge');
    expect([...images.keys()]).toEqual(['busybox']);
    expect(images.get('busybox')?.id).toBe(containers[0]?.imageId);
    expect(inspection?.container).toMatchObject({
      hasHealthcheck: true,
      settings: { Image: 'busybox', Cmd: ['sleep', '3600'], Env: expect.arrayContaining(['A=1']) },
    });
    expect(inspection?.image?.id).toBe(containers[0]?.imageId);
  });
});

describe('logs()', () => {
  test('gives every line of both streams, long ones whole, and ends when the container does', async () => {
    const script =
      'seq 1 2000; head -c 50000 /dev/zero | tr "\\0" x; echo; echo bad >&2; printf "a\\r\\nend"';
    const id = await create('lines', { Cmd: ['sh', '-c', script] });
    await engine.startContainer(id);

    const records = await logsOf(id);
    const out = records.filter(({ stream }) => stream === 'stdout').map(({ text }) => text);

    expect(out.slice(0, 2000)).toEqual(Array.from({ length: 2000 }, (_, index) => String(index + 1)));
    expect(out.slice(2000)).toEqual(['x'.repeat(50_000), 'a', 'end']);
    expect(records.filter(({ stream }) => stream === 'stderr')).toMatchObject([{ text: 'bad' }]);
    expect(records.every(({ time }) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time))).toBe(true);
  });

  test('gives the lines of a terminal, long ones whole', async () => {
    const script = 'echo one; head -c 20000 /dev/zero | tr "\\0" x; echo; echo é';
    const id = await create('terminal', { Cmd: ['sh', '-c', script], Tty: true });
    await engine.startContainer(id);

    expect((await logsOf(id, true)).map(({ text }) => text)).toEqual(['one', 'x'.repeat(20_000), 'é']);
  });

  test('ends at once when it is called off, without an error', async () => {
    const id = await create('endless', { Cmd: ['sh', '-c', 'echo ready; exec sleep 1h'] });
    await engine.startContainer(id);
    const controller = new AbortController();
    const seen: string[] = [];

    for await (const { text } of engine.logs(id, { follow: true, tty: false }, controller.signal)) {
      seen.push(text);
      controller.abort();
    }

    expect(seen).toEqual(['ready']);
  });
});

test('putFiles() gives files their content, mode and owner, and makes folders, whoever the container runs as', async () => {
  const id = await create('files', {
    Cmd: ['sh', '-c', 'stat -c "%n %a %u:%g" /run/secrets/token /made/for/it; cat /made/for/it'],
    User: '1000:1000',
  });
  await engine.putFiles(id, [
    { path: '/run/secrets/token', content: new Sensitive('s3cret'), mode: 0o440, uid: 1000, gid: 7 },
    { path: '/made/for/it', content: new Sensitive('é\n'), mode: 0o444, uid: 0, gid: 0 },
  ]);
  await engine.startContainer(id);

  const lines = (await logsOf(id)).map(({ text }) => text);

  expect(lines).toEqual(['/run/secrets/token 440 1000:7', '/made/for/it 444 0:0', 'é']);
});

describe('networks and volumes', () => {
  test('are made once, however often they are asked for, and gone after one removal', async () => {
    const name = `${PROJECT}-own`;
    await engine.createNetwork({ Name: name, Labels: LABELS });
    await engine.createNetwork({ Name: name, Labels: LABELS });
    await engine.createVolume({ Name: name, Labels: LABELS });
    const id = await create('joins', { Cmd: ['sleep', '3600'] });
    await engine.connectNetwork(name, id, { Aliases: ['joined'] });

    const { containers, networks, volumes } = await observe(engine, PROJECT, []);
    const ours = networks.filter((network) => network.name === name);
    expect(ours).toMatchObject([{ labels: LABELS }]);
    expect(volumes.find((volume) => volume.name === name)).toMatchObject({ labels: LABELS });
    expect([...(containers[0]?.networks.keys() ?? [])]).toContain(name);

    await engine.disconnectNetwork(name, id);
    for (const network of ours) await engine.removeNetwork(network.id);
    for (const network of ours) await engine.removeNetwork(network.id);
    await engine.removeVolume(name);
    expect((await engine.listNetworks()).some((network) => network.name === name)).toBe(false);
  });
});

describe('buildImage()', () => {
  afterEach(() => {
    if (docker('images', '-q', IMAGE) !== '') docker('image', 'rm', '-f', IMAGE);
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  const MULTI_STAGE = `
FROM busybox AS one
ARG WORD=none
RUN --mount=type=cache,target=/c echo $WORD > /one
FROM busybox AS two
RUN echo two > /two
FROM busybox
COPY --from=one /one /
COPY --from=two /two /
COPY . /context
CMD cat /one /two && ls /context
`;

  test('builds several stages with arguments, labels and .dockerignore, and tells the steps', async () => {
    const context = aContext({ Dockerfile: MULTI_STAGE, '.dockerignore': 'secret', secret: '', shown: '' });
    const steps: string[] = [];

    const image = await build({ context, args: new Map([['WORD', 'given']]) }, (text) => steps.push(text));
    const id = await create('built', { Image: image });
    await engine.startContainer(id);

    const lines = (await logsOf(id)).map(({ text }) => text);
    expect(lines).toEqual(['given', 'two', 'Dockerfile', 'shown']);
    expect((await engine.inspectImage(IMAGE))?.labels).toMatchObject(LABELS);
    expect(steps).toEqual(expect.arrayContaining([expect.stringContaining('RUN echo two > /two')]));
  });

  test('says which step failed, and the end of what it wrote', async () => {
    const script = 'FROM busybox\nRUN echo start >&2 && echo "cannot compile" >&2 && exit 3\n';

    await expect(build({ context: aContext({}), dockerfileInline: script })).rejects.toMatchObject({
      code: 'build-failed',
      message: expect.stringMatching(/RUN echo start .*: the command ended with exit code 3$/),
      output: [expect.stringContaining('start'), expect.stringContaining('cannot compile')],
    });
  });

  test('uses the classic builder where DOCKER_BUILDKIT=0 asks for it', async () => {
    const classic = connectEngine(new Map([...environment, ['DOCKER_BUILDKIT', '0']]), homedir());
    const steps: string[] = [];

    await build(
      { context: aContext({ Dockerfile: 'FROM busybox\nRUN true\n' }) },
      (text) => steps.push(text),
      classic,
    );
    classic.close();

    expect(steps).toContain('Step 2/3 : RUN true');
    expect(await engine.inspectImage(IMAGE)).toBeDefined();
  });
});

describe('what goes wrong', () => {
  test('a pull that the registry does not answer, or that is called off', async () => {
    const controller = new AbortController();
    const calledOff = engine.pullImage('gt-nowhere.invalid/app:1', undefined, () => {}, controller.signal);
    controller.abort(new Error('called off'));

    await expect(calledOff).rejects.toThrow('called off');
    await expect(
      engine.pullImage('gt-nowhere.invalid/app:1', undefined, () => {}, never),
    ).rejects.toMatchObject({
      code: 'registry-unreachable',
      message: expect.stringContaining('gt-nowhere.invalid'),
    });
  });

  test('an image, a name, a port and a program', async () => {
    const published = (name: string) =>
      create(name, {
        Cmd: ['sleep', '3600'],
        ExposedPorts: { '80/tcp': {} },
        HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '48973' }] } },
      });
    const first = await published('port');
    const second = await published('same-port');
    await engine.startContainer(first);

    await expect(create('no-image', { Image: 'gt-nothing:1' })).rejects.toMatchObject({
      code: 'image-not-found',
    });
    await expect(create('port', {})).rejects.toMatchObject({
      code: 'name-taken',
      message: expect.stringContaining(first.slice(0, 12)),
    });
    await expect(engine.startContainer(second)).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining('48973'),
    });
    await expect(engine.startContainer(await create('program', { Cmd: ['gt-foo'] }))).rejects.toMatchObject({
      code: 'program-not-found',
      message: expect.stringContaining('"gt-foo"'),
    });
  });

  test('an engine that is not there', async () => {
    const away = connectEngine(new Map([['DOCKER_HOST', 'unix:///nowhere/docker.sock']]), homedir());

    await expect(observe(away, 'x', [])).rejects.toMatchObject({
      code: 'engine-unreachable',
      hint: expect.stringContaining('DOCKER_HOST'),
    });
  });
});

const folders: string[] = [];

function aContext(files: Readonly<Record<string, string>>): string {
  const folder = aFolder(files);
  folders.push(folder);
  return folder;
}

async function create(name: string, request: Partial<ContainerRequest>): Promise<ContainerId> {
  const { id } = await engine.createContainer(
    `${PROJECT}-${name}`,
    {
      Image: 'busybox',
      Labels: LABELS,
      HostConfig: {},
      NetworkingConfig: { EndpointsConfig: {} },
      ...request,
    },
    undefined,
  );
  made.push(containerId(id));
  return id;
}

async function logsOf(id: ContainerId, tty = false): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const record of engine.logs(id, { follow: true, tty }, never)) records.push(record);
  return records;
}

function build(members: Partial<BuildSpec>, onStep: (text: string) => void = () => {}, by = engine) {
  const operation = {
    kind: 'build-image',
    image: IMAGE,
    service: 'app',
    build: aBuild(members),
    labels: LABELS,
    secrets: [],
  } as const;
  return buildImage(by, operation, ({ text }) => onStep(text), never);
}

describe('the processes of a container', () => {
  test('attachContainer() gives the process what is written, and tells both its streams apart', async () => {
    const id = await create('attached', {
      Cmd: ['sh', '-c', 'cat; echo done >&2; exit 3'],
      OpenStdin: true,
      StdinOnce: true,
    });
    const stream = await engine.attachContainer(id, { stdin: true, stdout: true, stderr: true });
    const exit = engine.waitContainer(id, 'next-exit');
    await engine.startContainer(id);
    const seen = { stdout: '', stderr: '' };
    const reading = demuxFrames(stream, (kind, chunk) => {
      seen[kind] += chunk.toString();
    });
    stream.end('hello\n');
    await reading;

    expect(seen).toEqual({ stdout: 'hello\n', stderr: 'done\n' });
    expect(await exit).toBe(3);
  });

  test('runExec() gives the exit code and the output of a command', async () => {
    const id = await create('exec', { Cmd: ['sleep', '3600'] });
    await engine.startContainer(id);

    const { exitCode, output } = await runExec(engine, id, {
      Cmd: ['sh', '-c', 'echo out; echo err >&2; exit 7'],
    });

    expect(exitCode).toBe(7);
    // The engine reads two pipes: which of them it hands on first is chance.
    expect(output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  test('statPath() tells what is at a path, and that nothing is', async () => {
    const id = await create('stat', {});

    expect(await engine.statPath(id, '/etc/passwd')).toMatchObject({ name: 'passwd', mode: 0o644 });
    expect(await engine.statPath(id, '/no/such/file')).toBeUndefined();
  });
});
