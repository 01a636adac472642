import { expect, test } from 'vitest';
import { followContainers } from '../../../src/watch/containers/follow-containers.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

test('followContainers looks at everything again when the stream of events broke', async () => {
  const engine = new RecordingEngine({ containers: [anObservedContainer('web')] });
  const told: string[] = [];
  let missed = (): void => {};
  const again = new Promise<void>((resolve) => {
    missed = resolve;
  });
  const following = await followContainers(engine, 'shop', {
    seen: (_id, service, _name, running) => told.push(`${service} ${running ? 'runs' : 'is stopped'}`),
    gone: () => told.push('gone'),
    lost: () => told.push('lost'),
    missed,
  });
  engine.breakStream();
  await again;
  following.close();

  expect(told).toEqual(['web runs', 'lost', 'web runs']);
});
