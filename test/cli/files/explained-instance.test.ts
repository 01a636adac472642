import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instanceLoader, loadRequest } from '../../../src/cli/files/load.ts';
import { nodeFiles } from '../../../src/cli/files/node-files.ts';
import { explain } from '../../../src/spec/explain/explain.ts';
import { loadProvenance } from '../../../src/spec/explain/provenance.ts';
import { provenanceYaml } from '../../../src/ui/explain/provenance-yaml.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const FILE = `name: shop
services:
  web:
    image: busybox
    container_name: fixed
    env_file: a.env
    ports: ["127.0.78.1:8080:80"]
    environment: {URL: "\${GANTRY_URL_web}", PASSWORD: hunter22}
    volumes: ["data:/data"]
volumes: {data: {}}
`;

let folder = '';
beforeEach(() => {
  folder = aFolder({ 'compose.yaml': FILE, 'a.env': 'A=1\n' });
});
afterEach(() => rmSync(folder, { recursive: true }));

function theInstance(instance = 'review') {
  const environment = { XDG_STATE_HOME: folder };
  const cli = aCli(folder, { environment, engine: new RecordingEngine(), globals: { instance } });
  return { request: loadRequest(cli, { services: [] }), load: instanceLoader(cli) };
}

async function explained(subject: string, instance?: string) {
  const { request, load } = theInstance(instance);
  return (await explain(subject, request, nodeFiles, load)).explanation;
}

test('explain tells the value of the instance, where it comes from, and that the files have another one', async () => {
  const port = await explained('web.ports[0].published');
  expect(port.value).not.toBe('8080');
  expect(port.says).toMatchObject([{ text: '127.0.78.1:8080:80', wins: true }]);
  expect(port.notes).toContain(
    'the instance "review" has a value of its own in place of that of the project',
  );
});

test.each([
  ['web.image', 'busybox'],
  ['volumes.data.name', 'shop-review_data'],
  ['name', 'shop-review'],
])('explain %s of an instance is %s', async (subject, value) => {
  expect((await explained(subject)).value).toBe(value);
});

test('explain says of what an instance does without that it does, and where the files have it', async () => {
  const name = await explained('web.container_name');
  expect(name).toMatchObject({
    says: [{ text: 'fixed' }],
    notes: ['the instance "review" does without it'],
  });
  expect(name).not.toHaveProperty('value');
});

test('explain names each file once, although the files are read twice', async () => {
  expect((await explained('web.environment.A')).says).toHaveLength(1);
});

test('explain of the project itself knows nothing of instances', async () => {
  expect(await explained('web.ports[0].published', '.')).toMatchObject({ value: '8080', notes: [] });
});

test('config --provenance marks what differs from the files, and hides secrets', async () => {
  const { request, load } = theInstance();
  const { model, originOf } = await loadProvenance(request, nodeFiles, load);
  const text = provenanceYaml(model, originOf);
  expect(text).toMatch(/published: "\d+" # compose.yaml:7:13, changed for the instance "review"/);
  expect(text).toMatch(/URL: http\S+ # compose.yaml:8:24, \$\{GANTRY_URL_web\} from gantry: where/);
  expect(text).toContain('gantry.instance: review # gantry: of the instance "review"');
  expect(text).not.toContain('hunter22');
});
