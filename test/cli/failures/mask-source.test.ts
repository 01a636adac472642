import { expect, test } from 'vitest';
import { maskSource } from '../../../src/cli/failures/mask-source.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

test('maskSource() hides secrets of a Dockerfile, and leaves all else where it is', () => {
  const text = `ARG API_TOKEN=abcdef
ENV MODE=fast DB_PASSWORD="two words"
ENV OLD_PASSWORD hunter
RUN login --password=battery && echo correct-horse
`;
  const project = aProject({ services: [aService('db', { environment: { DB_PASSWORD: 'correct-horse' } })] });

  const masked = maskSource({ source: { name: 'Dockerfile', text }, start: 0, end: 3 }, project);

  expect(masked.source.text).toBe(`ARG API_TOKEN=••••••
ENV MODE=fast DB_PASSWORD=•••••••••••
ENV OLD_PASSWORD ••••••
RUN login --password=••••••• && echo •••••••••••••
`);
});
