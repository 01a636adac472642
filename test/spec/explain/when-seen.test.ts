import { describe, expect, test } from 'vitest';
import { whenSeen } from '../../../src/spec/explain/when-seen.ts';

const MODEL = {
  services: {
    web: {
      environment: { A: '1' },
      volumes: [
        { type: 'bind', source: '/p/x', target: '/x' },
        { type: 'volume', source: 'data', target: '/d' },
      ],
      secrets: [{ source: 'token' }],
      configs: [{ source: 'site' }],
      image: 'app',
    },
  },
  secrets: { token: { environment: 'TOKEN' } },
  configs: { site: { file: '/p/site.conf' } },
};

const seen = (...path: readonly (string | number)[]) => whenSeen(path, MODEL).join('; ');

describe('whenSeen()', () => {
  test('tells what is seen at once, what needs a restart, and what a new container', () => {
    expect(seen('services', 'web', 'volumes', 0, 'source')).toMatch(/at once.*after `restart`$/);
    expect(seen('services', 'web', 'volumes')).toBe(seen('services', 'web', 'volumes', 0));
    expect(seen('services', 'web', 'environment', 'A')).toContain('`up` replaces it');
    expect(seen('services', 'web', 'secrets', 0)).toContain('copied content is part of the container');
    expect(seen('services', 'web', 'configs', 0)).toMatch(/at once.*`restart` or `up`, which notices it$/);
    expect(seen('configs', 'site', 'file')).toBe(seen('services', 'web', 'configs', 0));
  });

  test('says nothing of what no file of the host stands behind', () => {
    expect(seen('services', 'web', 'volumes', 1)).toBe('');
    expect(seen('services', 'web', 'image')).toBe('');
    expect(seen('services', 'web')).toBe('');
  });
});
