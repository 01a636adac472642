import type { Meanings } from './refusal-words.ts';

/** What a swarm, or an engine that manages none, says to whoever wants to know of services. Source: moby, daemon/cluster/errors.go. */
export const REFUSED_BY_SWARMS: Meanings = [
  [
    /This node is not a swarm manager\. Worker/,
    () => ({
      code: 'not-a-manager',
      message: 'this engine is a worker of its swarm: only managers know what the swarm runs',
      hint: 'name one of its managers with DOCKER_HOST, --host or --context',
    }),
  ],
  [
    /This node is not a swarm manager\./,
    () => ({
      code: 'not-a-manager',
      message: 'this engine is not part of a swarm',
      hint: 'make it one (`docker swarm init`), or name a manager with DOCKER_HOST, --host or --context; without `--on swarm` the project runs on this engine',
    }),
  ],
  [
    /Swarm is encrypted and needs to be unlocked/,
    () => ({
      code: 'not-a-manager',
      message: 'this manager is locked since it was started, and knows nothing of its swarm',
      hint: 'unlock it: `docker swarm unlock`',
    }),
  ],
  [
    /The swarm does not have a leader|node lost leader status|rpc error: code = (?:Unavailable|DeadlineExceeded)|^context deadline exceeded/,
    () => ({
      code: 'swarm-without-leader',
      message: 'the swarm has no leader now: for a quorum, more than half of its managers have to be there',
      hint: 'start the other managers, and run the command again: it looks at what is there. Where only this one is cut off, name another one with DOCKER_HOST, --host or --context; where the others are lost for good, `docker swarm init --force-new-cluster` on this one makes it the only manager',
    }),
  ],
  [
    /update out of sequence/,
    () => ({
      code: 'plan-outdated',
      message: 'somebody has changed the service at the same moment',
      hint: 'run the command again: it plans with what is there now',
    }),
  ],
];
