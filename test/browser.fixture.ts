/**
 * A headless Chromium: the one that comes as an npm package (with its libraries where the machine has none), else
 * one of the machine's. Without any, tests fail with a sentence that says what to install.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bundled, { inflate } from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];
const LIBRARIES = new URL('../node_modules/@sparticuz/chromium/bin/al2023.tar.br', import.meta.url).pathname;

interface Found { readonly path: string; readonly env: NodeJS.ProcessEnv }

/** Undefined when it starts; else why not. */
function starts({ path, env }: Found): string | undefined {
  try {
    execFileSync(path, ['--version', '--no-sandbox', '--headless'], { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? (error as Error).message).trim().split('\n')[0];
  }
}

async function candidates(): Promise<(() => Promise<Found>)[]> {
  const env = process.env;
  const own = process.arch === 'x64' && process.platform === 'linux' ? [
    async () => ({ path: await bundled.executablePath(), env }),
    async () => {
      const path = await bundled.executablePath();
      await inflate(LIBRARIES);
      return { path, env: { ...env, LD_LIBRARY_PATH: join(tmpdir(), 'al2023', 'lib') } };
    },
  ] : [];
  return [...own, ...INSTALLED.filter((path) => existsSync(path)).map((path) => async () => ({ path, env }))];
}

export async function openBrowser(): Promise<Browser> {
  const reasons: string[] = [];
  for (const find of await candidates()) {
    const found = await find().catch((error: Error) => void reasons.push(error.message));
    const reason = found && starts(found);
    if (found && reason === undefined)
      return chromium.launch({
        executablePath: found.path, env: found.env as Record<string, string>, args: ['--no-sandbox', '--disable-dev-shm-usage'],
      });
    if (reason !== undefined) reasons.push(reason);
  }
  throw new Error('No browser runs here. Install Chromium (Debian and Ubuntu: apt-get install chromium), then run the test ' +
    `again. ${reasons.length > 0 ? `What was tried said: ${reasons.join('; ')}` : ''}`);
}
