import { expect, test } from 'vitest';
import { attachedServices } from '../../../src/cli/up/attachment.ts';
import type { UpOptions } from '../../../src/cli/up/up-options.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const project = aProject({
  services: [aService('db'), aService('web'), { ...aService('job'), attach: false }],
});
const flags = { recreate: true, start: true, deps: true, color: true, logPrefix: true };
const attached = (named: readonly string[], options: Partial<UpOptions>): readonly string[] =>
  [...attachedServices(project, named, { ...flags, ...options })].sort();

test('attachedServices() takes --attach as it is, whatever else is started', () => {
  expect(attached(['web'], { attach: ['db'] })).toEqual(['db']);
  expect(attached([], { attach: ['job'] })).toEqual(['job']);
});

test('attachedServices() leaves out what --no-attach says, though none is left', () => {
  expect(attached([], { noAttach: ['db'] })).toEqual(['web']);
  expect(attached([], { noAttach: ['db', 'web'] })).toEqual([]);
});
