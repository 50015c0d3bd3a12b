/** Mounts the console. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { client } from './data.ts';
import { router } from './router.tsx';
import './styles/tokens.css';
import './styles/frame.css';
import './styles/parts.css';

// Links of earlier versions: `#/story/1001`.
const old = /^#\/story\/(.+)$/.exec(location.hash)?.[1];
if (old) history.replaceState(null, '', `/story/${old}`);

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
