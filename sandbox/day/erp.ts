/** How the platform reaches the ERP: by a line that the day can cut. */
import type { Cast } from './cast.ts';

export function erpSettings({ erp, erpLine }: Cast): { connector: string; settings: Record<string, unknown> } {
  const { database, login, password } = erp.world;
  return { connector: 'tryton', settings: { baseUrl: erpLine.url, database, login, password, warehouse: 'PDX', pollSeconds: 600 } };
}
