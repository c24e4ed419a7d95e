import '@mantine/core/styles.css';
import './app/page.css';
import { createRoot } from 'react-dom/client';
import { Console } from './app/console';

const root = document.getElementById('console');
if (!root) throw new Error('The page has no #console');
createRoot(root).render(<Console />);
