import type { Engine } from '../../engine/port/engine.ts';

/** What a lock needs of an engine. */
export type LockEngine = Pick<Engine, 'createVolume' | 'removeVolume' | 'listVolumes'>;
