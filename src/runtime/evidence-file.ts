/** A file of an evidence pack, before it is written to a folder or an archive. */
export interface EvidenceFile { readonly path: string; readonly content: string | Buffer }
