import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { nodeFiles } from '../../../src/cli/files/node-files.ts';
import { loadMasked, loadProvenance } from '../../../src/spec/explain/provenance.ts';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { printProject } from '../../../src/spec/print/print-project.ts';
import { provenanceYaml } from '../../../src/ui/explain/provenance-yaml.ts';
import { aRequest, filesInApp } from '../../support/load-files.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const ROOT = resolve(import.meta.dirname, '../../../fixtures');
const cases = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'expected.json')));

async function provenanceOf(
  files: Readonly<Record<string, string>>,
  reveal = false,
): Promise<readonly string[]> {
  const { model, originOf } = await loadProvenance(aRequest({ options: { reveal } }), filesInApp(files));
  return provenanceYaml(model, originOf).trimEnd().split('\n');
}

describe('loadProvenance()', () => {
  test('gives each value its place, its variables, or the reason for a default', async () => {
    const files = {
      'compose.yaml':
        'services:\n  web:\n    image: app:${TAG:-b}\n    environment: {URL: "http://me:${PW}@x", A: $X}\n',
      'compose.override.yaml': 'services:\n  web:\n    image: app:${TAG}\n    ports: [80]\n',
      '.env': 'TAG=v9\nPW=canary\n',
    };

    expect(await provenanceOf(files)).toEqual([
      'name: app # the name of the folder',
      'services:',
      '  web:',
      '    environment:',
      '      A: "" # compose.yaml:4:48, $X is empty',
      '      URL: http://me:••••••@x # compose.yaml:4:24, ${PW} from .env:2:1',
      '    image: app:v9 # compose.override.yaml:3:12, ${TAG} from .env:1:1',
      '    networks:',
      '      default: null # gantry: a service that names no network joins "default"',
      '    ports:',
      '      - mode: ingress # gantry: a default of the file format',
      '        target: 80 # compose.override.yaml:4:13',
      '        protocol: tcp # gantry: a port is one of TCP, unless it says otherwise',
      'networks:',
      '  default:',
      '    name: app_default # gantry: the name of the project and its own, joined',
    ]);
  });

  test.each(cases)('prints fixtures/%s so that loading that gives the same again', async (name) => {
    const folder = join(ROOT, name);
    const home = '/home/user';
    const request = aRequest({ cwd: folder, environment: { HOME: home }, options: { reveal: true } });
    const { model, originOf } = await loadProvenance(request, { ...nodeFiles, homeDir: home });
    const text = provenanceYaml(model, originOf);
    const { project } = await loadProject(request, { ...nodeFiles, homeDir: home });
    const again = await loadProject(request, memoryFiles({ [join(folder, 'compose.yaml')]: text }));

    expect(load(text)).toEqual(JSON.parse(JSON.stringify(printProject(project, 'yaml'))));
    expect(printProject(again.project)).toEqual(printProject(project));
  });
});

test('loadMasked() hides secrets, whatever names them, and nothing else', async () => {
  const files = {
    'compose.yaml': `services:
  web:
    image: nginx
    env_file: web.env
    environment: {DB_PASSWORD: canary, LEVEL: info, URL: "http://\${TOKEN}.example"}
    secrets: [db_password]
secrets:
  db_password: {environment: TOKEN}
`,
    'web.env': 'MODE=canary\n',
    '.env': 'TOKEN=canary\n',
  };
  const { model } = await loadMasked(aRequest(), filesInApp(files), 'yaml');

  expect(JSON.stringify(model)).not.toContain('canary');
  expect(model).toMatchObject({
    services: {
      web: {
        environment: { DB_PASSWORD: '••••••', LEVEL: 'info', MODE: '••••••', URL: 'http://••••••.example' },
        secrets: [{ source: 'db_password', target: '/run/secrets/db_password' }],
      },
    },
    secrets: { db_password: { name: 'app_db_password', environment: 'TOKEN' } },
  });
});
