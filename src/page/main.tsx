import { render } from 'preact';
import './page.css';

const root = document.getElementById('page');
if (root) render(<h1>gantry</h1>, root);
