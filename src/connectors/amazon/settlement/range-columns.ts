/**
 * The columns of a date range report, by the names they have on Amazon's sites: Seller Central writes the header in the
 * language of the marketplace. Each amount column says what a row's money is; together they are the row's total.
 */
import type { PayoutClass } from '#domain/payout.ts';

export const AMOUNTS = {
  sales: ['product sales', 'Umsätze', 'Vendite', 'ventes de produits', 'ventas de productos', 'verkoop van producten',
    'försäljning av producter', 'försäljning av produkter', 'sprzedaż produktów', 'ürün satışları', 'vendas do produto', '商品売上', '商品の売上'],
  salesTax: ['product sales tax', 'sales tax collected', 'Produktumsatzsteuer', 'imposta sulle vendite dei prodotti',
    'Taxes sur la vente des produits', 'taxe sur les ventes de produits', 'impuesto de ventas de productos',
    'impuesto por ventas de productos', 'imposto de vendas coletados', '商品の売上税'],
  shipping: ['shipping credits', 'postage credits', 'Gutschrift für Versandkosten', 'Accrediti per le spedizioni', "crédits d'expédition",
    'créditos de envío', 'abonos de envío', 'Verzendtegoeden', 'fraktkrediter', 'noty kredytowe za wysyłkę', 'kargo kredileri',
    'créditos de remessa', '配送料'],
  shippingTax: ['shipping credits tax', 'postage credits tax', 'Steuer auf Versandgutschrift', 'imposta accrediti per le spedizioni',
    "taxe sur les crédits d'expédition", 'impuesto de abono de envío', 'impuestos por abonos de envío', '配送料の税金', '配送料金にかかる税金'],
  wrap: ['gift wrap credits', 'Gutschrift für Geschenkverpackung', 'Accrediti per confezioni regalo', "crédits sur l'emballage cadeau",
    'crédits cadeau', "crédits d'emballage-cadeau", 'créditos por envoltorio de regalo', 'abonos de envoltorio para regalo',
    'kredietpunten cadeauverpakking', 'krediter för presentinslagning', 'créditos de embalagem de presente', 'ギフト包装手数料'],
  wrapTax: ['giftwrap credits tax', 'gift wrap credits tax', 'Steuer auf Geschenkverpackungsgutschriften',
    'imposta sui crediti confezione regalo', 'Taxes sur les crédits cadeaux', 'taxe sur les crédits cadeau',
    'impuesto de créditos de envoltura', 'impuestos por abonos de envoltorio para regalo', 'ギフト包装クレジットの税金', 'ギフト包装料にかかる税金'],
  points: ['Amazonポイントの費用', 'cost of Amazon points'],
  regulatory: ['Regulatory fee', 'Tarifa reglamentaria'],
  regulatoryTax: ['Tax on regulatory fee', 'Impuesto sobre tarifa reglamentaria'],
  promotion: ['promotional rebates', 'Rabatte aus Werbeaktionen', 'Sconti promozionali', 'Rabais promotionnels', 'Total des réductions',
    'descuentos promocionales', 'devoluciones promocionales', 'promotiekortingen', 'kampanjrabatter', 'rabaty promocyjne',
    'promosyon indirimleri', 'descontos promocionais', 'プロモーション割引額'],
  promotionTax: ['promotional rebates tax', 'Steuer auf Aktionsrabatte', 'imposta sugli sconti promozionali',
    'Taxes sur les remises promotionnelles', 'taxe sur les rabais promotionnels', 'impuesto de reembolsos promocionales',
    'impuestos de descuentos por promociones', 'プロモーション割引の税金'],
  gst: ['Total sales tax liable(GST before adjusting TCS)'],
  withheld: ['marketplace withheld tax', 'marketplace facilitator tax', 'Einbehaltene Steuer auf Marketplace',
    'trattenuta IVA del marketplace', 'Taxes retenues sur le site de vente', 'taxe retenue par le site de vente',
    'impuesto de retenciones en la plataforma', 'impuesto retenido en el sitio web', 'Belasting voor marketplace-facilitator',
    'Inkasserad moms', 'pobrany podatek od sprzedaży', '源泉徴収税を伴うマーケットプレイス', '源泉徴収税'],
  tcs: ['TCS-CGST'], tcs2: ['TCS-SGST'], tcs3: ['TCS-IGST'], tds: ['TDS (Section 194-O)'],
  selling: ['selling fees', 'Verkaufsgebühren', 'Commissioni di vendita', 'frais de vente', 'tarifas de venta', 'verkoopkosten',
    'försäljningsavgifter', 'opłaty za sprzedaż', 'satış ücretleri', 'tarifas de venda', '手数料'],
  fba: ['fba fees', 'Gebühren zu Versand durch Amazon', 'Costi del servizio Logistica di Amazon', 'Frais Expédié par Amazon',
    'Frais pour le service Expédié par Amazon', 'tarifas fba', 'tarifas de Logística de Amazon', 'fba-vergoedingen', 'fba-avgifter',
    'opłaty za fba', 'Amazon Lojistik ücretleri', 'taxas fba', 'FBA 手数料'],
  otherFees: ['other transaction fees', 'Andere Transaktionsgebühren', 'Altri costi relativi alle transazioni',
    'autres frais de transaction', 'tarifas de otra transacción', 'tarifas de otras transacciones', 'overige transactiekosten',
    'övriga transaktionsavgifter', 'inne opłaty transakcyjne', 'diğer işlem ücretleri', 'taxas de outras transações',
    'トランザクションに関するその他の手数料'],
  other: ['other', 'Andere', 'Altro', 'autre', 'autres', 'divers', 'otro', 'overige', 'Övrigt', 'inne', 'diğer', 'outro', 'その他'],
} as const;
export type Amount = keyof typeof AMOUNTS;

