/**
 * Activity and statement downloads: one row per movement, gross and fee and net, in the language of the account and
 * the way its country writes numbers and dates. Rows that PayPal calls memo, or that never happened, move nothing.
 */
import { stop } from '#domain/fault.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import type { DayOrder } from '../statement/dates.ts';
import { each } from '../statement/gathered.ts';
import type { Source } from '../statement/source.ts';
import { openTable, type Layout, type Row, type Table } from '../statement/table.ts';
import { currencyAt, survey, type Written } from '../statement/written.ts';
import type { Movement } from './movement.ts';
import { statementsOf } from './statements.ts';

type Column = 'date' | 'time' | 'zone' | 'words' | 'status' | 'unit' | 'gross' | 'fee' | 'net' | 'balance' | 'id' | 'parent'
  | 'invoice' | 'custom' | 'impact' | 'code';

export const LAYOUT: Layout<Column> = {
  what: 'a PayPal activity or statement download',
  from: 'PayPal under Activity: Download, all columns, as CSV; or the settlement report on its SFTP server',
  columns: {
    date: ['Date', 'Fecha', 'Datum', 'Data', 'Dato', '日付', '日期'],
    time: ['Time', 'Hora', 'Uhrzeit', 'Heure', 'Orario', 'Ora', 'Tijd', 'Godzina', 'Tid', 'Klokkeslett', '時間', '时间'],
    zone: ['Time Zone', 'TimeZone', 'Zona horaria', 'Huso horario', 'Zeitzone', 'Fuseau horaire', 'Fuso orario', 'Fuso horário',
      'Tijdzone', 'Strefa czasowa', 'Tidszon', 'Tidszone', 'タイムゾーン', '时区', '時區'],
    words: ['Description', 'Type', 'Descripción', 'Tipo', 'Concepto', 'Beschreibung', 'Typ', 'Descrizione', 'Descrição',
      'Omschrijving', 'Opis', 'Beskrivning', 'Beskrivelse', '説明', 'タイプ', '类型', '類型', '说明'],
    status: ['Status', 'Estado', 'État', 'Stato', 'Stan', 'ステータス', '状态', '狀態'],
    unit: ['Currency', 'Divisa', 'Moneda', 'Währung', 'Devise', 'Valuta', 'Moeda', 'Waluta', '通貨', '币种', '幣別'],
    gross: ['Gross', 'Bruto', 'Brutto', 'Brut', 'Avant commission', 'Lordo', 'Importe bruto', 'Kwota brutto', '合計', '総額', '总额', '總額'],
    fee: ['Fee', 'Fees', 'Comisión', 'Tarifa', 'Comisiones', 'Gebühr', 'Entgelt', 'Frais', 'Commission', 'Tariffa', 'Commissione', 'Taxa',
      'Kosten', 'Vergoeding', 'Opłata', 'Avgift', 'Gebyr', '手数料', '费用', '費用'],
    net: ['Net', 'Neto', 'Netto', 'Líquido', 'Importe neto', 'Kwota netto', '正味', '純額', '净额', '淨額'],
    balance: ['Balance', 'Saldo', 'Guthaben', 'Solde', 'Tegoed', 'Stan konta', '残高', '余额', '餘額'],
    id: ['Transaction ID', 'TransactionID', 'Id. de transacción', 'Identificador de la transacción', 'Transaktionscode',
      'Numéro de transaction', 'Codice transazione', 'Transactiereferentie', 'ID da transação', 'Identificação da transação',
      'Numer transakcji', 'Transaktions-ID', 'Transaktions-id', '取引ID', '交易号', '交易編號'],
    parent: ['Reference Txn ID', 'Id. de transacción de referencia', 'Identificador de la transacción de referencia',
      'Zugehöriger Transaktionscode', 'Numéro de la transaction de référence', 'Numéro de transaction de référence',
      'Codice transazione di riferimento', 'ID da transação de referência',
      'Numer transakcji powiązanej', 'Referentie transactie', 'リファレンス取引ID', '参考交易号'],
    invoice: ['Invoice ID', 'Invoice Number', 'Id. de factura', 'Número de factura', 'Rechnungsnummer', 'Numéro de facture',
      'Numero fattura', 'N° fattura', 'Factuurnummer', 'Número da fatura', 'Factuurreferentie', 'Identifiant de facture',
      'Identificativo fattura', 'Numer faktury', '請求書ID', '账单号'],
    custom: ['Custom Number', 'Custom Field', 'Número personalizado', 'Individuelle Nummer', 'Numéro de client', 'Numero personalizzato'],
    impact: ['Balance Impact', 'Impacto en el saldo', 'Auswirkung auf Guthaben', 'Impact sur le solde', 'Impatto sul saldo'],
    code: ['Transaction Event Code', 'Event Code'],
  },
  required: ['date', 'unit', 'gross', 'id'],
};

/** What has not happened, or will be told again when it does. */
const NOT_YET = new RegExp([
  'pending|denied|cancell?ed|failed|expired|voided|removed|unclaimed', 'pendiente|denegad|cancelad', 'ausstehend|offen|abgelehnt|storniert',
  'en attente|refus|annul', 'in attesa|in sospeso|pendente',
].join('|'), 'i');

export async function readActivity(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const table = openTable(source, LAYOUT);
  const hint = await orderHint(table);
  const written = await survey(table, {
    amounts: ['gross', 'fee', 'net', 'balance'], dates: ['date'], zone: port.settings.zone, unit: (row) => row.cell('unit'),
    ...(hint && { hint }),
  });
  const news = await statementsOf(port.connection, (act) => each(table, (row) => {
    if (/memo/i.test(row.cell('impact')) || row.cell('gross') === '') return;
    act({ m: movementOf(table, row, written), settled: !NOT_YET.test(row.cell('status')) });
  }));
  return news.length > 0 ? news : [{ said: 'nothing', why: 'the statement has no movements' }];
}

/** American accounts are told by their time zone. */
async function orderHint(table: Table<Column>): Promise<DayOrder | undefined> {
  for await (const { cell } of table.rows())
    if (/^(America\/|US\/|P[SD]T|E[SD]T|C[SD]T|M[SD]T)/.test(cell('zone'))) return 'month-first';
  return undefined;
}

function movementOf(table: Table<Column>, { cell, line }: Row<Column>, w: Written): Movement {
  const unit = currencyAt(cell('unit'), line);
  const [gross, fee] = [w.money(cell('gross'), unit, line), w.money(cell('fee'), unit, line)];
  const id = cell('id');
  if (id === '') throw stop.malformed(`line ${line}: a movement without a transaction id`);
  return {
    line, id, unit, gross, fee, net: table.has('net') ? w.money(cell('net'), unit, line) : { count: gross.count + fee.count, unit },
    at: w.date(`${cell('date')} ${cell('time')} ${cell('zone')}`.trim().replaceAll(/ +/g, ' '), line), words: cell('words'),
    ...(cell('code') && { code: cell('code') }), ...(cell('parent') && { parent: cell('parent') }),
    ...((cell('invoice') || cell('custom')) && { order: cell('invoice') || cell('custom') }),
    ...(cell('balance') && { balance: w.money(cell('balance'), unit, line) }),
  };
}
