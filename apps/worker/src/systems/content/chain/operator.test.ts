import { describe, it } from 'node:test';
import { type ChainConfig } from '@sluice/kernel/config';
import { DEVELOPMENT_ACCOUNTS, DEVELOPMENT_CONTRACT } from '@sluice/tools/chain/development-accounts';
import { expect } from 'expect';
import { operatorOf } from './operator';
import { classifyRejection } from './rejections';

const { operator } = DEVELOPMENT_ACCOUNTS;
const config: ChainConfig = {
  nodeUrl: 'http://127.0.0.1:1',
  contract: DEVELOPMENT_CONTRACT,
  operatorKey: operator.privateKey,
  confirm: 'broadcast',
  maxFee: 1,
  timeoutMs: 100,
};

/** The message of a configuration that is refused. */
function refusal(changed: Partial<ChainConfig>): string {
  try {
    operatorOf({ ...config, ...changed });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was accepted');
}

describe('the operator of the chain', () => {
  it('is known by its key on the network of the contract', () => {
    expect(operatorOf(config)).toMatchObject({ network: 'testnet', address: operator.address });
    const contract = 'SP1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRCBGD7R.content-registry';
    expect(operatorOf({ ...config, contract })).toMatchObject({
      network: 'mainnet',
      address: 'SP1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRCBGD7R',
    });
  });

  it('must have a key that is one, and a contract whose address is one; messages name the variable', () => {
    expect(refusal({ operatorKey: undefined })).toMatch(/^STACKS_OPERATOR_KEY is required/);
    expect(refusal({ contract: `${operator.address.slice(0, -1)}X.content-registry` })).toMatch(
      /^STACKS_CONTRACT: .* checksum/,
    );
    const zero = '0'.repeat(64);
    expect(refusal({ operatorKey: zero })).toMatch(/^STACKS_OPERATOR_KEY can't be used on testnet/);
    expect(refusal({ operatorKey: zero })).not.toContain(zero);
  });
});

describe('what a node says of a transaction it did not take', () => {
  const kindOf = (reason: string, data?: object) =>
    classifyRejection(JSON.stringify({ error: 'transaction rejected', reason, reason_data: data })).kind;

  it('is for good, or passes, or is about its nonce or its neighbours', () => {
    for (const reason of [
      'FeeTooLow',
      'NotEnoughFunds',
      'NoSuchContract',
      'SignatureValidation',
      'Whatever',
    ]) {
      expect(kindOf(reason)).toBe('refused');
    }
    for (const reason of ['ServerFailureDatabase', 'TemporarilyBlacklisted'])
      expect(kindOf(reason)).toBe('away');
    for (const reason of ['BadNonce', 'ConflictingNonceInMempool'])
      expect(kindOf(reason)).toBe('nonce_taken');
    expect(kindOf('TooMuchChaining')).toBe('full');
    expect(classifyRejection('Failed to deserialize posted transaction: x').kind).toBe('refused');
    expect(classifyRejection('<html>Bad Request</html>').kind).toBe('away');
    expect(classifyRejection('null').kind).toBe('away');
  });
});
