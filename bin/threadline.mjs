#!/usr/bin/env node
/** `threadline …`: installs if needed, then hands over to src/main.ts on the pinned Node. */
import { spawn } from 'node:child_process';
import { install, node, root } from './install.mjs';

install();
const child = spawn(node, ['--disable-warning=ExperimentalWarning', `${root}src/main.ts`, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: `${root}.cache/node`, ...process.env },
});
// A terminal sends Ctrl-C to the whole group; the child stops in its own time and we report its end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
