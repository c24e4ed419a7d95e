import { Cl, ClarityType, type ClarityValue } from '@stacks/transactions';
import { type ChainEvent, type ChainLog, type DroppedStatus } from './chain-log';
import { DEVELOPMENT_ACCOUNTS, DEVELOPMENT_CONTRACT } from './development-accounts';
import { type Faults } from './faults';
import { newEntry, shown, type LedgerEntry, type Refusal } from './ledger';
import { type RegistryVm } from './registry-vm';
import { Rejection } from './rejection';
import {
  checkArguments,
  checkSignature,
  decodeTransaction,
  toSignedCall,
  type SignedCall,
} from './signed-call';

/** 100 million STX, in micro-STX. */
const FUNDS = 100_000_000_000_000n;
/** Micro-STX a byte: stacks-core's MINIMUM_TX_FEE_RATE_PER_BYTE. */
const MIN_FEE_RATE = 1n;
/** What a call that the VM could not run gives back. */
const RUNTIME_ERROR = Cl.error(Cl.none());

export interface Account {
  /** Of the next transaction to be mined. */
  nonce: number;
  /** In micro-STX. */
  balance: bigint;
}

export interface LocalChainOptions {
  vm: RegistryVm;
  log: ChainLog;
  faults: Faults;
  /** Transactions of one sender that may wait: nonces so far from the account's are refused. */
  maxPending: number;
}

/** Accounts, mempool and blocks around the contract. */
export class LocalChain {
  height = 0;
  readonly refusals: Refusal[] = [];
  private readonly entries = new Map<string, LedgerEntry>();
  private readonly accounts = new Map<string, Account>();
  /** By sender, then nonce. */
  private readonly mempool = new Map<string, Map<number, SignedCall>>();

  constructor(private readonly options: LocalChainOptions) {
    for (const { address } of Object.values(DEVELOPMENT_ACCOUNTS)) {
      this.accounts.set(address, { nonce: 0, balance: FUNDS });
    }
    for (const event of options.log.past) this.apply(event);
  }

  /** All transactions ever taken, in the order they came. */
  ledger(): LedgerEntry[] {
    return [...this.entries.values()];
  }

  find(txid: string): LedgerEntry | undefined {
    return this.entries.get(txid);
  }

  account(address: string): Account {
    return this.accounts.get(address) ?? { nonce: 0, balance: 0n };
  }

  pendingNonces(address: string): number[] {
    return [...(this.mempool.get(address)?.keys() ?? [])].sort((a, b) => a - b);
  }

  /**
   * Takes a transaction into the mempool. One that is known already is answered as if it were new and changes
   * nothing. stacks-core does so while it is in its mempool, where mined ones stay for 256 blocks; after that it
   * says BadNonce, which a caller can see here by the fault `refuse`.
   * @throws Rejection with the reason of stacks-core, whose order of checks this is
   */
  submit(call: SignedCall): void {
    const known = this.entries.get(call.txid);
    if (known && (known.status === 'pending' || known.block !== undefined)) {
      known.submissions++;
      return;
    }
    checkSignature(call);
    this.checkFee(call);
    this.checkNonce(call);
    this.checkContract(call);
    const rival = this.mempool.get(call.sender)?.get(call.nonce);
    if (rival && rival.fee >= call.fee) throw new Rejection('ConflictingNonceInMempool');
    if (rival) this.record({ type: 'dropped', txid: rival.txid, as: 'dropped_replace_by_fee' });
    this.record({ type: 'accepted', tx: call.hex });
  }

  private checkFee({ fee, byteLength, sender }: SignedCall): void {
    const least = MIN_FEE_RATE * BigInt(byteLength);
    if (fee < least) throw new Rejection('FeeTooLow', { expected: Number(least), actual: Number(fee) });
    const { balance } = this.account(sender);
    if (fee > balance) {
      throw new Rejection('NotEnoughFunds', { expected: uint128Hex(fee), actual: uint128Hex(balance) });
    }
  }

  /**
   * The bound on chains is the 25 pending ones that are written about; the formula of stacks-core lets two more
   * pass. Who keeps to this one keeps to both.
   */
  private checkNonce({ nonce, sender }: SignedCall): void {
    const { nonce: next } = this.account(sender);
    const about = { actual: nonce, principal: sender, is_origin: true };
    if (nonce < next) throw new Rejection('BadNonce', { expected: next, ...about });
    const last = next + this.options.maxPending - 1;
    if (nonce <= last) return;
    const message = 'Nonce would exceed chaining limit in mempool';
    throw new Rejection('TooMuchChaining', { message, expected: last, ...about });
  }

