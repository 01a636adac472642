import { expect, test } from 'vitest';
import { imageReferences } from '../../../src/planner/request/image-references.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

test('imageReferences() has the images of services, hooks and mounts, each once and in order', () => {
  const { image: _, ...built } = aService('built', { build: aBuild() });
  const project = aProject({
    services: [
      aService('web', {
        image: 'web',
        preStart: [{ command: ['x'], image: 'tools' }, { command: ['y'] }],
        volumes: [
          { type: 'image', source: 'assets', target: '/assets' },
          { type: 'volume', source: 'data', target: '/data' },
        ],
      }),
      aService('other', { image: 'web' }),
      built,
      aService('cloud', { image: 'none', provider: { type: 'cloud' } }),
    ],
  });

  expect(imageReferences(project)).toEqual(['app-built', 'assets', 'tools', 'web']);
});
