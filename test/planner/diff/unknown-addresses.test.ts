import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Endpoint } from '../../../src/model/service-spec.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anInspection } from '../../support/an-inspection.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const at = (macAddress: string): Project => {
  const endpoint: Endpoint = { aliases: [], driverOpts: new Map(), linkLocalIps: [], macAddress };
  return aProject({
    networks: [aNetwork('front')],
    services: [aService('web', { networks: new Map([['front', endpoint]]) })],
  });
};

interface Told {
  readonly state?: ObservedContainer['state'];
  /** The address that the engine tells. */
  readonly MacAddress?: string;
}

/** The plan for a container that was made with the address …:01 and has stopped since. */
function planFor(project: Project, { state = 'exited', ...told }: Told = {}): string {
  const observed = withContainer(running(at('02:00:00:00:00:01')), 'app-web-1', { state });
  const details = observed.containers.map((container) => {
    const asked = { Image: 'busybox', Labels: {}, HostConfig: { NetworkMode: 'app_front' } };
    const EndpointsConfig = { app_front: { Aliases: ['app-web-1', 'web'], ...told } };
    return [
      container.id,
      anInspection(container, { request: { ...asked, NetworkingConfig: { EndpointsConfig } } }, { state }),
    ] as const;
  });
  return formatPlan(planUp(project, observed, {}, new Map(details)));
}

describe('planUp() of a stopped container whose MAC address nobody can tell', () => {
  test('replaces it when the file says something else by now', () => {
    expect(planFor(at('02:00:00:00:00:02'))).toMatch(
      /^1 create-container web\/1 .* because changed: networks\.app_front\.mac_address unknown -> 02:00:00:00:00:02$/m,
    );
  });

  test('has nothing to guess where the engine tells it, or where none is asked for', () => {
    const told = { MacAddress: '02:00:00:00:00:02' };
    const none = aProject({
      networks: [aNetwork('front')],
      services: [aService('web', { networks: ['front'] })],
    });

    expect(planFor(at('02:00:00:00:00:02'), told)).not.toContain('unknown');
    expect(planFor(none)).not.toContain('unknown');
  });

  test('starts it as it is when it was made for what the file says', () => {
    expect(planFor(at('02:00:00:00:00:01'))).toBe('1 start-container app-web-1 because exited');
  });
});
