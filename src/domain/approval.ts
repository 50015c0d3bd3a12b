/** Which journals a second person looks at: by class of document, by amount, by what of it nobody has explained. */
import { exponentOf } from './currency.ts';

/** Decimals in the journal's own currency. */
export interface ApprovalRule {
  readonly always?: boolean;
  /** When the debits come to more than this. */
  readonly above?: string;
  /** When more than this is not explained. */
  readonly variance?: string;
}
/** By class of document; `*` for those that are not named. What a person enters by hand, another one approves. */
export type ApprovalPolicy = Readonly<Record<string, ApprovalRule>>;
export const APPROVAL: ApprovalPolicy = { reversal: { always: true }, correction: { always: true }, 'write-off': { always: true } };

export interface Judged {
  readonly kind: string;
  readonly unit: string;
  /** Sum of the debits, in minor units. */
  readonly amount: bigint;
  readonly variance: bigint;
}

/** Why it waits for approval, in words; none: it does not. */
export function reasonsToAsk(policy: ApprovalPolicy, { kind, unit, amount, variance }: Judged): string[] {
  const rule = policy[kind] ?? APPROVAL[kind] ?? policy['*'] ?? {};
  const open = variance < 0n ? -variance : variance;
  return [
    ...(rule.always ? [`every ${kind} is approved`] : []),
    ...(rule.above !== undefined && amount > minor(rule.above, unit) ? [`it is over more than ${rule.above} ${unit}`] : []),
    ...(rule.variance !== undefined && open > minor(rule.variance, unit)
      ? [`more than ${rule.variance} ${unit} of it is not explained`] : []),
  ];
}

/** A threshold may be written with more places than the currency has. */
function minor(text: string, unit: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const places = exponentOf(unit) ?? 2;
  return BigInt(`${sign}${whole}${fraction.slice(0, places).padEnd(places, '0')}`);
}
