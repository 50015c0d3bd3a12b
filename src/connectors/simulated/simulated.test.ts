import { conformance } from '../conformance.ts';
import simulated from './index.ts';

conformance(simulated, new URL('./recordings/', import.meta.url));
