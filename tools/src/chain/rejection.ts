/** Why a node does not take a transaction; the words of stacks-core, which knows more than the library's typings. */
export const REJECTION_REASONS = [
  'Serialization',
  'Deserialization',
  'SignatureValidation',
  'FeeTooLow',
  'BadNonce',
  'NotEnoughFunds',
  'NoSuchContract',
  'NoSuchPublicFunction',
  'BadFunctionArgument',
  'ContractAlreadyExists',
  'PoisonMicroblocksDoNotConflict',
  'PoisonMicroblockHasUnknownPubKeyHash',
  'PoisonMicroblockIsInvalid',
  'BadAddressVersionByte',
  'NoCoinbaseViaMempool',
  'NoTenureChangeViaMempool',
  'ServerFailureNoSuchChainTip',
  'ServerFailureDatabase',
  'ServerFailureOther',
  'ConflictingNonceInMempool',
  'TooMuchChaining',
  'BadTransactionVersion',
  'TransferRecipientCannotEqualSender',
  'TransferAmountMustBePositive',
  'EstimatorError',
  'TemporarilyBlacklisted',
] as const;

export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** A transaction that was read, and not taken. */
export class Rejection extends Error {
  constructor(
    readonly reason: RejectionReason,
    readonly data?: Record<string, unknown>,
  ) {
    super(reason);
  }

  /** The body of the 400 that a node answers. */
  body(txid: string) {
    return {
      txid,
      error: 'transaction rejected',
      reason: this.reason,
      ...(this.data === undefined ? {} : { reason_data: this.data }),
    };
  }
}

/** Bytes that are no transaction: a node answers 400 with a plain text, not with JSON. */
export class UnreadableTransaction extends Error {}

/** A request to a route of this node that asks for nothing it knows. */
export class BadRequest extends Error {}
