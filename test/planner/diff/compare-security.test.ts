import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Project } from '../../../src/model/project.ts';
import { compareSecurity } from '../../../src/planner/diff/compare-security.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

const compare = (have: readonly string[], want: readonly string[]) =>
  compareSecurity({ SecurityOpt: have }, { SecurityOpt: want });

test('compareSecurity() takes a profile for the same however it is written', () => {
  expect(compare(['seccomp={"a":1,"b":[2]}'], ['seccomp={ "b": [2], "a": 1.0 }'])).toEqual([]);
});

test('compareSecurity() says that a profile differs, and not how', () => {
  expect(compare(['seccomp={"a":1}'], ['seccomp={"a":2}'])).toEqual([
    { field: 'security_opt.seccomp.content' },
  ]);
});

test('compareSecurity() names options that come and go, a profile by a word', () => {
  expect(compare(['seccomp={"a":1}'], ['no-new-privileges:true', 'seccomp={"a":1}'])).toEqual([
    {
      field: 'security_opt',
      from: 'seccomp=(profile)',
      to: 'no-new-privileges:true, seccomp=(profile)',
    },
  ]);
  expect(compare(['seccomp=unconfined'], [])).toEqual([
    { field: 'security_opt', from: 'seccomp=unconfined' },
  ]);
});

test('compareSecurity() takes labels for the engine’s own where it writes some down, and nobody asked for others', () => {
  const have = { SecurityOpt: ['label=disable'] };
  for (const want of [{ Privileged: true }, { PidMode: 'host' }, { IpcMode: 'container:a' }])
    expect(compareSecurity({ ...have, ...want }, want)).toEqual([]);

  expect(compareSecurity(have, {})).toEqual([{ field: 'security_opt', from: 'label=disable' }]);
  expect(compareSecurity(have, { PidMode: 'host', SecurityOpt: ['label=type:spc_t'] })).toEqual([
    { field: 'security_opt', from: 'label=disable', to: 'label=type:spc_t' },
  ]);
});

describe('planUp() of a service with a seccomp profile', () => {
  const OPTION = 'seccomp:./profile.json';
  const withProfile = (profile: string): Project => ({
    ...aProject({ services: [aService('web', { securityOpt: [OPTION] })] }),
    seccompProfiles: new Map([[OPTION, profile]]),
  });
  const before = withProfile('{"defaultAction":"SCMP_ACT_ALLOW"}');
  const observed = running(before);
  const details = inspectionsOf(observed);

  test('replaces the container when the content was edited, although the hash is the same', () => {
    const after = withProfile('{"defaultAction":"SCMP_ACT_ERRNO"}');

    expect(inspectionsNeeded(after, observed, {})).toEqual([observed.containers[0]?.id]);
    expect(formatPlan(planUp(after, observed, {}, details))).toContain(
      'because changed: security_opt.seccomp.content',
    );
  });

  test('keeps it when it was not', () => {
    expect(planUp(before, observed, {}, details).steps).toEqual([]);
  });
});
