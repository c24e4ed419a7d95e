import { type ChainConfig } from '@sluice/kernel/config';
import { messageOf } from '@sluice/kernel/errors';
import { getAddressFromPrivateKey, validateStacksAddress } from '@stacks/transactions';

export type ChainNetwork = 'mainnet' | 'testnet';

/** Who signs all calls of the fleet, and what they call. */
export interface Operator {
  network: ChainNetwork;
  address: string;
  privateKey: string;
  contractAddress: string;
  contractName: string;
}

/** The address says which network it is of: SP and SM mainnet, ST and SN testnet. */
export function networkOf(address: string): ChainNetwork {
  return /^S[PM]/.test(address) ? 'mainnet' : 'testnet';
}

/** @throws Error naming the variable that a person must look at; never quoting the key */
export function operatorOf({ contract, operatorKey }: ChainConfig): Operator {
  if (operatorKey === undefined) {
    throw new Error(
      'STACKS_OPERATOR_KEY is required by workers when STACKS_NODE_URL is set: it signs the calls',
    );
  }
  const [contractAddress = '', contractName = ''] = contract.split('.');
  if (!validateStacksAddress(contractAddress)) {
    throw new Error(`STACKS_CONTRACT: ${contractAddress} is no address: its checksum is wrong`);
  }
  const network = networkOf(contractAddress);
  return {
    network,
    address: addressOf(operatorKey, network),
    privateKey: operatorKey,
    contractAddress,
    contractName,
  };
}

/** Not every 32 bytes are a key of the curve. */
function addressOf(privateKey: string, network: ChainNetwork): string {
  try {
    return getAddressFromPrivateKey(privateKey, network);
  } catch (error) {
    const reason = messageOf(error).replaceAll(privateKey, '…');
    throw new Error(`STACKS_OPERATOR_KEY can't be used on ${network}: ${reason}`);
  }
}
