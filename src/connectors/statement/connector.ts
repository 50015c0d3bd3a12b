/**
 * A partner that is read by its statements: files it leaves in a folder, or that a person hands over. All of them
 * have the same settings and the same poll; what is their own is how a statement is read.
 */
import { z } from 'zod';
import type { Document, News, Poll, Port } from '../contract.ts';
import { fileSecrets, fileSettings } from '../files.ts';
import { sourceOf, type Source } from './source.ts';

export const statementSettings = (zone: string) => z.object({
  ...fileSettings,
  filesUrl: fileSettings.filesUrl.optional(),
  folder: z.string().default('.').describe('Where the partner leaves its statements'),
  archive: z.string().default('archive').describe('Where they go once they are stored'),
  currency: z.string().regex(/^[A-Z]{3}$/).optional().describe('Of statements that name no currency (ISO 4217)'),
  zone: z.string().default(zone).describe('IANA zone of times that name none; it follows from the report'),
});
export type StatementSettings = z.output<ReturnType<typeof statementSettings>>;
export const statementSecrets = fileSecrets;

/** Statements are few and arrive by themselves: one minute's budget of files is plenty. */
export const statementBudget = { default: { capacity: 10, perSecond: 1 } } as const;

/** Names of half-written files, and of what is not a statement. */
const PASSED_OVER = /(\.(part|tmp|filepart|sha256|md5|sig|pgp)|^\..*)$/i;

export const statementFiles: Poll<StatementSettings> = {
  name: 'settlements', everySeconds: 900, transport: 'file',
  async page(port) {
    if (!port.settings.filesUrl) return { documents: [], next: '', more: false };
    const { folder, archive } = port.settings;
    const found = (await port.files.list(folder)).filter((f) => !PASSED_OVER.test(f.name) && f.bytes > 0);
    const oldest = found.toSorted((a, b) => (a.modified < b.modified ? -1 : 1)).slice(0, 5);
    const documents = await Promise.all(oldest.map(async ({ name }) => ({
      topic: 'settlement', reference: `settlements/${name}`, body: await port.files.read(`${folder}/${name}`),
      settle: () => port.files.move(`${folder}/${name}`, `${archive}/${name}`),
    })));
    return { documents, next: '', more: found.length > oldest.length };
  },
};

/** Words under which a statement is handed over; anything else a partner may send is left alone. */
const TOPICS = /settle|payout|statement|report|recon|transaction|balance|remittance|finance|activity|payment|disburse/i;

/** Topics of which a large document comes in pieces. */
export const statementStreams = ['settlement', 'settlements', 'payout', 'payouts', 'report', 'statement'] as const;

export type ReadStatement<S> = (port: Port<S>, source: Source) => Promise<readonly News[]>;

export const statementReader = <S extends StatementSettings>(read: ReadStatement<S>) =>
  async (port: Port<S>, document: Document): Promise<readonly News[]> =>
    (TOPICS.test(document.topic) ? read(port, await sourceOf(document)) : [{ said: 'nothing', why: `${document.topic} is not used` }]);
