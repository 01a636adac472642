import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { keepAskedPlan } from './asked-plan.ts';
import { connect } from './connection.ts';
import { handleKey } from './keys.ts';
import './history.css';
import './overview/overview.css';
import './page.css';
import { readAddress, selected, writeAddress } from './store.ts';
import { applyTheme } from './theme.ts';
import './watch/watch.css';
import { tellWhatFails } from './watch/watch-news.ts';

applyTheme();
const root = document.getElementById('page');
if (root) {
  // The secret of the link stands where the address of a view will be.
  void connect();
  if (location.hash.startsWith('#/')) readAddress();
  addEventListener('hashchange', () => {
    if (location.hash.startsWith('#/')) readAddress();
    else if (location.hash.length > 1) location.reload(); // another link
  });
  addEventListener('keydown', handleKey);
  effect(writeAddress);
  keepAskedPlan();
  tellWhatFails();
  effect(() => {
    const name = selected.value;
    const row = name === undefined ? null : document.querySelector(`[data-service="${CSS.escape(name)}"]`);
    row?.scrollIntoView({ block: 'nearest' });
  });
  render(<App />, root);
}
