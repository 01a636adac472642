import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRecord } from '../../../src/cli/applied/open-record.ts';
import { sealProject, sealWith } from '../../../src/cli/applied/seal.ts';
import { liveTexts, NOTHING_LIVE, withSealedFiles } from '../../../src/cli/applied/unseal.ts';
import { nodeFiles } from '../../../src/cli/files/node-files.ts';
import type { ContainerRequest } from '../../../src/model/container-request.ts';
import { networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Project } from '../../../src/model/project.ts';
import { injectedFiles } from '../../../src/planner/request/injected-files.ts';
import { networkRequest } from '../../../src/planner/request/network-request.ts';
import { volumeRequest } from '../../../src/planner/request/volume-request.ts';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { anInspection } from '../../support/an-inspection.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { aRequest, loadFiles } from '../../support/load-files.ts';
import { createRequest } from '../../support/planning.ts';

const seal = sealWith('ab'.repeat(32));

/** `canary` stands wherever users write freely. */
const FILE = `
x-note: canary-00
services:
  web:
    image: busybox
    build: {context: ., args: {TOKEN: canary-01}, labels: {a: canary-02}}
    command: [serve, --password, canary-03]
    entrypoint: [sh, canary-04]
    environment: {PASSWORD: canary-05, URL: "http://me:canary-06@db", EMPTY: "", UNSET:}
    labels: {tier: canary-07}
    annotations: {note: canary-08}
    healthcheck: {test: "curl canary-09", interval: 5s}
    logging: {driver: splunk, options: {splunk-token: canary-10}}
    mem_limit: 64m
    restart: always
    networks: {test: {aliases: [site], driver_opts: {opt: canary-11}}}
    volumes: [{type: volume, source: labels, target: /data, volume: {labels: {a: canary-12}}}]
    secrets: [inline]
    configs: [{source: config, target: /etc/config, mode: 0440}]
    post_start: [{command: echo canary-13}]
    develop: {watch: [{path: ./src, action: sync, target: /canary-14}]}
    deploy: {labels: {a: canary-15}}
    storage_opt: {size: canary-16}
    x-own: canary-17
networks: {test: {driver_opts: {opt: canary-18}, labels: {a: canary-19}}}
volumes: {labels: {driver_opts: {o: "username=me,password=canary-20"}, labels: {a: canary-21}}}
secrets: {inline: {environment: TOKEN, labels: {a: canary-22}}}
configs: {config: {content: canary-23, x-own: canary-24}}
`;

const loaded = async (): Promise<Project> => {
  const { project, variables } = await loadFiles(FILE, { environment: { TOKEN: 'canary-25' } });
  return { ...project, variables, proxies: new Map([['HTTP_PROXY', 'http://me:canary-26@proxy']]) };
};
const sealed = (project: Project) => ({ body: JSON.stringify(sealProject(project, seal)) });

function serviceOf(project: Project) {
  const web = project.services.get('web');
  if (!web) throw new Error('there is no service "web"');
  return web;
}

/** It says what a container was made from, and is compared by itself. */
function withoutHashes(request: ContainerRequest): ContainerRequest {
  // A record leaves hooks out.
  const hashes: readonly string[] = [LABEL.configHash, LABEL.filesHash, LABEL.hooks];
  const labels = Object.entries(request.Labels).filter(([name]) => !hashes.includes(name));
  return { ...request, Labels: Object.fromEntries(labels) };
}

/** All that the planner compares. */
function wanted(project: Project) {
  const { request } = createRequest(project, serviceOf(project), 1, () => [1]);
  return {
    request: withoutHashes(request),
    networks: [...project.networks.values()].map((network) => networkRequest(project, network)),
    volumes: [...project.volumes.values()].map((volume) => volumeRequest(project, volume)),
  };
}

/** What an engine has that made it. */
function live(project: Project) {
  const { networks, volumes, request } = wanted(project);
  const inspection = anInspection(anObservedContainer('web'), { request });
  return liveTexts(
    {
      networks: networks.map(({ Name, Labels, ...settings }) => ({
        id: networkId(Name),
        name: Name,
        driver: 'bridge',
        labels: Labels,
        settings,
      })),
      volumes: volumes.map(({ Name, Labels, DriverOpts }) => ({
        name: Name,
        driver: 'local',
        labels: Labels,
        ...(DriverOpts ? { options: DriverOpts } : {}),
      })),
    },
    [inspection],
    seal,
  );
}

test('sealProject() writes down nothing that users write freely, nor any variable', async () => {
  const project = await loaded();
  expect(sealed(project).body).not.toContain('canary');
  // Of what it is about it does tell.
  expect(sealed(project).body).toMatch(/67108864.*"always"|"always".*67108864/s);
});

test('a record that finds all its texts on the engine asks for what was applied', async () => {
  const project = await loaded();
  expect(wanted(openRecord(sealed(project), live(project)))).toEqual(wanted(project));
});

/** Every text in it, and its value if it is a variable. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Map) return [...value.values()].flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

test('a record asks for what was applied, whichever attributes are written', async () => {
  const folder = join(import.meta.dirname, '../../../fixtures/every-attribute');
  const { project } = await loadProject(
    aRequest({ cwd: folder, profiles: ['*'], options: { pruneResources: false } }),
    nodeFiles,
  );
  const opened = openRecord(sealed(project), new Map(textsIn(project).map((text) => [seal(text), text])));
  expect(project.services.size).toBeGreaterThan(1);
  for (const [name, service] of project.services) {
    const again = opened.services.get(name);
    if (!again) throw new Error(`service ${name} is lost`);
    // Their content is looked at below, and some of these are nowhere.
    const ask = (of: Project, spec: typeof service) =>
      withoutHashes(createRequest(of, { ...spec, secrets: [], configs: [] }, 1, () => [1]).request);
    expect(ask(opened, again)).toEqual(ask(project, service));
  }
});

test('a record has dots for what the engine does not have, and no other record can tell what they are', async () => {
  const project = await loaded();
  const web = serviceOf(openRecord(sealed(project), NOTHING_LIVE));
  expect(Object.fromEntries(web.environment)).toEqual({
    EMPTY: '',
    PASSWORD: '••••••',
    UNSET: null,
    URL: '••••••',
  });
  const other = sealWith('cd'.repeat(32));
  expect(other('canary-05')).not.toBe(seal('canary-05'));
});

test('withSealedFiles() makes a file equal to the one that was applied where its content is the same', async () => {
  const project = openRecord(sealed(await loaded()), NOTHING_LIVE);
  const [secret] = injectedFiles(project, serviceOf(project));
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const inspection = anInspection(
    anObservedContainer('web'),
    createRequest(project, serviceOf(project), 1, () => [1]),
  );
  const found = (content: string) =>
    withSealedFiles(
      { ...inspection, files: new Map([['/x', { sha256: sha256(content), mode: 0o444, uid: 0, gid: 0 }]]) },
      seal,
    ).files?.get('/x')?.sha256;

  expect(found('canary-25')).toBe(sha256(secret?.content.reveal() ?? ''));
  expect(found('another')).not.toBe(sha256(secret?.content.reveal() ?? ''));
});
