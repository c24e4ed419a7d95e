import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Cl, type ClarityValue } from '@stacks/transactions';
import { expect } from 'expect';
import { CLONE_ROOT } from '../paths';
import { DEVELOPMENT_ACCOUNTS, DEVELOPMENT_CONTRACT } from './development-accounts';
import { openRegistryVm, type RegistryVm } from './registry-vm';

const operator = DEVELOPMENT_ACCOUNTS.operator.address;
const creator = DEVELOPMENT_ACCOUNTS.creator.address;
const stranger = DEVELOPMENT_ACCOUNTS.stranger.address;
const MAX_UINT = 2n ** 128n - 1n;

let vm: RegistryVm;
before(async () => {
  vm = await openRegistryVm();
});

const show = (value: ClarityValue): string => Cl.prettyPrint(value);

function setPrice(sender: string, id: string, owner: string, price: number | bigint): string {
  return show(vm.call(sender, 'set-price', [Cl.stringUtf8(id), Cl.principal(owner), Cl.uint(price)]).result);
}

const setOperator = (sender: string, to: string): string =>
  show(vm.call(sender, 'set-operator', [Cl.principal(to)]).result);

const read = (name: string, ...ids: string[]): string =>
  show(
    vm.read(
      name,
      ids.map((id) => Cl.stringUtf8(id)),
      stranger,
    ),
  );

describe('a content that is not registered', () => {
  it('has no price, no owner and no entry', () => {
    expect(read('get-price', 'nothing')).toBe('none');
    expect(read('get-owner', 'nothing')).toBe('none');
    expect(read('get-content', 'nothing')).toBe('none');
  });

  it('is registered by the operator, under the owner that is named', () => {
    expect(setPrice(operator, 'new', creator, 1_000_000)).toBe('(ok true)');
    expect(read('get-content', 'new')).toBe(`(some { owner: '${creator}, price: u1000000 })`);
    expect(read('get-price', 'new')).toBe('(some u1000000)');
    expect(read('get-owner', 'new')).toBe(`(some '${creator})`);
  });

  it('cannot be registered by anyone else, neither for others nor for themselves', () => {
    for (const owner of [stranger, creator, operator]) {
      expect(setPrice(stranger, 'squatted', owner, 1)).toBe('(err u403)');
    }
    expect(read('get-content', 'squatted')).toBe('none');
  });
});

describe('the price of a registered content', () => {
  it('is set by its owner and by the operator', () => {
    setPrice(operator, 'priced', creator, 1);
    expect(setPrice(creator, 'priced', creator, 2)).toBe('(ok true)');
    expect(read('get-price', 'priced')).toBe('(some u2)');
    expect(setPrice(operator, 'priced', creator, 3)).toBe('(ok true)');
    expect(read('get-price', 'priced')).toBe('(some u3)');
  });

  it('is not set by anyone else, whomever they name as owner', () => {
    setPrice(operator, 'guarded', creator, 5);
    for (const owner of [stranger, creator, operator]) {
      expect(setPrice(stranger, 'guarded', owner, 1)).toBe('(err u403)');
    }
    expect(read('get-content', 'guarded')).toBe(`(some { owner: '${creator}, price: u5 })`);
  });

  it('can be set without the owner ever changing, whatever the caller says', () => {
    setPrice(operator, 'kept', creator, 1);
    expect(setPrice(operator, 'kept', stranger, 2)).toBe('(ok true)');
    expect(setPrice(creator, 'kept', stranger, 3)).toBe('(ok true)');
    expect(read('get-content', 'kept')).toBe(`(some { owner: '${creator}, price: u3 })`);
  });

  it('does not touch the price of another, however alike the ids look', () => {
    for (const [index, id] of ['a', 'A', 'a ', 'а', 'á', 'a\u0301'].entries()) {
      setPrice(operator, id, creator, index);
    }
    expect(['a', 'A', 'a ', 'а', 'á', 'a\u0301'].map((id) => read('get-price', id))).toEqual(
      [0, 1, 2, 3, 4, 5].map((price) => `(some u${price})`),
    );
  });

  it('is any number of 128 bits', () => {
    setPrice(operator, 'range', creator, MAX_UINT);
    expect(read('get-price', 'range')).toBe(`(some u${MAX_UINT})`);
    setPrice(operator, 'range', creator, 0);
    expect(read('get-price', 'range')).toBe('(some u0)');
    expect(() => Cl.serialize(Cl.uint(MAX_UINT + 1n))).toThrow();
  });

  it('is told in an event, with the price before it and who set it', () => {
    const event = (sender: string, price: number) =>
      vm
        .call(sender, 'set-price', [Cl.stringUtf8('told'), Cl.principal(creator), Cl.uint(price)])
        .printed.map((value) => show(value));
    expect(event(operator, 7)).toEqual([
      `{ by: '${operator}, event: "price-set", id: u"told", owner: '${creator}, previous: none, price: u7 }`,
    ]);
    expect(event(creator, 8)).toEqual([
      `{ by: '${creator}, event: "price-set", id: u"told", owner: '${creator}, previous: (some u7), price: u8 }`,
    ]);
    expect(event(stranger, 9)).toEqual([]);
  });
});

