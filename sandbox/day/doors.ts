/** The HTTP side of the retailer: the platform's own API, with its doors for webhooks and, when wanted, the console. */
import type { AddressInfo } from 'node:net';
import { ensureConsole } from '#api/console.ts';
import { buildApi } from '#api/server.ts';
import type { Intake } from '#runtime/intake.ts';
import type { Opened } from '#runtime/open.ts';

export interface Doors {
  readonly url: string;
  close(): Promise<void>;
}

export async function openDoors(
  { platform, meter }: Opened, intake: Intake, { port, console }: { port: number; console: boolean },
): Promise<Doors> {
  const consoleFolder = console ? await ensureConsole() : undefined;
  const app = await buildApi(platform, { intake, meter, ...(consoleFolder && { consoleFolder }) });
  await app.listen({ host: '127.0.0.1', port });
  const { port: taken } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${taken}`, close: () => app.close() };
}
