import { post } from '../page-key.ts';
import { tell } from '../store.ts';

/** Begins to watch the files, or ends what was begun from a page. */
export async function switchWatch(on: boolean): Promise<void> {
  try {
    const { status, json } = await post('watch', { on });
    if (status >= 300) tell(json.reason ?? 'refused');
  } catch {
    tell('the server of this page does not answer');
  }
}
