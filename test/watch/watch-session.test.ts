import { describe, expect, test } from 'vitest';
import { containerId } from '../../src/model/ids.ts';
import { prepareMatcher } from '../../src/watch/rules/match-rule.ts';
import type { SyncRule } from '../../src/watch/rules/watch-rule.ts';
import {
  advance,
  newSession,
  type PreparedRules,
  type SessionEvent,
  syncMatchersOf,
} from '../../src/watch/watch-session.ts';
import { aProject } from '../support/a-project.ts';

const project = aProject();
const edited = aProject();

const ruleOf = (path: string): SyncRule => ({
  service: 'web',
  action: 'sync',
  path,
  target: '/app',
  include: [],
  ignore: [],
});

function rulesFor(path: string): PreparedRules {
  const matchers = [prepareMatcher(ruleOf(path), undefined)];
  return {
    matchers,
    syncMatchers: syncMatchersOf(matchers),
    ignoreFiles: new Set(['/p/.dockerignore']),
    configFiles: new Set(['/p/compose.yaml']),
  };
}

const rules = rulesFor('/p/src');
const prepared = (of = project, its = rules): SessionEvent => ({
  type: 'rules-prepared',
  project: of,
  rules: its,
  atMs: 0,
});
const changed = (path: string): SessionEvent => ({ type: 'changed', paths: [path], atMs: 100 });

/** The session after these events, and what the last of them makes happen. */
function run(...events: readonly SessionEvent[]) {
  let session = newSession(project);
  let effects: readonly string[] = [];
  for (const event of events) {
    const [next, its] = advance(session, event);
    session = next;
    effects = its.map(({ kind }) => kind);
  }
  return { session, effects };
}

describe('advance() of a watch session', () => {
  test('has the rules of its project as soon as they are prepared, in the session and in the loop at once', () => {
    const { session } = run(prepared());
    expect(session.rules).toBe(rules);
    expect(session.loop.rules).toBe(rules.matchers);
    expect(session.loop.configFiles).toBe(rules.configFiles);
  });

  test('keeps all rules of before until those of a project that was read again are prepared', () => {
    const { session } = run(prepared(), { type: 'project', project: edited });
    expect(session).toMatchObject({ project: edited, rules });
  });

  test('drops rules that were prepared for a project which has been read again meanwhile', () => {
    const late = run(prepared(), { type: 'project', project: edited }, prepared(project, rulesFor('/p/old')));
    expect(late.effects).toEqual([]);
    expect(late.session.rules).toBe(rules);

    const fresh = rulesFor('/p/new');
    const { session } = run(
      { type: 'project', project: edited },
      prepared(edited, fresh),
      prepared(project, rulesFor('/p/old')),
    );
    expect(session.rules).toBe(fresh);
  });

  test('prepares the rules again when a file changes that says what is left out, and only then', () => {
    expect(run(prepared(), changed('/p/.dockerignore')).effects).toEqual(['prepare-rules', 'alarm']);
    expect(run(prepared(), changed('/p/src/a')).effects).toEqual(['alarm']);
    expect(run(changed('/p/.dockerignore')).effects).toEqual(['alarm']);
  });

  test('hands all other events to the loop', () => {
    const id = containerId('web-1');
    const { session } = run(prepared(), {
      type: 'container',
      id,
      service: 'web',
      name: 'web-1',
      running: true,
      atMs: 0,
    });
    expect(session.loop.containers.get(id)?.name).toBe('web-1');
  });

  test.each<SessionEvent>([
    changed('/p/.dockerignore'),
    prepared(project, rulesFor('/p/new')),
    { type: 'project', project: edited },
    { type: 'alarm', atMs: 10_000 },
    { type: 'done', result: { failed: new Map(), stale: [], caughtUp: [] }, atMs: 100 },
    { type: 'missed', atMs: 100 },
    { type: 'stop' },
  ])('changes nothing and does nothing after it was stopped: %o', (event) => {
    const stopped = run(prepared(), changed('/p/src/a'), { type: 'stop' });
    const after = run(prepared(), changed('/p/src/a'), { type: 'stop' }, event);
    expect(stopped.session.phase).toBe('stopped');
    expect(after).toEqual({ session: stopped.session, effects: [] });
  });
});
