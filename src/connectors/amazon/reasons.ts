/** Why a seller cancels: the words of the OrderAcknowledgement feed, and ours. Some of them are only ever said of returns. */
import type { CancelReason } from '#domain/cancel-messages.ts';
import type { Translation } from '#connectors/translation.ts';

export const CANCEL_REASON: Translation<CancelReason> = {
  path: 'OrderAcknowledgement.Item.CancelReason',
  words: {
    NoInventory: ['out-of-stock'], BuyerCanceled: ['buyer'], ShippingAddressUndeliverable: ['address'],
    RiskAssessmentInformationNotValid: ['fraud'], CannotVerifyInformation: ['fraud', 'payment'], CarrierCreditDecision: ['payment'],
    PricingError: ['price'], RejectOrder: ['seller'], GeneralAdjustment: ['other', 'uncollected'], CarrierCoverageFailure: ['address'],
    WeatherDelay: ['other'], CustomerExchange: ['buyer'], CustomerReturn: ['buyer'], MerchandiseNotReceived: ['other'],
  },
  own: {
    buyer: 'BuyerCanceled', 'out-of-stock': 'NoInventory', uncollected: 'GeneralAdjustment', address: 'ShippingAddressUndeliverable',
    fraud: 'RiskAssessmentInformationNotValid', payment: 'CarrierCreditDecision', price: 'PricingError', seller: 'RejectOrder',
    other: 'GeneralAdjustment',
  },
};
