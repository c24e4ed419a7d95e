import { describe, it } from 'node:test';
import { expect } from 'expect';
import { KeyList } from '.';
import { readAll } from './testing/read-all';

/** Calls `look` for each member of each record. */
async function eachMember(
  records: unknown[] | string,
  look: (...args: Parameters<KeyList['find']>) => void,
): Promise<void> {
  const text = typeof records === 'string' ? records : JSON.stringify(records);
  await readAll(Buffer.from(text), {
    shape: 'array',
    onRecord: ({ record }) => {
      for (let member = 0; member < record.memberCount; member++) look(record, member);
    },
  });
}

describe('A list of keys', () => {
  it('numbers names in the order in which they came first', async () => {
    const keys = new KeyList();
    const numbers: number[] = [];
    await eachMember(
      [
        { a: 1, b: 2 },
        { b: 1, c: 1, a: 1 },
        { '': 0, é: 0, a: 0 },
      ],
      (record, member) => {
        numbers.push(keys.add(record, member));
      },
    );
    expect(keys.names).toEqual(['a', 'b', 'c', '', 'é']);
    expect(numbers).toEqual([0, 1, 1, 2, 0, 3, 4, 0]);
  });

  it('finds the names that it was given, and no others', async () => {
    const keys = new KeyList(['business_email', 'phone', 'business_email']);
    const found: number[] = [];
    await eachMember([{ phone: 1, phones: 1, phon: 1, business_email: 1, '': 1 }], (record, member) => {
      found.push(keys.find(record, member));
    });
    expect(found).toEqual([1, -1, -1, 0, -1]);
  });

  it('takes a name with escapes for the same as without', async () => {
    const keys = new KeyList(['phone', '\ud800', '\ufffd']);
    const found: number[] = [];
    const text =
      '[{"ph\\u006fne":1,"phone":1,"\\ud800":1,"\ufffd":1,"\\ufffd":1,"__proto__":1,"\\u005f_proto__":1}]';
    await eachMember(text, (record, member) => found.push(keys.add(record, member)));
    expect(found).toEqual([0, 0, 1, 2, 2, 3, 3]);
  });

  it('holds many names', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `n${(i * 7919) % 5000}`);
    const keys = new KeyList();
    const record = Object.fromEntries(names.map((name) => [name, 1]));
    const numbers: number[] = [];
    await eachMember([record, record], (...args) => numbers.push(keys.add(...args)));
    expect(keys.names).toEqual(names);
    expect(numbers).toEqual([...names.keys(), ...names.keys()]);
  });
});
