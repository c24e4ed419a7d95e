import { type CountedFault, type Fault } from './faults';
import { type LedgerEntry, type Refusal } from './ledger';
import { type StoredContent } from './registry-vm';

export interface Ledger {
  /** All transactions ever taken, in the order they came. */
  transactions: LedgerEntry[];
  /** Those that were read and refused. */
  refusals: Refusal[];
}

/** What tests ask of a local node beyond what a Stacks node answers. */
export interface ChainControl {
  ledger(): Promise<Ledger>;
  /** What the contract has stored for a content id. */
  state(contentId: string): Promise<StoredContent | undefined>;
  /** Makes it misbehave, on top of what it was asked before. */
  addFaults(...faults: Fault[]): Promise<void>;
  /** Makes it behave. @returns what was asked, and how often each has shown */
  clearFaults(): Promise<CountedFault[]>;
  /** Mines a block now. @returns its height */
  mine(): Promise<number>;
}

/** Controls the node at `url`. */
export function chainControl(url: string): ChainControl {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T | undefined> => {
    const response = await fetch(`${url}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const mustAsk = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await ask<T>(method, path, body);
    if (answer === undefined) throw new Error(`${url} is no local node`);
    return answer;
  };
  return {
    ledger: () => mustAsk('GET', 'ledger'),
    state: (contentId) => ask('GET', `state?id=${encodeURIComponent(contentId)}`),
    addFaults: (...faults) => mustAsk('POST', 'faults', faults),
    clearFaults: () => mustAsk('DELETE', 'faults'),
    mine: async () => (await mustAsk<{ height: number }>('POST', 'mine')).height,
  };
}
