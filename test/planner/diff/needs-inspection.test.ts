import { describe, expect, test } from 'vitest';
import type { Project } from '../../../src/model/project.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { inspectionsNeeded } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

/** The names of the containers that have to be inspected. */
function asked(project: Project, observed = running(project)): readonly string[] {
  const needs = inspectionsNeeded(project, observed, {}).map((need) =>
    typeof need === 'string' ? need : need.id,
  );
  return observed.containers.filter(({ id }) => needs.includes(id)).map(({ name }) => name);
}

describe('inspectionsNeeded()', () => {
  test('names a container that has a seccomp profile of this machine among its options', () => {
    const securityOpt = ['seccomp:strict.json', 'no-new-privileges:true'];
    const project = aProject({ services: [aService('web', { securityOpt }), aService('db')] });
    const seccompProfiles = new Map([['seccomp:strict.json', '{}']]);

    expect(asked(project)).toEqual([]);
    expect(asked({ ...project, seccompProfiles })).toEqual(['app-web-1']);
  });

  test('names a container that is linked to one with another name than the service gives it', () => {
    const project = aProject({
      services: [aService('web', { links: ['db:store'] }), aService('db', { scale: 2 })],
    });
    const observed = running(project);

    expect(asked(project, observed)).toEqual([]);
    expect(asked(project, withContainer(observed, 'app-db-2', { name: 'old-db-2' }))).toEqual(['app-web-1']);
  });
});
