import { describe, expect, test } from 'vitest';
import { type Describes, versionOf } from '../../../scripts/build/version-of.ts';

const aCommit = (given: Partial<Describes>): Describes => ({
  planned: '0.2.0',
  tag: '0.2.0',
  commits: 0,
  commit: '1a2b3c4d5e',
  isCommit: true,
  ...given,
});

describe('versionOf()', () => {
  test('is the tag at the commit that has one', () => {
    expect(versionOf(aCommit({}))).toBe('0.2.0');
    expect(versionOf(aCommit({ planned: '0.3.0-rc.1', tag: '0.3.0-rc.1' }))).toBe('0.3.0-rc.1');
  });

  test('sorts behind the last release and before the next one after the tag', () => {
    expect(versionOf(aCommit({ commits: 14 }))).toBe('0.2.1-dev.14+1a2b3c4d5e');
    expect(versionOf(aCommit({ commits: 14, planned: '0.3.0' }))).toBe('0.3.0-dev.14+1a2b3c4d5e');
    expect(versionOf(aCommit({ commits: 3, planned: '0.3.0-rc.1', tag: '0.3.0-rc.1' }))).toBe(
      '0.3.0-rc.1.dev.3+1a2b3c4d5e',
    );
  });

  test('is a version before the planned one when nothing was ever released', () => {
    expect(versionOf(aCommit({ tag: undefined, commits: 210 }))).toBe('0.2.0-dev.210+1a2b3c4d5e');
  });

  test('says when the files are not those of the commit, at a tag too', () => {
    expect(versionOf(aCommit({ isCommit: false }))).toBe('0.2.1-dev.0+1a2b3c4d5e.changed');
  });
});
