import { expect, test } from 'vitest';
import { explanationView } from '../../../src/serve/view/explanation-view.ts';
import { explain } from '../../../src/spec/explain/explain.ts';
import { aRequest, filesInApp } from '../../support/load-files.ts';

const FILE = `services:
  web:
    image: web:\${TAG:-2}
    ports: ["80", "81"]
    labels: {com.example.x: one, plain: two}
`;

async function view(path: string) {
  const { explanation } = await explain(path, aRequest({}), filesInApp(FILE));
  return explanationView(explanation);
}

test('an explanation on the page leads to its members by paths that explain takes', async () => {
  for (const path of ['services.web', 'web.labels', 'web.ports']) {
    const { members } = await view(path);
    expect(members.length).toBeGreaterThan(0);
    for (const member of members)
      expect((await view(member.path)).says.length, member.path).toBeGreaterThan(0);
  }
});

test('an explanation on the page says where the winner stands, and what its variables hold', async () => {
  expect(await view('web.image')).toMatchObject({
    subject: 'services.web.image',
    value: 'web:2',
    members: [],
    says: [
      {
        at: expect.stringContaining('compose.yaml:3:'),
        text: 'web:${TAG:-2}',
        wins: true,
        variables: [{ text: '${TAG:-2}', value: '2', isDefault: true }],
      },
    ],
  });
});
