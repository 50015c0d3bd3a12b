/** One page, files named after their content, nothing inline: the server's content policy allows no inline script. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
  // `vite console` for working on it, beside a platform that was started on its usual port.
  server: { proxy: { '/v1': 'http://127.0.0.1:4400', '/sign-in': 'http://127.0.0.1:4400' } },
});
