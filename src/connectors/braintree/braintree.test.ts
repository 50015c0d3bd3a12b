import { conformance } from '../conformance.ts';
import { golden } from '../statement/golden.ts';
import connector from './index.ts';

const folder = new URL('./recordings/', import.meta.url);
conformance(connector, folder);
golden(connector, folder);
