/** What comes of sending a transaction. */
export type BroadcastAnswer =
  | { kind: 'accepted' }
  /** For good: these bytes will never be taken. */
  | { kind: 'refused'; reason: string; wantedFee?: number }
  /** Another transaction has, or had, its nonce; perhaps it is itself, mined already. */
  | { kind: 'nonce_taken'; reason: string }
  /** Too many of the account's transactions wait; there is room when blocks have been mined. */
  | { kind: 'full'; reason: string }
  /** Whether it was taken is not known, or it was not but may be later. */
  | { kind: 'away'; reason: string; retryAfterMs?: number | undefined };

/** The words of stacks-core (`MemPoolRejection`); those that are not named here are refusals for good. */
const KINDS: Record<string, Exclude<BroadcastAnswer['kind'], 'accepted'>> = {
  BadNonce: 'nonce_taken',
  ConflictingNonceInMempool: 'nonce_taken',
  TooMuchChaining: 'full',
  EstimatorError: 'away',
  TemporarilyBlacklisted: 'away',
  ServerFailureNoSuchChainTip: 'away',
  ServerFailureDatabase: 'away',
  ServerFailureOther: 'away',
};

/** Tells people what the node's word means, where the word alone does not. */
const MEANINGS: Record<string, string> = {
  FeeTooLow: 'the fee is too low',
  NotEnoughFunds: 'the operator has not enough STX for the fee',
  NoSuchContract: 'the contract is not there',
  NoSuchPublicFunction: 'the contract has no function set-price',
  BadFunctionArgument: 'the contract does not take such arguments',
  SignatureValidation: 'the signature is not valid',
};

/** Reads the body of a node's 400. */
export function classifyRejection(body: string): BroadcastAnswer {
  const { reason, reason_data: data } = jsonOf(body);
  if (typeof reason !== 'string') {
    // A node tells in plain text of bytes that are no transaction; any other text is not a node's.
    return /deserializ/i.test(body)
      ? { kind: 'refused', reason: 'The node could not read the transaction' }
      : { kind: 'away', reason: 'The node answered 400 without a reason' };
  }
  const meaning = MEANINGS[reason];
  const told = meaning ? `${reason}: ${meaning}` : reason;
  const kind = KINDS[reason] ?? 'refused';
  if (kind !== 'refused') return { kind, reason: told };
  const wantedFee = reason === 'FeeTooLow' ? Number(data?.expected) : Number.NaN;
  return { kind, reason: told, ...(Number.isSafeInteger(wantedFee) && { wantedFee }) };
}

function jsonOf(body: string): { reason?: unknown; reason_data?: { expected?: unknown } } {
  try {
    return (JSON.parse(body) as object | null) ?? {};
  } catch {
    return {};
  }
}
