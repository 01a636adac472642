import { expect, test } from 'vitest';
import { endMarked } from '../../../src/cli/page/end-marked.ts';
import type { ContainerState } from '../../../src/model/observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const { id } = anObservedContainer('web');

/** An engine that runs nothing in this container until it is in another state. */
function anEngineWith(state: ContainerState) {
  const scene = { state, refused: 0, ended: 0 };
  const engine = new RecordingEngine({ inspect: () => ({ state: scene.state }) });
  engine.startDetachedExec = async () => {
    if (scene.state !== 'running') {
      scene.refused++;
      throw new Error(`the container is ${scene.state}`);
    }
    scene.ended++;
  };
  return { engine, scene };
}

test('what runs in a paused container is ended once that goes on', async () => {
  const { engine, scene } = anEngineWith('paused');

  const ending = endMarked(engine, id, 'MARK=1', new AbortController().signal);
  await expect.poll(() => engine.calls.join()).toMatch(/subscribe ,inspect/);
  scene.state = 'running';
  engine.tell(id, 'unpause');
  await ending;

  expect(scene).toMatchObject({ refused: 1, ended: 1 });
});

test.each(['exited', 'paused'] as const)(
  'nobody waits for a container that is %s when the page ends',
  async (state) => {
    const { engine, scene } = anEngineWith(state);

    await endMarked(engine, id, 'MARK=1', AbortSignal.abort());

    expect(scene).toMatchObject({ refused: 1, ended: 0 });
  },
);
