/** Tables in and out as CSV (RFC 4180), for what is edited in a spreadsheet. */
const cell = (text: string): string =>
  /[",\n\r]/.test(text) || /^[=+\-@]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
export const toCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((r) => r.map(cell).join(',')).join('\r\n');

export function fromCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const m of text.replace(/^\uFEFF/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(m[1] !== undefined ? m[1].replaceAll('""', '"') : (m[2] ?? ''));
    if (m[3] === ',') continue;
    if (row.some((c) => c !== '')) rows.push(row);
    row = [];
    if (m[3] === '') break;
  }
  return rows;
}

export function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
