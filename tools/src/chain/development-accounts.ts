/**
 * The accounts of `contracts/settings/Devnet.toml`. All the world knows their keys: they are for simulated chains
 * alone. A key's last byte, 01, says that its public key is written compressed.
 */
export const DEVELOPMENT_ACCOUNTS = {
  /** Deploys the contract and so is its first operator. */
  operator: {
    address: 'ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM',
    privateKey: '753b7cc01a1a2e86221266a154af739463fce51219d97e4f856cd7200c3bd2a601',
  },
  /** The creator address of the development login `creator`. */
  creator: {
    address: 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG',
    privateKey: '530d9f61984c888536871c6573073bdfc0058896dc1adfe9a6a10dfacadc209101',
  },
  /** Nobody in particular. */
  stranger: {
    address: 'ST1SJ3DTE5DN7X54YDH5D64R3BCB6A2AG2ZQ8YPD5',
    privateKey: '7287ba251d44a4d3fd9276c88ce34c5c52a038955511cccaf77e61068649c17801',
  },
} as const;

export const CONTRACT_NAME = 'content-registry';

/** The contract on the local node, as callers name it. */
export const DEVELOPMENT_CONTRACT = `${DEVELOPMENT_ACCOUNTS.operator.address}.${CONTRACT_NAME}`;

/**
 * What the programs' environment needs to call the contract on the node at `url`. Transactions are made with
 * `network: 'testnet'` and `client: { baseUrl: url }`: the node takes testnet's version and chain id only.
 */
export function chainEnvironment(url: string) {
  return {
    STACKS_NODE_URL: url,
    STACKS_OPERATOR_KEY: DEVELOPMENT_ACCOUNTS.operator.privateKey,
    STACKS_CONTRACT: DEVELOPMENT_CONTRACT,
  };
}