  private checkContract({ contract, functionName, args }: SignedCall): void {
    if (contract !== DEVELOPMENT_CONTRACT) throw new Rejection('NoSuchContract');
    const wanted = this.options.vm.argumentsOf(functionName);
    if (!wanted) throw new Rejection('NoSuchPublicFunction');
    checkArguments(args, wanted);
  }

  /** True when a block would hold something: a gap in its sender's nonces keeps a transaction waiting. */
  hasWork(): boolean {
    return this.ready().length > 0;
  }

  /** Makes one block of all that can be run, unless a fault keeps it from doing so. */
  mineBlock(): void {
    const { faults } = this.options;
    if (faults.take('stop-mining')) return;
    const block = this.height + 1;
    for (const { txid, sender, nonce } of this.ready()) {
      // One before it in this block may have been thrown out.
      if (this.account(sender).nonce !== nonce) continue;
      const contentId = this.entries.get(txid)?.setPrice?.contentId;
      const eviction = faults.take('evict', { contentId });
      if (eviction) {
        this.record({ type: 'dropped', txid, as: eviction.as ?? 'dropped_stale_garbage_collect' });
        continue;
      }
      const aborted = faults.take('abort', { contentId }) ? ({ aborted: true } as const) : {};
      this.record({ type: 'mined', txid, block, ...aborted });
    }
    this.height = block;
  }

  /** Each sender's unbroken run of nonces from its account's on; senders in the order they came. */
  private ready(): SignedCall[] {
    const runs = [...this.mempool].flatMap(([sender, waiting]) => {
      const run: SignedCall[] = [];
      let call = waiting.get(this.account(sender).nonce);
      for (; call; call = waiting.get(call.nonce + 1)) run.push(call);
      return run;
    });
    return runs;
  }

  private record(event: ChainEvent): void {
    this.options.log.append(event);
    this.apply(event);
  }

  private apply(event: ChainEvent): void {
    if (event.type === 'accepted') this.accept(toSignedCall(decodeTransaction(Buffer.from(event.tx, 'hex'))));
    else if (event.type === 'mined') this.run(event.txid, event.block, event.aborted === true);
    else this.drop(event.txid, event.as);
  }

  private accept(call: SignedCall): void {
    const entry = this.entries.get(call.txid) ?? newEntry(call);
    entry.status = 'pending';
    entry.submissions++;
    this.entries.set(call.txid, entry);
    const waiting = this.mempool.get(call.sender) ?? new Map<number, SignedCall>();
    this.mempool.set(call.sender, waiting.set(call.nonce, call));
  }

  /** Nonce and fee are spent whatever comes of the call. */
  private run(txid: string, block: number, aborted: boolean): void {
    const { entry, call } = this.takeOut(txid);
    const result = aborted ? RUNTIME_ERROR : this.execute(call);
    const { balance } = this.account(call.sender);
    this.accounts.set(call.sender, { nonce: call.nonce + 1, balance: balance - call.fee });
    entry.status = result.type === ClarityType.ResponseOk ? 'success' : 'abort_by_response';
    entry.result = shown(result);
    entry.block = block;
    this.height = Math.max(this.height, block);
  }

  private execute({ sender, functionName, args }: SignedCall): ClarityValue {
    try {
      return this.options.vm.call(sender, functionName, args).result;
    } catch {
      return RUNTIME_ERROR;
    }
  }

  private drop(txid: string, as: DroppedStatus | 'unknown'): void {
    const { entry } = this.takeOut(txid);
    if (as === 'unknown') this.entries.delete(txid);
    else entry.status = as;
  }

  private takeOut(txid: string): { entry: LedgerEntry; call: SignedCall } {
    const entry = this.entries.get(txid);
    const call = entry && this.mempool.get(entry.sender)?.get(entry.nonce);
    if (!call) throw new Error(`The chain has no pending transaction ${txid}`);
    this.mempool.get(call.sender)?.delete(call.nonce);
    return { entry, call };
  }
}

/** As a node writes amounts: `0x` and 32 hexadecimal digits. */
export function uint128Hex(amount: bigint): string {
  return `0x${amount.toString(16).padStart(32, '0')}`;
}
