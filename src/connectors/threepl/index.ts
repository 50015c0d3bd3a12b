/** A third-party warehouse that works by files, over SFTP or a local folder. */
import { defineConnector } from '#connectors/contract.ts';
import { FOLDER, outbound } from './outbound.ts';
import { read, reference } from './read.ts';
import { cancelFulfillment, requestFulfillment } from './requests.ts';
import { secrets, settings, type Settings } from './settings.ts';

/** The file contract, in prose: sandbox/threepl/README.md. */
const CONTRACT_VERSION = 'control-files-1';

export default defineConnector<Settings>({
  name: 'threepl',
  kind: 'wms',
  apiVersion: CONTRACT_VERSION,
  mappingVersion: 1,
  settings,
  secrets,
  budget: { default: { capacity: 50, perSecond: 20 } },
  can: {
    read,
    reference,
    polls: [outbound],
    writes: { RequestFulfillment: requestFulfillment, CancelFulfillment: cancelFulfillment },
    async check(port) {
      const [ours, theirs] = [await port.files.list(FOLDER.inbound), await port.files.list(FOLDER.outbound)];
      return `${ours.length} files wait in ${FOLDER.inbound}/, ${theirs.length} lie in ${FOLDER.outbound}/`;
    },
  },
});
