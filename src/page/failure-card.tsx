import type { JSX } from 'preact';
import type { PageFailure, PageProblem } from '../model/page-state.ts';
import { copy } from './store.ts';

export function ProblemCard({ problem }: { readonly problem: PageProblem }): JSX.Element {
  const { severity, code, message, at, excerpt, hint } = problem;
  return (
    <div class={`card problem-${severity}`}>
      <strong>{message}</strong> {code !== undefined && <span class="muted">{code}</span>}
      {at !== undefined && (
        <div>
          <button type="button" class="link place" onClick={() => void copy(at)}>
            {at}
          </button>
        </div>
      )}
      {excerpt && (
        <pre class="excerpt">
          {excerpt.text.slice(0, excerpt.start)}
          <mark>{excerpt.text.slice(excerpt.start, excerpt.end)}</mark>
          {excerpt.text.slice(excerpt.end)}
        </pre>
      )}
      {hint !== undefined && <div class="hint">{hint}</div>}
    </div>
  );
}

export function FailureCard({ failure }: { readonly failure: PageFailure }): JSX.Element {
  const { path, output, blocked } = failure;
  return (
    <div class="failure">
      <ProblemCard problem={failure} />
      {path.length > 1 && <div class="muted">{path.join(' → ')}</div>}
      {output.length > 0 && <pre class="output">{output.join('\n')}</pre>}
      {blocked.length > 0 && <div class="muted">not done because of it: {blocked.join(', ')}</div>}
    </div>
  );
}
