import '@mantine/core/styles.css';
import './app/page.css';
import { createRoot } from 'react-dom/client';
import { setNonce } from 'get-nonce';
import { Console } from './app/console';
import { pageNonce } from './app/nonce';

const root = document.getElementById('console');
if (!root) throw new Error('The page has no #console');
// Dialogs hold the page still by a style of their own.
const nonce = pageNonce();
if (nonce !== undefined) setNonce(nonce);
createRoot(root).render(<Console />);