export const WORDS = {
  date: ['date/time', 'Datum/Uhrzeit', 'Data/Ora:', 'date/heure', 'fecha/hora', 'fecha y hora', 'datum/tijd', 'datum/tid', 'data/godzina',
    'tarih/saat', 'data/hora', '日付/時間'],
  settlement: ['settlement id', 'Abrechnungsnummer', 'Numero pagamento', 'numéro de versement', 'numéro de règlement',
    'identificador de pago', 'Id. de liquidación', 'schikkings-ID', 'reglerings-id', 'identyfikator rozliczenia', 'ödeme no.', '決済番号'],
  type: ['type', 'Typ', 'Tipo', 'tip', 'トランザクションの種類'],
  order: ['order id', 'Bestellnummer', 'Numero ordine', 'numéro de la commande', 'número de pedido', 'Id. del pedido', 'bestelnummer',
    'beställnings-id', 'identyfikator zamówienia', 'sipariş no.', 'id do pedido', '注文番号'],
  sku: ['sku'],
  description: ['description', 'Beschreibung', 'Descrizione', 'descripción', 'beschrijving', 'beskrivning', 'opis', 'açıklama', 'descrição',
    '説明', '商品名'],
  quantity: ['quantity', 'Menge', 'Quantità', 'quantité', 'cantidad', 'aantal', 'antal', 'ilość', 'adet', 'quantidade', '数量'],
  marketplace: ['marketplace', 'site de vente', 'web de Amazon', 'marknadsplats', 'rynek', 'pazar yeri', 'mercado', 'Amazon 出品サービス'],
  total: ['total', 'Gesamt', 'totale', 'totaal', 'totalt', 'suma', 'toplam', '合計'],
  status: ['Transaction Status', 'Transaktionsstatus', 'stato della transazione', 'statut de la transaction'],
} as const;

/** What a buyer paid or got back, and what Amazon kept; of `other` the row's words decide. */
export const PAID: Readonly<Partial<Record<Amount, readonly [sold: PayoutClass, returned: PayoutClass]>>> = {
  sales: ['sale', 'refund'], salesTax: ['tax', 'refund-tax'], shipping: ['shipping', 'refund-shipping'], shippingTax: ['tax', 'refund-tax'],
  wrap: ['gift-wrap', 'refund'], wrapTax: ['tax', 'refund-tax'], points: ['promotion', 'refund-promotion'], regulatory: ['duty', 'duty'],
  regulatoryTax: ['tax', 'refund-tax'], promotion: ['promotion', 'refund-promotion'], promotionTax: ['tax', 'refund-tax'],
  gst: ['tax', 'refund-tax'], withheld: ['facilitator-tax', 'facilitator-tax'], tcs: ['withheld-tax', 'withheld-tax'],
  tcs2: ['withheld-tax', 'withheld-tax'], tcs3: ['withheld-tax', 'withheld-tax'], tds: ['withheld-tax', 'withheld-tax'],
  selling: ['commission', 'commission'], fba: ['fulfillment-fee', 'fulfillment-fee'],
};
