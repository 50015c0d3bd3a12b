/** The SDKs the lanes speak through, each at the version whose behaviour was looked at. */
import { installed, type Versions } from './install.ts';

const VERSIONS: Versions = {
  '@shopify/shopify-api': '13.1.0',
  '@shopify/admin-api-client': '2.0.0',
  // Community-made, both; Amazon publishes none for JavaScript.
  'amazon-sp-api': '1.2.1',
  '@sp-api-sdk/auth': '3.1.4',
  '@sp-api-sdk/orders-api-2026-01-01': '2.3.3',
  '@sp-api-sdk/orders-api-v0': '6.2.5',
};

export const installSdks = (): ReturnType<typeof installed> => installed('sdk', VERSIONS);