describe('an id', () => {
  it('has up to 256 characters, of which an emoji is one', () => {
    const longest = '🎧'.repeat(256);
    expect(setPrice(operator, longest, creator, 256)).toBe('(ok true)');
    expect(read('get-price', longest)).toBe('(some u256)');
    expect(read('get-price', '🎧'.repeat(255))).toBe('none');
    expect(() => setPrice(operator, 'x'.repeat(257), creator, 1)).toThrow(/set-price/);
  });

  it('may be empty: the contract gives ids no meaning', () => {
    expect(setPrice(stranger, '', stranger, 1)).toBe('(err u403)');
    expect(setPrice(operator, '', creator, 4)).toBe('(ok true)');
    expect(read('get-price', '')).toBe('(some u4)');
  });
});

describe('a contract between the caller and this one', () => {
  const relay = `${stranger}.relay`;
  const throughRelay = (sender: string, id: string): string =>
    show(
      vm.simnet.callPublicFn(
        relay,
        'set-price',
        [Cl.stringUtf8(id), Cl.principal(stranger), Cl.uint(9)],
        sender,
      ).result,
    );

  before(() => {
    const source = `
      (define-public (set-price (id (string-utf8 256)) (owner principal) (price uint))
        (contract-call? '${DEVELOPMENT_CONTRACT} set-price id owner price))`;
    vm.simnet.deployContract('relay', source, { clarityVersion: 3 }, stranger);
  });

  it('has not the rights of the owner or the operator who calls it', () => {
    setPrice(operator, 'phished', creator, 1);
    expect(throughRelay(creator, 'phished')).toBe('(err u403)');
    expect(throughRelay(operator, 'phished')).toBe('(err u403)');
    expect(throughRelay(operator, 'not yet there')).toBe('(err u403)');
    expect(read('get-price', 'phished')).toBe('(some u1)');
  });

  it('sets the price of what it owns itself, which whoever made it cannot', () => {
    setPrice(operator, 'of the contract', relay, 1);
    expect(setPrice(stranger, 'of the contract', relay, 2)).toBe('(err u403)');
    expect(throughRelay(creator, 'of the contract')).toBe('(ok true)');
    expect(read('get-content', 'of the contract')).toBe(`(some { owner: '${relay}, price: u9 })`);
  });
});

describe('the operator', () => {
  it('is at first who deployed the contract', () => {
    expect(read('get-operator')).toBe(`'${operator}`);
  });

  it('is not changed by anyone else', () => {
    expect(setOperator(stranger, stranger)).toBe('(err u403)');
    expect(setOperator(creator, creator)).toBe('(err u403)');
    expect(read('get-operator')).toBe(`'${operator}`);
  });

  it('hands over all rights, keeping none, and the event names both', () => {
    setPrice(operator, 'handed over', creator, 1);
    const { result, printed } = vm.call(operator, 'set-operator', [Cl.principal(stranger)]);
    expect(show(result)).toBe('(ok true)');
    expect(printed.map(show)).toEqual([
      `{ event: "operator-set", operator: '${stranger}, previous: '${operator} }`,
    ]);
    expect(setPrice(operator, 'handed over', creator, 2)).toBe('(err u403)');
    expect(setPrice(operator, 'another', creator, 2)).toBe('(err u403)');
    expect(setOperator(operator, operator)).toBe('(err u403)');
    expect(setPrice(stranger, 'handed over', creator, 3)).toBe('(ok true)');
    expect(setPrice(creator, 'handed over', creator, 4)).toBe('(ok true)');
    expect(setOperator(stranger, operator)).toBe('(ok true)');
  });
});

describe('the manifest', () => {
  it('deploys the same contract with the accounts that the tools know', async () => {
    // In a process and a folder of its own: the SDK writes a plan beside the manifest and prints to the terminal.
    const folder = mkdtempSync(join(tmpdir(), 'sluice-contracts-'));
    try {
      cpSync(join(CLONE_ROOT, 'contracts'), folder, { recursive: true });
      const script = `
        require('@stacks/clarinet-sdk').initSimnet(process.argv[1]).then((simnet) => console.log(JSON.stringify({
          accounts: Object.fromEntries(simnet.getAccounts()),
          version: simnet.getContractsInterfaces().get('${DEVELOPMENT_CONTRACT}').clarity_version,
          epoch: simnet.getContractsInterfaces().get('${DEVELOPMENT_CONTRACT}').epoch,
        })));`;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['-e', script, join(folder, 'Clarinet.toml')],
        { cwd: __dirname },
      );
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
        accounts: { deployer: operator, wallet_1: stranger, wallet_2: creator },
        version: 'Clarity3',
        epoch: 'Epoch30',
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
