import { describe, it } from 'node:test';
import { expect } from 'expect';
import { firstTaskId, taskIdOf } from './payload';

describe('The task id of a QR text', () => {
  const cases: [string, string | undefined][] = [
    ['20251119', '20251119'],
    [' 00000042\n', '00000042'],
    ['{"task_id":"20251119","page":1}', '20251119'],
    ['{"task_id": 20251119}', '20251119'],
    ['{"task_id":"2025","other":"12345678"}', undefined],
    ['{"task_id":null,"other":"12345678"}', undefined],
    ['{"sheet":"12345678"}', '12345678'],
    ['https://omr.example/t/20251119?page=2', '20251119'],
    ['OMR-20251119-P01', '20251119'],
    ['OMR20251119', undefined],
    ['งาน20251119', undefined],
    ['202511191', undefined],
    ['2025111', undefined],
    ['20251119 and 20251120', undefined],
    ['20251119 and again 20251119', undefined],
    ['๑๒๓๔๕๖๗๘', undefined],
    ['{broken 20251119', '20251119'],
    ['', undefined],
  ];
  for (const [text, taskId] of cases) {
    it(`is ${taskId ?? 'none'} in ${JSON.stringify(text)}`, () => expect(taskIdOf(text)).toBe(taskId));
  }

  it('is taken from the first of several texts that has one', () => {
    expect(firstTaskId(['hello', 'A-11111111', '22222222'])).toBe('11111111');
    expect(firstTaskId(['hello'])).toBeUndefined();
  });
});
