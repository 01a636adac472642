import { describe, expect, test } from 'vitest';
import type { ContentSource, FileContent } from '../../../src/model/secret-spec.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { copiedFiles, injectedFiles } from '../../../src/planner/request/injected-files.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const declaring = (from: ContentSource) =>
  aProject({
    secrets: [
      { key: 'key', name: 'app_key', from, labels: new Map(), driverOpts: new Map(), extensions: new Map() },
    ],
  });
const using = (
  reference: Partial<ServiceSpec['secrets'][number]> = {},
  more: Partial<ServiceSpec> = {},
): ServiceSpec => ({
  ...aService('web', { secrets: [{ source: 'key', ...reference }] }),
  ...more,
});
const content = new Sensitive('text');

describe('a file that is put into a container', () => {
  test('has the content of the file, of a variable or of its declaration, readable by all and of root', () => {
    const bare = { path: '/run/secrets/key', content, mode: 0o444, uid: 0, gid: 0 };

    expect(injectedFiles(declaring({ kind: 'content', content }), using())).toEqual([bare]);
    expect(
      injectedFiles(declaring({ kind: 'environment', variable: 'KEY', value: content }), using()),
    ).toEqual([bare]);
  });

  test('has the content, the mode and the owner of a file that the engine cannot mount', () => {
    const found = { onEngineHost: false, mode: 0o640, uid: 7, gid: 8, madeAtMs: 0 };
    const file = (of: FileContent) =>
      declaring({ kind: 'file', path: '/app/key', found: { ...found, content: of } });
    const copied = { path: '/run/secrets/key', content, mode: 0o640, uid: 7, gid: 8 };

    expect(injectedFiles(file({ content }), using())).toEqual([copied]);
    expect(injectedFiles(file({ content, isBase64: true }), using())).toEqual([
      { ...copied, isBase64: true },
    ]);
    expect(copiedFiles(file({ content }), using())).toMatchObject([{ source: '/app/key' }]);
  });

  test('is watched when somebody said what is to be done when it changes', () => {
    const secret = declaring({ kind: 'content', content });
    const isWatched = (service: ServiceSpec) => copiedFiles(secret, service).map((file) => file.isWatched);

    expect(isWatched(using())).toEqual([false]);
    expect(isWatched(using({ gantry: { 'on-change': 'restart' } }))).toEqual([true]);
  });

  test('has to be readable', () => {
    const found = { onEngineHost: false, mode: 0o400, uid: 0, gid: 0, madeAtMs: 0 };

    expect(() => copiedFiles(declaring({ kind: 'file', path: '/app/key', found }), using())).toThrow(
      expect.objectContaining({
        code: 'missing-file',
        message: 'secret "key" may not be read: /app/key',
        hint: 'its content has to be copied into the container: make it readable for yourself',
        about: { of: ['secrets', 'key'], settings: ['file'] },
      }),
    );
  });

  test('has the mode and the owner that the service asks for', () => {
    const asked = using({ mode: 0o400, uid: '7', gid: '8', target: '/key' });

    expect(injectedFiles(declaring({ kind: 'content', content }), asked)).toEqual([
      { path: '/key', content, mode: 0o400, uid: 7, gid: 8 },
    ]);
  });

  test('cannot be put into a container that is read-only', () => {
    expect(() => copiedFiles(declaring({ kind: 'content', content }), using({}, { readOnly: true }))).toThrow(
      expect.objectContaining({
        code: 'bad-usage',
        message: 'service "web" is read_only: secret "key" cannot be put into it',
        hint: 'take its content from a file on the host of the engine, or remove read_only',
      }),
    );
  });

  test('cannot have the content of a variable that is not set, nor one that only a swarm knows', () => {
    expect(() => copiedFiles(declaring({ kind: 'environment', variable: 'KEY' }), using())).toThrow(
      expect.objectContaining({
        code: 'unset-secret',
        message: 'secret "key" is the value of KEY, which is not set',
        hint: 'set KEY in the environment or in the env file',
        about: { of: ['secrets', 'key'], settings: ['environment'] },
      }),
    );
    expect(() => copiedFiles(declaring({ kind: 'external' }), using())).toThrow(
      expect.objectContaining({
        code: 'missing-external',
        message: 'service "web" uses secret "key", which an engine alone cannot look up',
        hint: 'only a swarm keeps secrets and configs; use `file`, `environment` or `content`',
      }),
    );
  });
});
