#!/usr/bin/env node
/** `threadline …`: installs if needed, then hands over to src/main.ts on the pinned Node. */
import { spawn } from 'node:child_process';
import { install, node, root } from './install.mjs';

install();
// Below 2 GB of heap, Node collects while there is little: a million lines in 350 MB instead of 600.
const flags = ['--max-old-space-size=1536', '--disable-warning=ExperimentalWarning'];
const child = spawn(node, [...flags, `${root}src/main.ts`, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: `${root}.cache/node`, ...process.env },
});
// A terminal sends Ctrl-C to the whole group; the child stops in its own time and we report its end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
