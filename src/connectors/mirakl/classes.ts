/** What a line of the transaction log is, by its type: as the API names it, or as the export says it in words. */
import { classTable } from '../statement/payouts.ts';

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 1;

export const classify = classTable({
  sale: ['ORDER_AMOUNT', 'PURCHASE_ORDER_AMOUNT', 'Montant de la commande', 'Bestellbetrag', 'Importo ordine', 'Importe del pedido'],
  shipping: ['ORDER_SHIPPING_AMOUNT', 'PURCHASE_SHIPPING_AMOUNT', 'Order shipping fee', 'Montant de la livraison',
    'Frais de livraison de la commande',
    'Versandbetrag der Bestellung', 'Importo spedizione ordine', 'Importe de envío del pedido'],
  tax: ['ORDER_AMOUNT_TAX', 'ORDER_SHIPPING_AMOUNT_TAX', 'PURCHASE_ORDER_AMOUNT_TAX', 'PURCHASE_SHIPPING_AMOUNT_TAX', 'ORDER_TAX',
    'ORDER_SHIPPING_TAX', 'Taxe sur la commande', 'Taxe sur la livraison'],
  'facilitator-tax': ['OPERATOR_REMITTED_ORDER_AMOUNT_TAX', 'OPERATOR_REMITTED_ORDER_SHIPPING_AMOUNT_TAX',
    'OPERATOR_REMITTED_SHIPPING_AMOUNT_TAX',
    'OPERATOR_REMITTED_REFUND_ORDER_AMOUNT_TAX', 'OPERATOR_REMITTED_REFUND_ORDER_SHIPPING_AMOUNT_TAX',
    'REFUND_OPERATOR_REMITTED_ORDER_AMOUNT_TAX', 'REFUND_OPERATOR_REMITTED_ORDER_SHIPPING_AMOUNT_TAX'],
  refund: ['REFUND_ORDER_AMOUNT', 'REFUND_PURCHASE_ORDER_AMOUNT', 'ORDER_REFUND', 'Remboursement de la commande',
    'Remboursement du montant de la commande', 'Rückerstattung Bestellbetrag', 'Rimborso importo ordine',
      'Reembolso del importe del pedido'],
  'refund-shipping': ['REFUND_ORDER_SHIPPING_AMOUNT', 'REFUND_PURCHASE_SHIPPING_AMOUNT', 'Remboursement de la livraison',
    'Remboursement des frais de livraison'],
  'refund-tax': ['REFUND_ORDER_AMOUNT_TAX', 'REFUND_ORDER_SHIPPING_AMOUNT_TAX', 'REFUND_PURCHASE_ORDER_AMOUNT_TAX',
    'REFUND_PURCHASE_SHIPPING_AMOUNT_TAX'],
  commission: ['COMMISSION_FEE', 'REFUND_COMMISSION_FEE', 'PURCHASE_COMMISSION_FEE', 'Commission', 'Commissions',
    'Remboursement de la commission',
    'Provision', 'Commissione', 'Comisión'],
  'fee-tax': ['COMMISSION_VAT', 'REFUND_COMMISSION_VAT', 'PURCHASE_COMMISSION_VAT', 'SUBSCRIPTION_VAT', 'MANUAL_CREDIT_VAT',
    'MANUAL_INVOICE_VAT', 'SELLER_PENALTY_FEE_VAT', 'Commission tax', 'Taxe sur commission', 'TVA sur commission', 'TVA sur abonnement'],
  subscription: ['SUBSCRIPTION_FEE', 'SUBSCRIPTION_AMOUNT', 'Subscription', 'Abonnement', 'Frais d’abonnement'],
  'chargeback-fee': [], 'admin-fee': ['SELLER_PENALTY_FEE', 'REFUND_FEE'],
  reimbursement: ['MANUAL_CREDIT', 'OPERATOR_PAID_ORDER_SHIPPING_AMOUNT', 'OPERATOR_PAID_SHIPPING_AMOUNT', 'Manual credit note',
    'Avoir manuel'],
  'processing-fee': ['MANUAL_INVOICE', 'Facture manuelle', 'Manual invoice'],
  reserve: ['RESERVE_FUNDING', 'RESERVE_SETTLEMENT'],
  transfer: ['PAYMENT', 'Paiement', 'Zahlung', 'Pagamento', 'Pago'],
});
