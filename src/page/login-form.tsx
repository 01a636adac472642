import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { connect } from './connection.ts';
import { newKey } from './page-key.ts';

/** @param reason why there is no page without it */
export function LoginForm({ reason }: { readonly reason: string }): JSX.Element {
  const password = useSignal('');
  const error = useSignal('');
  const isAsking = useSignal(false);
  const waitSeconds = useSignal(0);
  const isWaiting = waitSeconds.value > 0;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => {
      waitSeconds.value--;
      if (waitSeconds.value === 0) error.value = '';
    }, 1000);
    return () => clearInterval(timer);
  }, [isWaiting]);
  const enter = async (): Promise<void> => {
    if (isAsking.value || isWaiting) return;
    isAsking.value = true;
    const result = await newKey({ password: password.value });
    isAsking.value = false;
    if (result.kind === 'key') return connect(result);
    if (result.kind === 'lost') error.value = 'the server of the page does not answer';
    else {
      const { reason: why, waitSeconds: wait = 0 } = result;
      waitSeconds.value = wait;
      error.value = wait > 0 ? `${why}: wait ${wait} s` : why;
    }
    return undefined;
  };
  return (
    <main class="alone">
      <h1>gantry</h1>
      <p>{reason}. Its password opens it, too.</p>
      <form
        class="login"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <label for="password">Password</label>
        <input
          id="password"
          type="password"
          autocomplete="current-password"
          ref={focus}
          aria-describedby="login-error"
          value={password.value}
          onInput={({ currentTarget }) => {
            password.value = currentTarget.value;
          }}
        />
        <button type="submit" class="primary" disabled={isAsking.value || isWaiting}>
          {isWaiting ? `Wait ${waitSeconds.value} s` : 'Open the page'}
        </button>
      </form>
      <p id="login-error" class="bad" role="alert">
        {error.value}
      </p>
      {!isSecureContext && (
        <p class="warn">
          ▲ This connection is not encrypted: who is between can read the password and all else.
        </p>
      )}
    </main>
  );
}

const focus = (field: HTMLInputElement | null): void => field?.focus();
