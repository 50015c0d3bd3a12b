/** Registers and store systems that speak POSLog, the ARTS (now OMG) retail transaction log, in files. */
import { defineConnector } from '#connectors/contract.ts';
import { ARCHIVE, files } from './poll.ts';
import { read, reference } from './read.ts';
import { secrets, settings, type Settings } from './settings.ts';

/** https://www.omg.org/spec/POSLOG: 2.1, 2.2.1 and 6.0 share one namespace and are read alike. */
const VERSION = '2.2.1, 6.0';

export default defineConnector<Settings>({
  name: 'poslog',
  kind: 'pos',
  apiVersion: VERSION,
  mappingVersion: 2,
  settings,
  recorded: { filesUrl: 'file:///nowhere', currency: 'USD' },
  secrets,
  budget: { default: { capacity: 50, perSecond: 20 } },
  can: {
    read,
    reference,
    polls: [files],
    async check(port) {
      const [waiting, done] = [await port.files.list(port.settings.folder), await port.files.list(ARCHIVE)];
      return `${waiting.length} files wait in ${port.settings.folder}/, ${done.length} lie in ${ARCHIVE}/`;
    },
  },
});
