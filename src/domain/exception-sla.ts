/**
 * How soon somebody should have settled what stopped, by kind, from the moment it stopped. The hours are the clock's, not
 * an office's: buyers wait at night too. Data, not code: the policy `sla`, kind by kind, overrides what stands here.
 */
import { EXCEPTIONS, type ExceptionKind } from './exception.ts';

/** ISO 8601 durations by kind; `otherwise` for kinds that are not named. */
export type SlaPolicy = Readonly<Partial<Record<ExceptionKind | 'otherwise', string>>>;

export const SLA: SlaPolicy = {
  otherwise: 'P1D',
  // A number somebody buys by is wrong, or a time is about to pass.
  StockNegative: 'PT1H', MassZeroStock: 'PT1H', CountsDoubted: 'PT1H', ShipByAtRisk: 'PT1H', MissingOutcome: 'PT1H', EditTooLate: 'PT1H',
  // Orders stand still.
  UnmappedSku: 'PT4H', UnmappedLocation: 'PT4H', UnmappedTaxCode: 'PT4H', NoLocationForOrder: 'PT4H', StockShort: 'PT4H',
  DuplicateExternalOrder: 'PT4H', AddressInvalid: 'PT4H', ErpRejected: 'PT4H', ShipmentRejected: 'PT4H', TrackingMissing: 'PT4H',
  CancelTooLate: 'PT4H', CancelByHand: 'PT4H', CancelStands: 'PT4H',
  DeliverByAtRisk: 'PT4H', PartnerRefused: 'PT4H', PartnerUnavailable: 'PT4H', Defect: 'PT4H',
  // Somebody else answers first: a buyer, a bank, a partner's developers.
  ReturnAwaitingCounterpart: 'P3D', ReturnUnexpected: 'P3D', PickupNotCollected: 'P3D', ClearingNotZero: 'P3D', DepositMissing: 'P3D',
  PayoutVariance: 'P3D', ContractDrift: 'P5D', ChargebackAfterRefund: 'P5D', PrivacyRequest: 'P25D',
};

const secondsOf = (duration: string): number => Temporal.Duration.from(duration).total('seconds');

export interface Sla {
  /** Seconds by kind, for statements that look at many at once. */
  readonly kinds: readonly string[];
  readonly seconds: readonly number[];
  readonly otherwise: number;
  readonly of: (kind: string) => number;
}
export function slaOf(policy: SlaPolicy): Sla {
  const said = { ...SLA, ...policy };
  const kinds = (Object.keys(EXCEPTIONS) as ExceptionKind[]).filter((k) => said[k] !== undefined);
  const otherwise = secondsOf(said.otherwise ?? 'P1D');
  const by = new Map<string, number>(kinds.map((k) => [k, secondsOf(said[k]!)]));
  return { kinds, seconds: [...by.values()], otherwise, of: (kind) => by.get(kind) ?? otherwise };
}
