/** The columns of the transaction report as the sites name them. */
import type { PayoutClass } from '#domain/payout.ts';
import type { Layout } from '../statement/table.ts';

export type Column = 'created' | 'type' | 'order' | 'legacyOrder' | 'net' | 'unit' | 'paid' | 'payout' | 'item' | 'transaction'
  | 'sku' | 'quantity'
  | 'subtotal' | 'shipping' | 'sellerTax' | 'fixed' | 'variable' | 'regulatory' | 'notAsDescribed' | 'belowStandard'
    | 'international' | 'charity'
  | 'deposit' | 'gross' | 'paidUnit' | 'rate' | 'referenceId' | 'description';

/** What a buyer paid, and got back. */
export const PARTS = [
  ['subtotal', 'sale', 'refund'], ['shipping', 'shipping', 'refund-shipping'], ['sellerTax', 'tax', 'refund-tax'],
] as const satisfies readonly (readonly [Column, PayoutClass, PayoutClass])[];
export const FEES = ['fixed', 'variable', 'regulatory', 'notAsDescribed', 'belowStandard', 'international', 'charity',
  'deposit'] as const;

export const LAYOUT: Layout<Column> = {
  what: 'a transaction report of eBay',
  from: 'Seller Hub under Payments, Reports: Transaction report',
  columns: {
    created: ['Transaction creation date', 'Datum der Transaktionserstellung', 'Date de création de la transaction',
      'Data di creazione della transazione', 'Fecha de creación de la transacción'],
    type: ['Type', 'Typ', 'Tipo'],
    order: ['Order number', 'Bestellnummer', 'Numéro de commande', "Numéro de la commande", "Numero dell'ordine", 'Numero ordine',
      'Número de pedido'],
    legacyOrder: ['Legacy order ID', 'Alte Bestellnummer', 'Ancien numéro de commande', 'ID ordine precedente',
      'Identificador de pedido antiguo'],
    net: ['Net amount', 'Betrag abzügl. Kosten', 'Montant net', 'Importo netto', 'Importe neto'],
    unit: ['Payout currency', 'Auszahlungswährung', 'Devise du versement', 'Devise de versement', 'Valuta del pagamento',
      'Moneda del pago',
      'Divisa del pago'],
    paid: ['Payout date', 'Auszahlungsdatum', 'Date du versement', 'Date de versement', 'Data del pagamento', 'Fecha del pago',
      'Fecha de pago'],
    payout: ['Payout ID', 'Auszahlung Nr.', 'Auszahlungs-ID', 'Auszahlungsnummer', 'ID de versement',
      'Identifiant du versement', 'ID pagamento',
      'Identificador del pago', 'ID de pago'],
    item: ['Item ID', 'Artikelnummer', 'Artikelnr.', "Numéro de l'objet", "Numéro d'objet", 'ID oggetto', 'Número de artículo'],
    transaction: ['Transaction ID', 'Transaktionsnummer', 'Transaktions-ID', 'Numéro de transaction', 'ID transazione',
      'Identificador de transacción'],
    sku: ['Custom label', 'Bestandseinheit', 'Libellé personnalisé', 'Etichetta personalizzata', 'Etiqueta personalizada'],
    quantity: ['Quantity', 'Stückzahl', 'Quantité', 'Quantità', 'Cantidad'],
    subtotal: ['Item subtotal', 'Zwischensumme Artikel', "Sous-total de l'objet", 'Subtotale oggetto', 'Subtotal del artículo'],
    shipping: ['Shipping and handling', 'Postage and packaging', 'Verpackung und Versand', 'Livraison et manutention',
      'Frais de livraison',
      'Spedizione e imballaggio', 'Gastos de envío y manipulación'],
    sellerTax: ['Seller collected tax', 'Vom Verkäufer eingezogene Steuer', 'Taxe collectée par le vendeur',
      'Imposta riscossa dal venditore',
      'Impuesto recaudado por el vendedor'],
    fixed: ['Final Value Fee - fixed', 'Final value fee – fixed', 'Fixer Anteil der Verkaufsprovision', 'Commission fixe', 'Frais fixes',
      'Commissione fissa', 'Tarifa fija'],
    variable: ['Final Value Fee - variable', 'Final value fee – variable', 'Variabler Anteil der Verkaufsprovision',
      'Commission variable',
      'Frais variables', 'Commissione variabile', 'Tarifa variable'],
    regulatory: ['Regulatory operating fee', 'Gebühr für regulatorische Kosten', 'Frais réglementaires'],
    notAsDescribed: ['Very high "item not as described" fee', 'Very high item not as described fee',
      'Gebühr für sehr hohe Quote an „nicht wie beschriebenen Artikeln“'],
    belowStandard: ['Below standard performance fee', 'Gebühr für unterdurchschnittlichen Servicestatus'],
    international: ['International fee', 'Internationale Gebühr', 'Frais internationaux', 'Commissione internazionale',
      'Tarifa internacional'],
    charity: ['Charity donation', 'Spende', 'Don caritatif'], deposit: ['Deposit processing fee'],
    gross: ['Gross transaction amount', 'Transaktionsbetrag (inkl. Kosten)', 'Bruttotransaktionsbetrag', 'Montant brut de la transaction',
      'Importo lordo della transazione', 'Importe bruto de la transacción'],
    paidUnit: ['Transaction currency', 'Transaktionswährung', 'Devise de la transaction', 'Valuta della transazione',
      'Moneda de la transacción'],
    rate: ['Exchange rate', 'Wechselkurs', 'Taux de change', 'Tasso di cambio', 'Tipo de cambio'],
    referenceId: ['Reference ID', 'Referenznummer', 'ID de référence', 'ID riferimento', 'Identificador de referencia'],
    description: ['Description', 'Beschreibung', 'Descrizione', 'Descripción'],
  },
  required: ['created', 'type', 'net', 'unit', 'payout'],
};
