import type { Project, ServiceSpec } from '../model/project.ts';
import { createRequest, type WantedContainer } from './create-request.ts';

/** By service, then by number. */
const anticipated = new WeakMap<ServiceSpec, ReadonlyMap<number, WantedContainer>>();

/**
 * Makes the requests that do not depend on what the engine has, and keeps them for `planUp`. They are most of the
 * work of a plan in which nothing changes, and can be made while the engine still looks for its answer.
 */
export function anticipateRequests(project: Project): void {
  for (const service of project.services.values()) {
    // Links are written out with the numbers of the containers that there are.
    if (service.provider !== undefined || service.links.length > 0) continue;
    const count = service.scale ?? service.deploy?.replicas ?? 1;
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const requests = numbers.map((number) => createRequest(project, service, number, () => []));
    anticipated.set(service, new Map(requests.map((request) => [request.replica, request])));
  }
}

/** @returns undefined when it was not anticipated. */
export const anticipatedRequest = (service: ServiceSpec, number: number): WantedContainer | undefined =>
  anticipated.get(service)?.get(number);
