/** Months as reports spell them, in the languages marketplaces and providers write: by the shortest beginning that tells. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'ene', 'gen', 'sty', 'oca'], ['feb', 'fev', 'lut', 'sub'], ['mar', 'mrz', 'mrt', 'maa'], ['apr', 'avr', 'abr', 'kwi', 'nis'],
  ['may', 'mai', 'mag', 'mei', 'maj'], ['jun', 'juin', 'giu', 'cze', 'haz'], ['jul', 'juil', 'lug', 'lip', 'tem'],
  ['aug', 'aou', 'ago', 'sie'], ['sep', 'set', 'wrz', 'eyl'], ['oct', 'okt', 'ott', 'out', 'paz', 'eki'], ['nov', 'lis', 'kas'],
  ['dec', 'dez', 'dic', 'gru', 'ara'],
];

/** 1 to 12; undefined for a word that is no month. */
export function monthNamed(word: string): number | undefined {
  const plain = word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const at = MONTHS.findIndex((names) => names.some((name) => plain.startsWith(name)));
  return at < 0 ? undefined : at + 1;
}
