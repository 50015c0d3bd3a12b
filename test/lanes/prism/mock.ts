/**
 * Prism in a process of its own: one server for all documents given, each loaded as it was published. It
 * answers with the documents' examples, and says in `sl-violations` what it has against a request.
 *
 * Prism's own server is started by its parts rather than by its command line, which takes one document only.
 */
import { createRequire } from 'node:module';

interface Parts {
  getHttpOperationsFromSpec(document: string): Promise<object[]>;
  createServer(operations: readonly object[], options: object): { listen(port: number, host: string): Promise<string> };
  createLogger(name: string, options: object): object;
}

const [modules, ...documents] = process.argv.slice(2);
const require = createRequire(`${modules}/lane.js`);
// What Prism's command line is made of lies beside it, or inside it, as npm chose.
const within = createRequire(require.resolve('@stoplight/prism-cli/dist/operations'));
const { getHttpOperationsFromSpec } = within('@stoplight/prism-http') as Parts;
const { createServer } = within('@stoplight/prism-http-server') as Parts;
const { createLogger } = within('@stoplight/prism-core') as Parts;

const operations: object[] = [];
for (const document of documents) operations.push(...await getHttpOperationsFromSpec(document));
const server = createServer(operations, {
  cors: false,
  config: {
    isProxy: false, checkSecurity: true, validateRequest: true, validateResponse: true, errors: false,
    mock: { dynamic: false },
  },
  components: { logger: createLogger('lane', { level: 'silent' }) },
});
process.send?.({ url: await server.listen(0, '127.0.0.1'), operations: operations.length });
